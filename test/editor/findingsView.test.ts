import { EventEmitter, window } from "vscode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { FindingsView } from "../../src/editor/findingsView.ts";
import type { FindingNode } from "../../src/editor/findingsModel.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import { withSilenced } from "../../src/policy/silencedFindings.ts";
import { askForFilter, askForSort } from "../../src/editor/findingsFlow.ts";
import { everything } from "../../src/editor/findingsQuery.ts";
import type { FindingsSource } from "../../src/editor/findingsSource.ts";
import type { BiasReport, KeywordInContext, TermCount } from "../../src/report/biasReport.ts";
import { fake, Uri } from "../fakes/vscode.ts";
import { deepScanReport } from "../report/deepScanReport.ts";
import { useSettings } from "./defaultSettings.ts";
import { associationRow, scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
const remembered = new Map<string, unknown>();
let view: FindingsView | undefined;

beforeEach(() => {
  fake.reset();
  useSettings();
  remembered.clear();
  answers.ofFiles.clear();
  answers.places = [];
  answers.failure = undefined;
  answers.asked = [];
});

afterEach(() => view?.dispose());

/** What a scan of one file and a look into the index would answer. */
const answers = {
  ofFiles: new Map<string, BiasReport>(),
  places: [] as readonly KeywordInContext[],
  failure: undefined as Error | undefined,
  /** Of terms whose mentions were looked up. */
  asked: [] as unknown[],
};

const told = new EventEmitter<void>();

const source = {
  onDidChange: told.event,
  scanOf: (report: BiasReport, file: string) => Promise.resolve(answers.ofFiles.get(file) ?? report),
  occurrences: () =>
    answers.failure === undefined ? Promise.resolve(answers.places) : Promise.reject(answers.failure),
  mentions: (report: BiasReport, group: string, { term }: TermCount) => {
    answers.asked.push([report.title, group, term]);
    return answers.failure === undefined ? Promise.resolve(answers.places) : Promise.reject(answers.failure);
  },
} as unknown as FindingsSource;

async function show(report: BiasReport): Promise<FindingsView> {
  const scans = new ScanStore(new DataFolder(Uri.file("/storage") as never), () => Promise.resolve(report));
  fake.files.set("/storage/scans/1.json", new Uint8Array());
  await scans.load();
  const memory = {
    get: (key: string): unknown => remembered.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void remembered.set(key, value)),
  };
  view = new FindingsView(scans, source, memory as never, log);
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

  test("end each group with the terms that matched, most frequent first, each with its mentions", async () => {
    answers.places = [{ file: "a.txt", line: 3, column: 4, byte: 40, text: "So she said." }];
    const shown = await show(scanReport);
    const gender = await labelled(shown, await shown.getChildren(), "gender");
    const female = await labelled(shown, await shown.getChildren(gender), "female");
    const terms = (await shown.getChildren(female)).at(-1);
    if (terms === undefined) throw new Error("no terms");
    expect(shown.getTreeItem(terms)).toMatchObject({
      label: "Terms",
      description: "1",
      collapsibleState: 1,
      accessibilityInformation: { label: "Terms of female that matched: 1" },
    });
    const [she, ...others] = await shown.getChildren(terms);
    expect(others).toEqual([]);
    if (she === undefined) throw new Error("no term");
    expect(shown.getTreeItem(she)).toMatchObject({
      label: "she",
      description: "4,120",
      collapsibleState: 1,
      accessibilityInformation: { label: "she counts as female: 4,120 mentions." },
    });
    const below = (await shown.getChildren(she)).map((node) => shown.getTreeItem(node));
    expect(below).toMatchObject([
      { label: "a.txt:3", description: "So she said.", command: { arguments: [answers.places[0]] } },
      { label: "1 of 4,120 mentions, chosen at random" },
    ]);
    expect(answers.asked).toEqual([["a.txt", "gender.female", "she"]]);
    answers.failure = new Error("The last scan kept no places.");
    expect((await shown.getChildren(she)).map((node) => shown.getTreeItem(node).label)).toEqual([
      "The last scan kept no places.",
    ]);
  });

  test("leave out terms without a mention, and all of them where words are filtered", async () => {
    if (scanReport.scan === undefined) throw new RangeError("no scan");
    const groups = scanReport.scan.groups.map((group) => ({
      ...group,
      terms: [...group.terms, { term: "hers", mentions: 0, slur: false }],
    }));
    const shown = await show({ ...scanReport, scan: { ...scanReport.scan, groups } });
    const kinds = async () => {
      const [axis] = await shown.getChildren();
      const [group] = await shown.getChildren(axis);
      const below = await shown.getChildren(group);
      const terms = below.find(({ kind }) => kind === "terms");
      return terms === undefined ? [] : (await shown.getChildren(terms)).map((node) => shown.getTreeItem(node).label);
    };
    expect(await kinds()).toEqual(["she"]);
    await shown.show({ ...everything, axis: "gender" });
    expect(await kinds()).toEqual(["she"]);
    for (const filter of [{ text: "nurse" }, { leastZ: 2 }, { onlyStrong: true }]) {
      await shown.show({ ...everything, ...filter });
      expect(await kinds()).toEqual([]);
    }
  });

  test("mask terms that are slurs", async () => {
    if (scanReport.scan === undefined) throw new RangeError("no scan");
    const groups = scanReport.scan.groups.map((group) => ({
      ...group,
      terms: [{ term: "grobbler", mentions: 2, slur: true }],
    }));
    const shown = await show({ ...scanReport, scan: { ...scanReport.scan, groups } });
    const [axis] = await shown.getChildren();
    const [group] = await shown.getChildren(axis);
    const terms = (await shown.getChildren(group)).at(-1);
    const [term] = await shown.getChildren(terms);
    if (term === undefined) throw new Error("no term");
    const { label, tooltip, accessibilityInformation } = shown.getTreeItem(term);
    expect(label).toBe("g•••••••");
    expect(JSON.stringify([tooltip, accessibilityInformation])).not.toContain("grobbler");
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

/** Labels of the words below the first group, by what is shown; without its terms. */
async function wordsShown(shown: FindingsView): Promise<unknown[]> {
  const [axis] = await shown.getChildren();
  const [group] = axis === undefined ? [] : await shown.getChildren(axis);
  const below = group === undefined ? [] : await shown.getChildren(group);
  return below.filter(({ kind }) => kind === "association").map((node) => shown.getTreeItem(node).label);
}

const tree = () => fake.trees.get("evenhand.findings");

describe("the view of findings", () => {
  test("leaves out what the filter does not let through, says so, and remembers it", async () => {
    const shown = await show(scanReport);
    expect(await wordsShown(shown)).toEqual(["nurse", "mother"]);
    await shown.show({ ...everything, text: "MOTH" });
    expect(await wordsShown(shown)).toEqual(["mother"]);
    expect(tree()?.message).toBe("Shown: “MOTH” · 1 of 2 words");
    await shown.show({ ...everything, text: "fem" }); // the group's name: all its words
    expect(await wordsShown(shown)).toEqual(["nurse", "mother"]);
    await shown.show({ ...everything, leastZ: 12 });
    expect(await wordsShown(shown)).toEqual(["nurse"]);
    await shown.show({ ...everything, onlyStrong: true });
    expect(await wordsShown(shown)).toEqual(["nurse"]);
    await shown.show({ ...everything, axis: "religion" });
    expect(await shown.getChildren()).toEqual([]);
    expect(tree()?.message).toBe("Shown: religion · 0 of 2 words");
    expect(remembered.get("findings")).toMatchObject({ axis: "religion" });
    await shown.clearFilter();
    expect(await wordsShown(shown)).toEqual(["nurse", "mother"]);
    expect(tree()?.message).toBe("");
    const contexts = fake.executed.filter(
      ({ id, args }) => id === "setContext" && args[0] === "evenhand.findingsFiltered",
    );
    expect(contexts.map(({ args }) => args[1])).toEqual([false, true, true, true, true, true, false]);
  });

  test("sorts words and starts as it was left", async () => {
    remembered.set("findings", { ...everything, sort: "word", leastZ: "many" });
    expect(await wordsShown(await show(scanReport))).toEqual(["mother", "nurse"]);
    await view?.show({ ...everything, sort: "npmi" });
    expect(await wordsShown(view as FindingsView)).toEqual(["nurse", "mother"]);
  });

  test("asks step by step, and changes nothing when the user leaves", async () => {
    fake.answers = ["Words or groups with …", " nur "];
    expect(await askForFilter(everything)).toEqual({ ...everything, text: "nur" });
    fake.answers = ["Axis …", "race"];
    expect(await askForFilter(everything)).toEqual({ ...everything, axis: "race" });
    fake.answers = ["Axis …", "all"];
    expect(await askForFilter({ ...everything, axis: "race" })).toEqual(everything);
    fake.answers = ["Least z …", "4.5"];
    expect(await askForFilter(everything)).toEqual({ ...everything, leastZ: 4.5 });
    fake.answers = ["Least z …", "many"];
    expect(await askForFilter(everything)).toBeUndefined();
    fake.answers = ["Only strong findings"];
    expect(await askForFilter(everything)).toEqual({ ...everything, onlyStrong: true });
    fake.answers = [];
    expect(await askForFilter(everything)).toBeUndefined();
    fake.answers = ["By the alphabet"];
    expect(await askForSort(everything)).toEqual({ ...everything, sort: "word" });
  });

  test("lists the occurrences of a word, each leading to its place, and what is left", async () => {
    answers.places = [{ file: "a.txt", line: 3, column: 10, byte: 40, text: "The nurse said she would." }];
    const shown = await show(scanReport);
    const [axis] = await shown.getChildren();
    const [group] = await shown.getChildren(axis);
    const [word] = await shown.getChildren(group);
    if (word?.kind !== "association") throw new Error("a word");
    const [place, rest] = (await shown.getChildren(word)).map((node) => shown.getTreeItem(node));
    expect(place).toMatchObject({
      label: "a.txt:3",
      description: "The nurse said she would.",
      command: { command: "evenhand.internal.openExample", arguments: [answers.places[0]] },
    });
    expect(rest?.label).toBe("86 more; scan again to list them");
    expect(shown.getParent(word)).toBe(group);
    expect(await shown.unfold(word.row)).toBe(answers.places[0]);
    expect(tree()?.revealed).toEqual([[word, { select: true, focus: false, expand: true }]]);
    expect(await shown.unfold(associationRow("nurse"))).toBeUndefined(); // not of this tree
    answers.failure = new Error("The places of the scan are gone.");
    expect((await shown.getChildren(word)).map((node) => shown.getTreeItem(node).label)).toEqual([
      "The places of the scan are gone.",
    ]);
    expect(await shown.unfold(word.row)).toBeUndefined();
  });

  test("shows each file by itself, with figures of that file alone", async () => {
    const files = ["a.txt", "deep/b.txt"].map((name) => ({ name, bytes: 1_500_000, sha256: "00" }));
    if (scanReport.scan === undefined || scanReport.corpus === undefined) throw new RangeError("no scan");
    const associations = [associationRow("pilot", { z: 3 })];
    answers.ofFiles.set("deep/b.txt", { ...scanReport, scan: { ...scanReport.scan, associations } });
    const shown = await show({ ...scanReport, corpus: { ...scanReport.corpus, files } });
    await shown.show({ ...everything, by: "file" });
    const roots = await shown.getChildren();
    expect(roots.map((node) => shown.getTreeItem(node))).toMatchObject([
      { label: "a.txt", description: "1.5 MB" },
      { label: "deep/b.txt" },
    ]);
    const axes = await Promise.all(roots.map((root) => shown.getChildren(root)));
    const groups = await Promise.all(axes.map(([axis]) => shown.getChildren(axis)));
    const words = await Promise.all(groups.map(([group]) => shown.getChildren(group)));
    expect(words.map((ofFile) => ofFile.map((node) => shown.getTreeItem(node).label))).toEqual([
      ["nurse", "mother", "Terms"],
      ["pilot", "Terms"],
    ]);
    const ids = [...axes, ...groups, ...words].flat().map((node) => shown.getTreeItem(node).id);
    expect(new Set(ids).size).toBe(ids.length);
    await shown.show({ ...everything, by: "file", leastZ: 99 });
    const [, second] = await shown.getChildren();
    expect((await shown.getChildren(second)).map((node) => shown.getTreeItem(node).label)).toEqual([
      "No finding in this file by itself.",
    ]);
  });

  test("tells what is silenced in a file below that file alone, also when only that changed", async () => {
    const files = ["a.txt", "b.txt"].map((name) => ({ name, bytes: 1, sha256: "00" }));
    if (scanReport.corpus === undefined) throw new RangeError("no corpus");
    const report = { ...scanReport, corpus: { ...scanReport.corpus, files } };
    const shown = await show(report);
    await shown.show({ ...everything, by: "file" });
    const nurse = async (file: string): Promise<unknown> => {
      const [axis] = await shown.getChildren(await labelled(shown, await shown.getChildren(), file));
      const [group] = await shown.getChildren(axis);
      return shown.getTreeItem(await labelled(shown, await shown.getChildren(group), "nurse")).contextValue;
    };
    expect([await nurse("a.txt"), await nurse("b.txt")]).toEqual(["finding", "finding"]);
    const drawn: unknown[] = [];
    shown.onDidChangeTreeData((node) => drawn.push(node));
    answers.ofFiles.set("b.txt", withSilenced(report, [{ word: "nurse" }]));
    told.fire();
    expect(drawn).toHaveLength(1);
    expect([await nurse("a.txt"), await nurse("b.txt")]).toEqual(["finding", "silencedFinding"]);
    await shown.show({ ...everything, by: "group" });
    told.fire(); // then the scan itself says when it is told otherwise
    expect(drawn).toHaveLength(2);
  });

  test("says that a scan found no word of any group", async () => {
    if (scanReport.scan === undefined) throw new RangeError("no scan");
    const shown = await show({ ...scanReport, scan: { ...scanReport.scan, groups: [], associations: [] } });
    expect(await shown.getChildren()).toEqual([]);
    expect(tree()?.message).toBe("The last scan found no word of any group in 4,000 records.");
  });
});
