import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ReportComparison } from "../../src/report/comparison/reportComparison.ts";
import { pageHtml } from "../../src/webview/html.ts";
import { ReportPanel } from "../../src/webview/panel.ts";
import type { PageRequests } from "../../src/webview/panel.ts";
import type { PageContent } from "../../src/report/pageContent.ts";
import { env, fake, makePanel, Uri, ViewColumn } from "../fakes/vscode.ts";
import { scanReport } from "../editor/scanReport.ts";

const failures: unknown[] = [];
const places: unknown[] = [];
const saved: unknown[] = [];
const images: unknown[] = [];
const told: unknown[] = [];

function makeReportPanel(stored?: PageContent): ReportPanel {
  const requests: PageRequests = {
    openPlace: (place) => Promise.resolve(void places.push(place)),
    saveImage: (image) => Promise.resolve(void images.push(image)),
    saveHtml: (content) => {
      saved.push(content);
      return Promise.reject(new Error("disk full"));
    },
    restore: () => Promise.resolve(stored),
    shown: (report) => told.push(report.title),
    failed: (error) => failures.push(error),
  };
  return new ReportPanel(Uri.file("/extension") as never, requests);
}

beforeEach(() => {
  fake.reset();
  failures.length = 0;
  places.length = 0;
  saved.length = 0;
  images.length = 0;
  told.length = 0;
});

test("the page may load its own script and styles and nothing else", () => {
  const html = pageHtml({
    title: "a <b>",
    scriptAddress: "https://x/page.js",
    styleAddress: "https://x/page.css",
    source: "https://x",
    nonce: "abc",
  });
  expect(html).toContain("default-src 'none';");
  expect(html).toContain("script-src 'nonce-abc';");
  expect(html).not.toContain("unsafe");
  expect(html).toContain("<title>a &lt;b&gt;</title>");
  expect(html.match(/<script nonce="abc"/g)).toHaveLength(1);
});

test("the report is sent when the page says that it is ready", () => {
  const panel = makeReportPanel();
  panel.show(scanReport);
  const [shown] = fake.panels;
  expect(shown?.posted).toEqual([]);
  shown?.receive({ kind: "ready" });
  expect(shown?.posted).toEqual([{ kind: "report", report: scanReport }]);
});

test("a report is told as shown once the page has it, a comparison is not", () => {
  const panel = makeReportPanel();
  panel.show(scanReport);
  expect(told).toEqual([]);
  fake.panels[0]?.receive({ kind: "ready" });
  panel.show({ ...scanReport, title: "b.txt" });
  panel.showComparison({ comparisonVersion: 1, title: "a against b" } as ReportComparison);
  expect(told).toEqual([scanReport.title, "b.txt"]);
});

test("a second report takes the place of the first in the same panel", () => {
  const panel = makeReportPanel();
  panel.show(scanReport);
  panel.show({ ...scanReport, title: "b.txt" });
  expect(fake.panels).toHaveLength(1);
  expect(fake.panels[0]?.title).toBe("b.txt");
  expect(fake.panels[0]?.posted).toMatchObject([{ report: { title: "b.txt" } }]);
});

test("two reports side by side are shown in the same panel, and saved as such", async () => {
  const comparison = { comparisonVersion: 1, title: "a against b" } as ReportComparison;
  const panel = makeReportPanel();
  panel.show(scanReport);
  panel.showComparison(comparison);
  expect(fake.panels).toHaveLength(1);
  expect(fake.panels[0]?.title).toBe("a against b");
  fake.panels[0]?.receive({ kind: "ready" });
  expect(fake.panels[0]?.posted.at(-1)).toEqual({ kind: "comparison", comparison });
  fake.panels[0]?.receive({ kind: "saveHtml" });
  await vi.waitFor(() => expect(saved).toEqual([{ kind: "comparison", comparison }]));
});

