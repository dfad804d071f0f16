import type * as vscode from "vscode";
import { Position, window } from "vscode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { planDocument } from "../../src/editor/documentPlan.ts";
import { RecordAnalysis } from "../../src/editor/recordAnalysis.ts";
import { applyInRecord, showSwaps } from "../../src/editor/recordEdits.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import { SwapLens } from "../../src/editor/swapLens.ts";
import { TermHover } from "../../src/editor/termHover.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { fake, FakeDocument, FakeEditor, Uri } from "../fakes/vscode.ts";
import type { MarkdownString } from "../fakes/vscode.ts";
import { useSettings } from "./defaultSettings.ts";
import { associationRow, scanReport } from "./scanReport.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
let analysis: RecordAnalysis;

beforeEach(() => {
  fake.reset();
  useSettings();
  analysis = new RecordAnalysis();
});

afterEach(() => analysis.dispose());

function open(text: string, languageId = "plaintext"): vscode.TextDocument {
  const document = new FakeDocument("/work/a.txt", languageId, text);
  fake.documents = [document];
  fake.activeEditor = new FakeEditor(document);
  return document as unknown as vscode.TextDocument;
}

describe("the hover", () => {
  async function hover(
    document: vscode.TextDocument,
    character: number,
    report?: BiasReport,
  ): Promise<string | undefined> {
    const scans = new ScanStore(new DataFolder(Uri.file("/storage") as never), () =>
      Promise.resolve(report ?? scanReport),
    );
    // Nobody but the hover asks for the stored scan.
    if (report !== undefined) fake.files.set("/storage/scans/1.json", new Uint8Array());
    const provider = new TermHover(analysis, scans, log);
    const found = await provider.provideHover(document, new Position(0, character));
    provider.dispose();
    const contents = found?.contents as unknown as MarkdownString[] | undefined;
    return contents?.map(({ value }) => value.replaceAll("\\", "")).join("\n---\n");
  }

  test("names axis and group before a scan, and the counterfactual with its reason", async () => {
    const text = await hover(open("The nurse said she would call her doctor."), 16);
    expect(text).toMatch(/^\*\*gender · female/);
    expect(text).toContain("not scanned yet");
    expect(text).toContain("counterfactual: **he** — subject pronoun (confidence 1.00)");
    expect(text).toContain("> The nurse said he would call his doctor.");
  });

  test("shows counts and company of the last scan", async () => {
    const text = await hover(open("The nurse said she would call her doctor."), 16, scanReport);
    expect(text).toContain("gender · female** · 4,120 in the last scan");
    expect(text).toContain("the group: 10,231 mentions in 2,500 records");
    expect(text?.split("\n---\n")[0]).toContain(
      [
        "",
        "| keeps company with | &nbsp;&nbsp;sentences together | &nbsp;&nbsp;nPMI | &nbsp;&nbsp;z |",
        "| --- | ---: | ---: | ---: |",
        "| nurse | &nbsp;&nbsp;87 | &nbsp;&nbsp;0.31 | &nbsp;&nbsp;14.2 |",
        "| mother | &nbsp;&nbsp;87 | &nbsp;&nbsp;0.20 | &nbsp;&nbsp;11.0 |",
      ].join("\n"),
    );
    expect(text).not.toContain("engineer");
  });

  test("lists five words at most, the surest first, slurs masked, and no table where none is known", async () => {
    const { scan } = scanReport;
    if (scan === undefined) throw new RangeError("no scan");
    const words = ["a", "b", "c", "grobbler", "e", "f"];
    const slur = { term: "grobbler", mentions: 1, slur: true };
    const groups = scan.groups.map((group) => Object.assign({}, group, { terms: [...group.terms, slur] }));
    const associations = words
      .map((word, index) => associationRow(word, { z: 20 - index, together: 1234 }))
      .toReversed();
    const text = await hover(open("She left."), 1, { ...scanReport, scan: { ...scan, groups, associations } });
    const rows = text?.split("\n").filter((line) => line.startsWith("| ")) ?? [];
    expect(rows.slice(2).map((row) => row.split(" | ")[0])).toEqual(["| a", "| b", "| c", "| g•••••••", "| e"]);
    expect(rows[2]?.replaceAll("&nbsp;", "")).toBe("| a | 1,234 | 0.31 | 20.0 |");
    const bare = await hover(open("She left."), 1, { ...scanReport, scan: { ...scan, associations: [] } });
    expect(bare).not.toContain("|");
  });

  test("says what else an ambiguous term means and how many of its mentions are about people", async () => {
    const { scan } = scanReport;
    if (scan === undefined) throw new RangeError("no scan");
    const [first] = scan.groups;
    if (first === undefined) throw new RangeError("no group");
    const christian = {
      ...first,
      group: "religion.christian",
      axis: "religion" as const,
      terms: [{ term: "christian", mentions: 40, slur: false, sense: "Also a given name." }],
    };
    const precision = {
      group: "religion.christian",
      term: "christian",
      mentions: 40,
      decided: 30,
      undecided: 10,
      precision: 0.4,
      precisionLow: 0.25,
      precisionHigh: 0.58,
      senses: [],
    };
    const report = { ...scanReport, scan: { ...scan, groups: [christian], termPrecision: [precision] } };
    const document = open("A christian left.");
    expect(await hover(document, 3, report)).toContain(
      "Also a given name. About people in 40% (25% to 58%) of 30 mentions that their surroundings decide; 10 undecided.",
    );
    expect(await hover(document, 3)).toMatch(/this word also has uses that name no group\.$/m);
  });

  test("offers to apply the swaps by a link that can run this one command only", async () => {
    const document = open("She left.");
    const provider = new TermHover(analysis, {} as ScanStore, log);
    const found = await provider.provideHover(document, new Position(0, 1));
    const edit = found?.contents.at(-1) as unknown as MarkdownString;
    expect(edit.value).toContain("[Apply in record](command:evenhand.applyInRecord?");
    expect(edit.isTrusted).toEqual({ enabledCommands: ["evenhand.applyInRecord"] });
    provider.dispose();
  });

  test("says nothing on other words", async () => {
    expect(await hover(open("The nurse said she would."), 5)).toBeUndefined();
  });
});

