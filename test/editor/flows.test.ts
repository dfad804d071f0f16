import { fileURLToPath } from "node:url";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { window } from "vscode";
import type { Memento } from "vscode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compareReports } from "../../src/editor/compareFlow.ts";
import { CounterfactualsView } from "../../src/editor/counterfactualsView.ts";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { DecisionStore } from "../../src/editor/decisionStore.ts";
import { generateCorpus, generatePlanned } from "../../src/editor/generateFlow.ts";
import type { GenerateTools } from "../../src/editor/generateFlow.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { findCorpusFile, openAsRecords, openFinding, openPlace } from "../../src/editor/openPlace.ts";
import type { ShowRecords } from "../../src/editor/openPlace.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { RecordAnalysis } from "../../src/editor/recordAnalysis.ts";
import { chooseReport, parseReportLazily } from "../../src/editor/reportFiles.ts";
import { scanWorkspace } from "../../src/editor/scanFlow.ts";
import type { ScanParts } from "../../src/editor/scanFlow.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import { StatusBar } from "../../src/editor/statusBar.ts";
import { EvenhandError } from "../../src/base/errors.ts";
import { JobClient } from "../../src/jobs/client.ts";
import { fake, FakeDocument, FakeEditor, Uri } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { FakeClient } from "./fakeClient.ts";
import { associationRow, scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });

let folder: string;

