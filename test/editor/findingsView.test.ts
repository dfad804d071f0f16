import { window } from "vscode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { FindingsView } from "../../src/editor/findingsView.ts";
import type { FindingNode } from "../../src/editor/findingsModel.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import { withSilenced } from "../../src/policy/silencedFindings.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fake, Uri } from "../fakes/vscode.ts";
import { deepScanReport } from "../report/deepScanReport.ts";
import { useSettings } from "./defaultSettings.ts";
import { scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
let view: FindingsView | undefined;

beforeEach(() => {
  fake.reset();
  useSettings();
});

afterEach(() => view?.dispose());

async function show(report: BiasReport): Promise<FindingsView> {
  const scans = new ScanStore(new DataFolder(Uri.file("/storage") as never), () => Promise.resolve(report));
  fake.files.set("/storage/scans/1.json", new Uint8Array());
  await scans.load();
  view = new FindingsView(scans, log);
  return view;
}

async function labelled(shown: FindingsView, nodes: readonly FindingNode[], label: string): Promise<FindingNode> {
  const found = nodes.find((node) => shown.getTreeItem(node).label === label);
  if (found === undefined) throw new Error(`no ${label} among ${nodes.map((node) => node.kind).join(", ")}`);
  return found;
}

describe("the findings", () => {
  test("show data problems as a node of their own, each with examples that open their place", async () => {
    const shown = await show(deepScanReport());
    const roots = await shown.getChildren();
    const problems = await labelled(shown, roots, "Data problems");
    expect(shown.getTreeItem(problems).description).toBe("2");
    const [duplicates, encoding] = await shown.getChildren(problems);
    if (duplicates === undefined || encoding === undefined) throw new Error("two problems");
    const item = shown.getTreeItem(duplicates);
    expect(item).toMatchObject({
      label: "Duplicates",
      description: "212 of 4,000 records (5.3%) are copies of another record.",
    });
    expect(item.accessibilityInformation?.label).toMatch(/^Duplicates: 212 of 4,000 .* Remove copies and scan again/);
    const examples = (await shown.getChildren(duplicates)).map((node) => shown.getTreeItem(node));
    expect(examples.map(({ label, description }) => [label, description])).toEqual([
      ["demo.jsonl:12", "9 times · The nurse said she would call her g•••••••."],
      ["demo.jsonl, byte 90,112", "4 times"],
    ]);
    expect(examples[0]?.command).toMatchObject({
      command: "evenhand.internal.openExample",
      arguments: [{ file: "demo.jsonl", line: 12, column: 0 }],
    });
    expect(examples[1]?.command).toBeUndefined();
    expect(await shown.getChildren(encoding)).toEqual([]);
  });

  test("lead from axis to group to words with their figures, and say whether the halves agree", async () => {
    const shown = await show(deepScanReport());
    const gender = await labelled(shown, await shown.getChildren(), "gender");
    const female = await labelled(shown, await shown.getChildren(gender), "female");
    expect(shown.getTreeItem(female).description).toBe("10,231");
    const words = await shown.getChildren(female);
    const nurse = shown.getTreeItem(await labelled(shown, words, "nurse"));
    expect(nurse.description).toBe("z 15.1 · nPMI 0.33 · 160");
    expect(nurse.tooltip).toContain("two random halves agree: nPMI 0.34");
    const caring = shown.getTreeItem(await labelled(shown, words, "caring"));
    expect(caring.tooltip).toContain("two random halves differ");
  });

  test("stay when they are silenced, and say so with the reason", async () => {
    const shown = await show(
      withSilenced(deepScanReport(), [{ word: "nurse", reason: "a ward" }, { rule: "duplicates" }]),
    );
    const roots = await shown.getChildren();
    const female = await labelled(shown, await shown.getChildren(await labelled(shown, roots, "gender")), "female");
    const words = await shown.getChildren(female);
    expect(shown.getTreeItem(await labelled(shown, words, "nurse"))).toMatchObject({
      description: "silenced: a ward · z 15.1 · nPMI 0.33 · 160",
      contextValue: "silencedFinding",
      iconPath: { id: "mute" },
    });
    expect(shown.getTreeItem(await labelled(shown, words, "caring")).contextValue).toBe("finding");
    const [duplicates] = await shown.getChildren(await labelled(shown, roots, "Data problems"));
    if (duplicates === undefined) throw new Error("no problem");
    expect(shown.getTreeItem(duplicates).description).toMatch(/^silenced · 212 of 4,000/);
  });

  test("mask slurs", async () => {
    const report = deepScanReport();
    if (report.scan === undefined) throw new RangeError("no scan");
    const associations = report.scan.associations.map((row) =>
      row.word === "silk" ? Object.assign({}, row, { word: "grobbler" }) : row,
    );
    const shown = await show({ ...report, scan: { ...report.scan, associations } });
    const race = await labelled(shown, await shown.getChildren(), "race");
    const asian = await labelled(shown, await shown.getChildren(race), "Asian");
    const words = (await shown.getChildren(asian)).map((node) => shown.getTreeItem(node));
    expect(words.map(({ label }) => label)).toContain("g•••••••");
    expect(JSON.stringify(words.map(({ label, tooltip }) => [label, tooltip]))).not.toContain("grobbler");
  });

  test("of a scan that did not look for data problems have no such node", async () => {
    const shown = await show(scanReport);
    expect((await shown.getChildren()).map(({ kind }) => kind)).toEqual(["axis"]);
  });
});