describe("the lenses", () => {
  async function lenses(document: vscode.TextDocument) {
    const provider = new SwapLens(analysis, log);
    const token = { isCancellationRequested: false } as vscode.CancellationToken;
    const found = (await provider.provideCodeLenses(document, token)).map((lens) => provider.resolveCodeLens(lens));
    provider.dispose();
    return found.map(({ range, command }) => [range.start.line, command?.title]);
  }

  test("stand above each record with a swap", async () => {
    const document = open("She left.\nIt rained.\nHe told her.");
    expect(await lenses(document)).toEqual([
      [0, "1 swap"],
      [0, "preview"],
      [0, "generate"],
      [2, "2 swaps"],
      [2, "preview"],
      [2, "generate"],
    ]);
  });

  test("can be switched off", async () => {
    useSettings({ "counterfactuals.codeLens": false });
    expect(await lenses(open("She left."))).toEqual([]);
  });
});

describe("swaps in a record", () => {
  test("are one edit of the record's text and nothing else", async () => {
    const document = open('{"she":1,"text":"\\"He\\" told her."}', "jsonl");
    await applyInRecord(analysis, document.uri, 0);
    const changes = fake.edits[0]?.replacements.map(({ range, text }) => [
      range.start.character,
      range.end.character,
      text,
    ]);
    expect(changes).toEqual([
      [19, 21, "She"],
      [29, 32, "him"],
    ]);
  });

  test("are applied at the cursor when the command has no argument", async () => {
    open("It rained.\nShe left.");
    if (fake.activeEditor !== undefined) fake.activeEditor.selection = { active: new Position(1, 0) as never };
    await applyInRecord(analysis, undefined, undefined);
    expect(fake.edits[0]?.replacements.map(({ text }) => text)).toEqual(["He"]);
  });

  test("are refused with the line's number when there is nothing to swap", async () => {
    const document = open("It rained.");
    await expect(applyInRecord(analysis, document.uri, 0)).rejects.toThrow("Line 1 has no word to swap.");
  });

  test("are shown by a hover at the first of them", async () => {
    const document = open("It rained, she said.");
    await showSwaps(analysis, document.uri, 0);
    expect(fake.shown[0]?.options).toMatchObject({ selection: { start: { line: 0, character: 11 } } });
    expect(fake.executed.at(-1)?.id).toBe("editor.action.showHover");
  });
});