describe("a report that nobody waits for", () => {
  const quiet = { preserveFocus: true };

  test("leaves the keyboard where it is, beside what is open", () => {
    const panel = makeReportPanel();
    fake.activeTab = { input: { uri: Uri.file("/work/a.txt") } };
    panel.show(scanReport, quiet);
    const [shown] = fake.panels;
    expect(shown?.shown).toEqual([{ viewColumn: ViewColumn.Beside, preserveFocus: true }]);
    panel.show(scanReport, quiet); // it is in sight
    expect(shown?.shown.at(-1)).toEqual({ viewColumn: undefined, preserveFocus: true });
  });

  test("covers nothing that is being worked on when its panel is a tab behind", () => {
    const panel = makeReportPanel();
    panel.show(scanReport);
    const [shown] = fake.panels;
    if (shown === undefined) throw new Error("no panel");
    shown.visible = false;
    fake.activeTab = { input: { uri: Uri.file("/work/a.txt") } };
    panel.show(scanReport, quiet);
    expect(shown.shown.at(-1)).toEqual({ viewColumn: ViewColumn.Beside, preserveFocus: true });
    shown.viewColumn = 2; // behind another tab, where nobody works
    panel.show(scanReport, quiet);
    expect(shown.shown.at(-1)).toEqual({ viewColumn: undefined, preserveFocus: true });
  });

  test("takes the place of a page of the editor itself, and of nothing", () => {
    fake.activeTab = { input: undefined }; // as of the walkthrough
    makeReportPanel().show(scanReport, quiet);
    fake.activeTab = undefined;
    makeReportPanel().show(scanReport, quiet);
    const place = { viewColumn: ViewColumn.Active, preserveFocus: true };
    expect(fake.panels.map(({ shown }) => shown)).toEqual([[place], [place]]);
  });
});

test("a report that was asked for comes to the front and has the keyboard", () => {
  const panel = makeReportPanel();
  fake.activeTab = { input: { uri: Uri.file("/work/a.txt") } };
  panel.show(scanReport);
  panel.show(scanReport);
  expect(fake.panels[0]?.shown).toEqual([
    { viewColumn: ViewColumn.Active, preserveFocus: false },
    { viewColumn: undefined, preserveFocus: false },
  ]);
});

test("a closed panel is made anew", () => {
  const panel = makeReportPanel();
  panel.show(scanReport);
  fake.panels[0]?.dispose();
  panel.show(scanReport);
  expect(fake.panels).toHaveLength(2);
});

test("what the page asks for is done, what it should not say is dropped", async () => {
  makeReportPanel().show(scanReport);
  const [shown] = fake.panels;
  shown?.receive({ kind: "openPlace", file: "a.txt", line: 1, column: 0, byte: 0 });
  shown?.receive({ kind: "openPlace", file: "/etc/passwd" });
  shown?.receive({ kind: "run", command: "rm" });
  shown?.receive({ kind: "copy", text: "copied" });
  shown?.receive({ kind: "saveImage", name: "label.png", base64: "AA==" });
  shown?.receive({ kind: "saveImage", name: "../label.png", base64: "AA==" });
  shown?.receive({ kind: "saveImage", name: "label.html", base64: "AA==" });
  shown?.receive({ kind: "saveHtml" });
  await vi.waitFor(() => expect(failures).toEqual([new Error("disk full")]));
  expect(places).toEqual([{ kind: "openPlace", file: "a.txt", line: 1, column: 0, byte: 0 }]);
  expect(env.clipboard.text).toBe("copied");
  expect(images).toEqual([{ kind: "saveImage", name: "label.png", base64: "AA==" }]);
});

test("after a reload what is restored is shown under its own title", async () => {
  const comparison = { comparisonVersion: 1, title: "a against b" } as ReportComparison;
  for (const stored of [{ kind: "report", report: scanReport } as const, { kind: "comparison", comparison } as const]) {
    const panel = makePanel("The title of before");
    await makeReportPanel(stored).deserializeWebviewPanel(panel as never);
    panel.receive({ kind: "ready" });
    expect(panel.posted).toEqual([stored]);
    expect(panel.title).toBe(stored.kind === "report" ? scanReport.title : "a against b");
    expect(panel.html).toContain(`<title>${panel.title}</title>`);
  }
});

test("a report that was opened while the window was still restoring the last one stays", async () => {
  const reports = makeReportPanel({ kind: "report", report: scanReport });
  const panel = makePanel("Evenhand");
  const restoring = reports.deserializeWebviewPanel(panel as never);
  reports.show({ ...scanReport, title: "b.txt" });
  await restoring;
  panel.receive({ kind: "ready" });
  expect(panel.posted).toMatchObject([{ report: { title: "b.txt" } }]);
});

test("after a reload without a report the panel closes", async () => {
  const panel = makePanel("Evenhand");
  await makeReportPanel().deserializeWebviewPanel(panel as never);
  expect(panel.html).toBe("");
});