beforeEach(() => {
  fake.reset();
  folder = mkdtempSync(join(tmpdir(), "evenhand-flow-"));
  fake.folder = folder;
  useSettings();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function policies(): PolicyStore {
  return new PolicyStore(window.createOutputChannel("Evenhand", { log: true }), localCopies());
}

function addFiles(...names: string[]): void {
  for (const name of names) fake.files.set(join(folder, name), new Uint8Array());
}

const dataFolder = () => new DataFolder(Uri.file("/storage") as never);

function parts(client: FakeClient, scans = new ScanStore(dataFolder(), parseReportLazily)): ScanParts {
  return { jobs: new JobRunner(client), scans, policies: policies(), copies: localCopies() };
}

/** The context keys that were set. */
function said(): unknown[][] {
  return fake.executed.flatMap(({ id, args }) => (id === "setContext" ? [args] : []));
}

describe("a scan of the workspace", () => {
  test("reads the corpus files and leaves out generated and excluded ones, then shows the findings", async () => {
    addFiles(
      "a.txt",
      "sub/b.jsonl",
      "b.cda.jsonl",
      "node_modules/x/c.txt",
      ".evenhand/d.jsonl",
      "requirements.txt",
      "e.py",
      "f.csv",
      "g.jsonl.zst",
      "package.json",
    );
    const client = new FakeClient(scanReport);
    const scans = new ScanStore(dataFolder(), parseReportLazily);
    await scanWorkspace(parts(client, scans));
    expect(client.asked).toEqual([
      {
        name: "scan",
        options: {
          paths: ["a.txt", "f.csv", "g.jsonl.zst", "sub/b.jsonl"].map((name) => join(folder, name)),
          axes: ["gender", "race", "religion"],
          noText: false,
          namesFrom: [folder],
          partsFolder: join(folder, ".evenhand/scans/parts"),
        },
      },
    ]);
    expect(scans.report).toBe(scanReport);
    const stored = readFileSync(join(folder, ".evenhand/scans/20260131T102030456Z.json"), "utf8");
    expect(JSON.parse(stored)).toEqual(scanReport);
    expect(new TextDecoder().decode(fake.files.get(join(folder, ".evenhand/.gitignore")))).toBe("*\n");
    // In sight, but without taking the keyboard from who works on meanwhile.
    expect(fake.executed.at(-1)).toEqual({ id: "evenhand.findings.focus", args: [{ preserveFocus: true }] });
    expect(said()).toEqual([["evenhand.scanned", true]]);
  });

  test("that is cancelled leaves the walkthrough's step undone", async () => {
    addFiles("a.txt");
    const client = new FakeClient(new EvenhandError("cancelled", "Cancelled.", { hint: "" }));
    await expect(scanWorkspace(parts(client))).rejects.toMatchObject({ code: "cancelled" });
    expect(said()).toEqual([]);
  });

  test("passes on the team's lists of words and the number of threads", async () => {
    addFiles("a.txt");
    useSettings({ attributes: "lists.json", "scan.workers": 3 });
    const client = new FakeClient(scanReport);
    await scanWorkspace(parts(client));
    expect(client.asked[0]?.options).toMatchObject({ attributesFile: join(folder, "lists.json"), workers: 3 });
  });

  test("says so when there is no corpus", async () => {
    const scans = new ScanStore(dataFolder(), parseReportLazily);
    await expect(scanWorkspace(parts(new FakeClient(), scans))).rejects.toThrow("No corpus file was found");
  });
});

describe("generating", () => {
  function tools(client: FakeClient, memory: Memento): GenerateTools {
    const decisions = new DecisionStore(log);
    const showReport = (file: unknown): Promise<void> => Promise.resolve(void opened.push(file));
    return { jobs: new JobRunner(client), memory, policies: policies(), decisions, showRecords, showReport };
  }

  let records: string[];
  const showRecords: ShowRecords = (uri) => Promise.resolve(void records.push(uri.path));
  beforeEach(() => {
    records = [];
  });

  const opened: unknown[] = [];

  /** What Enter, Enter, Enter chooses. */
  const usual = ["augment", "Gender, both ways", "Keep first names"];

  function memory(): Memento {
    const values = new Map<string, unknown>();
    return {
      keys: () => [...values.keys()],
      get: (key: string) => values.get(key) as never,
      update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    };
  }

  const summary = { outPath: "/work/a.cda.jsonl", records: 10, changed: 4 };

  test("asks before it replaces a corpus", async () => {
    const exists = new EvenhandError("output.exists", "a.cda.jsonl is there already", { hint: "" });
    const client = new FakeClient(exists, summary);
    fake.files.set(summary.outPath, new Uint8Array());
    fake.answers = [...usual, "Replace", "Open File"];
    await generateCorpus(tools(client, memory()), Uri.file("/work/a.jsonl"));
    expect(client.asked.map(({ options }) => (options as { force?: boolean }).force)).toEqual([undefined, true]);
    expect(fake.shown[0]?.uri.path).toBe("/work/a.cda.jsonl");
  });

  test("opens what it wrote in the record viewer where that is no text or too large for an editor", async () => {
    const [large, table] = ["/work/b.cda.jsonl", "/work/c.cda.parquet"];
    for (const outPath of [large, table]) {
      fake.files.set(outPath, new Uint8Array());
      fake.sizes.set(large, 50_000_001);
      fake.answers = [...usual, "Open File"];
      await generateCorpus(tools(new FakeClient({ ...summary, outPath }), memory()), Uri.file("/work/a.jsonl"));
    }
    expect(records).toEqual([large, table]);
    expect(fake.shown).toEqual([]);
  });

  test("leaves the old corpus alone when the user does not want it replaced", async () => {
    const client = new FakeClient(new EvenhandError("output.exists", "a.cda.jsonl is there already", { hint: "" }));
    fake.answers = [...usual];
    await generateCorpus(tools(client, memory()), Uri.file("/work/a.jsonl"));
    expect(client.asked).toHaveLength(1);
  });

  test("of no named file asks for one, the active document first if it is a corpus", async () => {
    addFiles("a.jsonl", "b.jsonl");
    const generate = async (active: string): Promise<unknown> => {
      fake.activeEditor = new FakeEditor(new FakeDocument(join(folder, active), "any", ""));
      fake.answers = ["a.jsonl", ...usual];
      const client = new FakeClient(summary);
      await generateCorpus(tools(client, memory()), undefined);
      return client.asked[0]?.options;
    };
    const offered = (): unknown =>
      fake.messages.findLast(({ text }) => text === "The counterfactuals of which file?")?.buttons;
    expect(await generate("b.jsonl")).toMatchObject({ paths: [join(folder, "a.jsonl")] });
    expect(offered()).toMatchObject([{ label: "b.jsonl" }, { label: "a.jsonl" }]);
    expect(await generate("train.py")).toMatchObject({ paths: [join(folder, "a.jsonl")] });
    expect(offered()).toMatchObject([{ label: "a.jsonl" }, { label: "b.jsonl" }]);
  });

  test("asks for mode, axis and names, and offers first what was chosen last time", async () => {
    const remembered = memory();
    const file = Uri.file("/work/a.jsonl");
    useSettings({ "counterfactuals.sensitive": "skip" });
    fake.answers = ["substitute", "Religion …", "Muslim", "Christian", "Muslim ↔ Christian", "back", "back", "augment"];
    fake.answers.push("Several axes …", "gender:m2f, religion:Muslim->Christian", "Swap first names");
    const client = new FakeClient(summary, summary);
    await generateCorpus(tools(client, remembered), file);
    expect(client.asked[0]?.options).toEqual({
      paths: ["/work/a.jsonl"],
      mode: "augment",
      swaps: ["gender:m2f", "religion:Muslim->Christian"],
      names: "swap",
      sensitive: "skip",
      report: true,
    });
    fake.messages.length = 0;
    fake.answers = ["augment", "gender:m2f, religion:Muslim->Christian", "Swap first names"];
    await generateCorpus(tools(client, remembered), file);
    expect(client.asked[1]?.options).toEqual(client.asked[0]?.options);
    const firsts = fake.messages.filter(({ kind }) => kind === "pick").map(({ buttons }) => buttons[0]);
    expect(firsts).toEqual(["augment", "gender:m2f, religion:Muslim->Christian", "Swap first names"]);
  });

  test("of what the view shows asks nothing, and takes the decisions along", async () => {
    useSettings({ "counterfactuals.swaps": ["gender:m2f"] });
    addFiles("evenhand.decisions");
    const client = new FakeClient(summary);
    await generatePlanned(tools(client, memory()), Uri.file("/work/a.jsonl"));
    expect(client.asked[0]?.options).toEqual({
      paths: ["/work/a.jsonl"],
      mode: "augment",
      swaps: ["gender:m2f"],
      names: "keep",
      sensitive: "keep",
      decisionsFile: join(folder, "evenhand.decisions"),
      report: true,
    });
    expect(fake.messages.filter(({ kind }) => kind === "pick")).toEqual([]);
  });

  test("of neutral words asks nothing more, and nothing is made when the user leaves", async () => {
    fake.answers = ["neutralise"];
    const client = new FakeClient({ ...summary, reportPath: "/work/a.cda.report.json" });
    await generateCorpus(tools(client, memory()), Uri.file("/work/a.jsonl"));
    expect(client.asked[0]?.options).toMatchObject({ mode: "neutralise", swaps: ["gender:swap"], names: "keep" });
    expect(fake.messages.at(-1)?.buttons).toEqual(["Open File"]);
    expect(said()).toEqual([["evenhand.generated", true]]);
    expect(opened).toEqual([Uri.file("/work/a.cda.report.json")]);
    for (const answers of [[], ["augment"], ["augment", "Gender, both ways"], ["augment", "Race …"]]) {
      fake.answers = answers;
      const left = new FakeClient();
      await generateCorpus(tools(left, memory()), Uri.file("/work/a.jsonl"));
      expect(left.asked).toEqual([]);
    }
    expect(said()).toHaveLength(1);
  });
});

describe("a running job", () => {
  const childPath = fileURLToPath(new URL("../fixtures/jobs/child.mjs", import.meta.url));

  test("reports its progress, and is over afterwards", async () => {
    const jobs = new JobRunner(new JobClient({ childPath }));
    const running = jobs.run("scan", "Evenhand: scan", { paths: ["finish"] });
    expect(jobs.running).toMatchObject([{ name: "scan", title: "Evenhand: scan", text: "", isStopping: false }]);
    await running;
    expect(fake.progress).toEqual([{ message: "scan 1 of 2 documents", increment: 50 }]);
    expect(jobs.running).toEqual([]);
    jobs.dispose();
  });

  test("stops when it is cancelled in its notification", async () => {
    const jobs = new JobRunner(new JobClient({ childPath }));
    jobs.onDidChange(() => {
      if (jobs.running[0]?.text !== "") fake.cancelProgress.fire();
    });
    await expect(jobs.run("train", "Evenhand", { paths: ["obey"] })).rejects.toMatchObject({ code: "cancelled" });
    jobs.dispose();
  });

  test("shows in the status bar, which then returns to the findings", async () => {
    const jobs = new JobRunner(new JobClient({ childPath }));
    const scans = new ScanStore(dataFolder(), parseReportLazily);
    const bar = new StatusBar(scans, jobs);
    const running = jobs.run("scan", "Evenhand: scan", { paths: ["finish"] });
    expect(fake.statusItems[0]?.text).toBe("$(sync~spin) scan");
    await running;
    await scans.keep(scanReport);
    expect(fake.statusItems[0]).toMatchObject({
      text: "$(law) 1 strong",
      tooltip: {
        value: expect.stringMatching(
          /^Strong associations in 4,000 records: 1\n\nUnderlined words: gender solid,/,
        ) as unknown,
      },
    });
    bar.dispose();
    jobs.dispose();
  });
});

describe("places", () => {
  const noRecords: ShowRecords = () => Promise.reject(new Error("not in the record viewer"));

  test("open where the report says, in the file of that name", async () => {
    addFiles("deep/er/a.txt");
    await openFinding(associationRow("nurse"), undefined, noRecords);
    expect(fake.shown[0]).toMatchObject({
      uri: { path: join(folder, "deep/er/a.txt") },
      options: { selection: { start: { line: 2, character: 10 } } },
    });
  });

  test("open in the file that was scanned, not in another one of its name", async () => {
    addFiles("data.jsonl", "a/data.jsonl", "b/data.jsonl");
    fake.activeEditor = new FakeEditor(new FakeDocument(join(folder, "a/data.jsonl"), "jsonl", ""));
    const opened = async (file: string): Promise<string> => (await findCorpusFile(file)).path;
    expect(await opened("data.jsonl")).toBe(join(folder, "data.jsonl"));
    expect(await opened("b/data.jsonl")).toBe(join(folder, "b/data.jsonl"));
    fake.moreFolders = [join(folder, "b")]; // a second folder of the workspace is named with its own name
    expect(await opened("b/data.jsonl")).toBe(join(folder, "b/data.jsonl"));
    fake.moreFolders = ["/elsewhere/test"];
    fake.files.set("/elsewhere/test/data.jsonl", new Uint8Array());
    expect(await opened("test/data.jsonl")).toBe("/elsewhere/test/data.jsonl");
    await expect(opened("../secret.txt")).rejects.toThrow("is not in the open folders");
  });

  test("of a finding open at the one that is listed first, whichever the report keeps first", async () => {
    addFiles("a.txt");
    await openFinding(associationRow("nurse"), { file: "a.txt", line: 1, column: 4 }, noRecords);
    expect(fake.shown[0]).toMatchObject({ options: { selection: { start: { line: 0, character: 4 } } } });
  });

  test("come to the front where the file is in sight, not in another column", async () => {
    addFiles("a.jsonl");
    const editor = new FakeEditor(new FakeDocument(join(folder, "a.jsonl"), "jsonl", "{}"));
    editor.viewColumn = 2;
    fake.editors = [editor];
    await openPlace({ file: "a.jsonl", line: 1, column: 0 }, noRecords);
    expect(fake.shown[0]?.options).toMatchObject({ viewColumn: 2 });
  });

  test("of a file that is gone are refused with its name", async () => {
    await expect(openPlace({ file: "[gone].txt", line: 1, column: 0 }, noRecords)).rejects.toThrow(
      "[gone].txt is not in the open",
    );
  });

  test("says why a place in a file that is read as a whole is not shown", async () => {
    addFiles("a.jsonl.gz", "b.arrow");
    for (const file of ["a.jsonl.gz", "b.arrow"]) {
      await expect(openPlace({ file, line: 3, column: 0 }, noRecords)).rejects.toThrow(`${file} is compressed or of`);
    }
    expect(fake.shown).toEqual([]);
  });

  test("of a file that is too large for the editor, or a table in Parquet, open in the record viewer", async () => {
    addFiles("large.jsonl", "b.parquet", "small.jsonl");
    fake.sizes.set(join(folder, "large.jsonl"), 50_000_001);
    fake.sizes.set(join(folder, "small.jsonl"), 50_000_000);
    const opened: unknown[] = [];
    const showRecords: ShowRecords = (uri, target) => Promise.resolve(void opened.push([uri.path, target]));
    await openPlace({ file: "large.jsonl", line: 3, column: 4, byte: 90 }, showRecords);
    await openPlace({ file: "b.parquet", line: 7, column: 0 }, showRecords);
    await openPlace({ file: "small.jsonl", line: 1, column: 0, byte: 0 }, showRecords);
    expect(opened).toEqual([
      [join(folder, "large.jsonl"), { line: 3, byte: 90 }],
      [join(folder, "b.parquet"), { line: 7 }],
    ]);
    expect(fake.shown).toHaveLength(1);
    useSettings({ "records.largerThanMb": 1 });
    await openPlace({ file: "small.jsonl", line: 1, column: 0 }, showRecords);
    expect(opened).toHaveLength(3);
  });

  test("a file is opened as records from the explorer, or from the active tab of any kind", async () => {
    const opened: unknown[] = [];
    const showRecords: ShowRecords = (uri) => Promise.resolve(void opened.push(uri.path));
    await openAsRecords(Uri.file("/a.csv"), showRecords);
    fake.activeTab = { input: { uri: Uri.file("/b.parquet") } };
    await openAsRecords(undefined, showRecords);
    expect(opened).toEqual(["/a.csv", "/b.parquet"]);
    fake.activeTab = undefined;
    await expect(openAsRecords(undefined, showRecords)).rejects.toThrow("No file is open to show as records");
  });
});

describe("stored reports", () => {
  test("are listed with runs before scans, and the chosen one is opened", async () => {
    addFiles(".evenhand/reports/run-1.json", ".evenhand/scans/1.json");
    fake.answers = ["1.json"];
    expect((await chooseReport(dataFolder()))?.path).toBe(join(folder, ".evenhand/scans/1.json"));
    expect(fake.messages[0]?.buttons).toMatchObject([{ description: "run" }, { description: "scan" }]);
  });

  test("the scan shown is the one written last, whatever its name", async () => {
    const names = ["20260131T102030456Z.json", "corpus.json"];
    const paths = names.map((name) => join(folder, ".evenhand/scans", name));
    for (const [index, path] of paths.entries()) {
      fake.files.set(path, new Uint8Array());
      fake.changeTimes.set(path, 200 - 100 * index);
    }
    const read: string[] = [];
    const scans = new ScanStore(dataFolder(), (_, name) => {
      read.push(name);
      return Promise.resolve(scanReport);
    });
    await scans.load();
    expect(read).toEqual(["20260131T102030456Z.json"]);
  });

  test("a scan that another process stores takes the place of an older one, not of a newer one", async () => {
    const place = (name: string): string => join(folder, ".evenhand/scans", name);
    const store = (name: string, time: number, createdAt: string): void => {
      fake.files.set(place(name), new TextEncoder().encode(createdAt));
      fake.changeTimes.set(place(name), time);
    };
    const scans = new ScanStore(dataFolder(), (createdAt) => Promise.resolve({ ...scanReport, createdAt }));
    let told = 0;
    scans.onDidChange(() => (told += 1));
    store("1.json", 100, "2026-01-02");
    fake.watchedFile.fire(Uri.file(place("1.json")));
    expect(scans.isLoaded).toBe(false); // nobody has asked for it
    await scans.load();
    expect([scans.report?.createdAt, told]).toEqual(["2026-01-02", 1]);
    store("2.json", 200, "2026-01-03");
    fake.watchedFile.fire(Uri.file(place("2.json")));
    await expect.poll(() => scans.report?.createdAt).toBe("2026-01-03");
    store("copied.json", 300, "2026-01-01");
    fake.watchedFile.fire(Uri.file(place("copied.json")));
    store("3.json", 400, "2026-01-04");
    fake.watchedFile.fire(Uri.file(place("3.json")));
    await expect.poll(() => scans.report?.createdAt).toBe("2026-01-04");
    expect(told).toBe(3);
    scans.dispose();
  });

  test("a stored scan that cannot be read is told, and forgotten when a new one is made", async () => {
    fake.files.set(join(folder, ".evenhand/scans/1.json"), new TextEncoder().encode("{"));
    const scans = new ScanStore(dataFolder(), parseReportLazily);
    await expect(scans.load()).rejects.toMatchObject({ code: "report.invalid" });
    await expect(scans.load()).rejects.toMatchObject({ code: "report.invalid" });
    await scans.keep(scanReport).catch(() => {}); // the fake's folder is on no disk
    await scans.load();
    expect(scans.report?.title).toBe(scanReport.title);
    scans.dispose();
  });

  test("two of them are compared: asked for one after the other, the second without the first", async () => {
    addFiles(".evenhand/reports/1.json", ".evenhand/reports/2.json");
    fake.answers = ["1.json", "2.json"];
    const client = new FakeClient({ title: "1 against 2" });
    const compared = await compareReports(new JobRunner(client), dataFolder(), undefined, undefined);
    expect(fake.messages[1]?.buttons).toHaveLength(1);
    const paths = ["1.json", "2.json"].map((name) => join(folder, ".evenhand/reports", name));
    expect(compared).toEqual({ comparison: { title: "1 against 2" }, files: paths.map((path) => Uri.file(path)) });
    expect(client.asked).toEqual([{ name: "compare", options: { paths } }]);
  });

  test("two selected ones are compared without a question, the older one as A", async () => {
    const paths = ["new.json", "old.json"].map((name) => join(folder, ".evenhand/reports", name));
    for (const [index, path] of paths.entries()) {
      fake.files.set(path, new Uint8Array());
      fake.changeTimes.set(path, 200 - 100 * index);
    }
    const uris = paths.map((path) => Uri.file(path));
    const client = new FakeClient({ title: "a" }, { title: "b" });
    const jobs = new JobRunner(client);
    await compareReports(jobs, dataFolder(), uris[0], uris);
    const runs = uris.map((report) => ({ kind: "run", run: { id: "x", report } }));
    await compareReports(jobs, dataFolder(), runs[0], runs);
    expect(client.asked.map(({ options }) => options)).toEqual([
      { paths: paths.toReversed() },
      { paths: paths.toReversed() },
    ]);
    expect(fake.messages).toEqual([]);
  });

  test("one selected report is A, and leaving the question compares nothing", async () => {
    addFiles(".evenhand/reports/1.json", ".evenhand/reports/2.json");
    const chosen = Uri.file(join(folder, ".evenhand/reports/1.json"));
    fake.answers = [undefined];
    const client = new FakeClient();
    expect(await compareReports(new JobRunner(client), dataFolder(), chosen, undefined)).toBeUndefined();
    expect(fake.messages.map(({ text }) => text)).toEqual(["With which report (B)?"]);
    expect(client.asked).toEqual([]);
  });

  test("a damaged one is no scan", async () => {
    addFiles(".evenhand/scans/1.json");
    const scans = new ScanStore(dataFolder(), parseReportLazily);
    await expect(scans.load()).rejects.toMatchObject({ code: "report.invalid" });
    expect(window.activeTextEditor).toBeUndefined();
  });
});

describe("the counterfactuals", () => {
  test("are counted for the active corpus, and the generated ones are listed", async () => {
    const document = new FakeDocument("/work/a.txt", "plaintext", "She left.\nIt rained.");
    fake.activeEditor = new FakeEditor(document);
    addFiles("b.cda.jsonl");
    const analysis = new RecordAnalysis();
    const view = new CounterfactualsView(analysis, new DecisionStore(log), log);
    const nodes = await view.getChildren();
    const items = nodes.map((node) => view.getTreeItem(node));
    expect(items.map(({ label, description }) => [label, description])).toEqual([
      ["a.txt", "1 swap in 1 of 2 records"],
      ["generated", "1"],
    ]);
    const [file] = await view.getChildren(nodes[1]);
    expect(file === undefined ? undefined : view.getTreeItem(file).command).toMatchObject({
      command: "evenhand.internal.openCorpus",
      arguments: [{ path: join(folder, "b.cda.jsonl") }],
    });
    expect((await view.getChildren(nodes[0])).map((node) => view.getTreeItem(node).description)).toEqual(["1"]);
    view.dispose();
    analysis.dispose();
  });

  test("follow the active document when its language is changed", async () => {
    const document = new FakeDocument("/work/a.txt", "plaintext", "She left.");
    fake.activeEditor = new FakeEditor(document);
    const analysis = new RecordAnalysis();
    const view = new CounterfactualsView(analysis, new DecisionStore(log), log);
    const names = async () => (await view.getChildren()).map((node) => view.getTreeItem(node).label);
    expect(await names()).toEqual(["a.txt"]);
    document.changeLanguage("markdown");
    expect(await names()).toEqual(["a.txt"]);
    document.changeLanguage("python");
    expect(await names()).toEqual([]);
    document.changeLanguage("plaintext");
    expect(await names()).toEqual(["a.txt"]);
    // A document that is opened behind the scenes is not what is looked at.
    fake.events.didOpenTextDocument.fire(new FakeDocument("/work/b.txt", "plaintext", "He left."));
    expect(await names()).toEqual(["a.txt"]);
    view.dispose();
    analysis.dispose();
  });
});