describe("a team's own lexicon", () => {
  const uri = Uri.file("/work/a.txt") as never;

  function store(text: string): void {
    fake.files.set("/team/lexicon.json", new TextEncoder().encode(text));
  }

  test("takes the place of the bundled one", async () => {
    useSettings({ lexicon: "/team/lexicon.json" });
    store(JSON.stringify({ groups: [{ id: "religion.jedi", label: "Jedi", terms: ["jedi"] }] }));
    const analyser = await analysis.analyser(uri);
    expect(analyser.at(open("The Jedi met her."), 0)?.terms.map(({ surface }) => surface)).toEqual(["Jedi"]);
  });

  test("is refused when it is damaged, and read again once it is corrected", async () => {
    useSettings({ lexicon: "/team/lexicon.json" });
    store("{ cut");
    await expect(analysis.analyser(uri)).rejects.toMatchObject({ code: "lexicon.invalid" });
    store(JSON.stringify({ groups: [{ id: "religion.jedi", label: "Jedi", terms: ["jedi"] }] }));
    await expect(analysis.analyser(uri)).resolves.toBeDefined();
  });
});

describe("the plan of a document", () => {
  test("counts swaps by rule, and records with and without", async () => {
    const document = open("She left.\n\nIt rained.\nShe told her mother.");
    const plan = await planDocument(document, await analysis.analyser(document.uri), new AbortController().signal);
    expect(plan).toMatchObject({ records: 3, changed: 2, isPartial: false });
    expect(plan?.byRule.reduce((sum, { planned }) => sum + planned, 0)).toBe(plan?.swaps);
  });

  test("is given up when the work was stopped", async () => {
    const document = open("She left.");
    expect(await planDocument(document, await analysis.analyser(document.uri), AbortSignal.abort())).toBeUndefined();
  });
});

describe("the settings of counterfactuals", () => {
  async function swapsOf(settings: Readonly<Record<string, unknown>>, text: string): Promise<string[]> {
    useSettings(settings);
    const document = new FakeDocument("/work/a.txt", "plaintext", text);
    const analyser = await new RecordAnalysis().analyser(document.uri as never);
    return analyser.at(document as never, 0)?.plan.edits.map(({ after }) => after) ?? [];
  }

  test("decide what the preview swaps", async () => {
    const text = "She met a Muslim.";
    expect(await swapsOf({}, text)).toEqual(["He"]);
    expect(await swapsOf({ "counterfactuals.swaps": ["religion:Muslim->Jewish"] }, text)).toEqual(["Jew"]);
    const both = { "counterfactuals.swaps": ["gender:f2m", "religion:Muslim<->Jewish"] };
    expect(await swapsOf(both, text)).toEqual(["He", "Jew"]);
    expect(await swapsOf({ "counterfactuals.mode": "neutralise" }, text)).toEqual(["They"]);
  });

  test("are named when they cannot be meant", async () => {
    const wrong = swapsOf({ "counterfactuals.swaps": ["religion:Muslim->Martian"] }, "She sat.");
    await expect(wrong).rejects.toThrow(/evenhand\.counterfactuals\.swaps: religion has no group "Martian"/);
    await expect(wrong).rejects.toMatchObject({ code: "configuration.invalid" });
  });
});
