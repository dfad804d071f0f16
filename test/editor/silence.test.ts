import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Uri as editorUri, window } from "vscode";
import { internalCommandIds } from "../../src/editor/commandIds.ts";
import { DataFolder } from "../../src/editor/dataFolder.ts";
import { FindingHints } from "../../src/editor/findingHints.ts";
import { PolicyStore } from "../../src/editor/policyStore.ts";
import { RecordAnalysis } from "../../src/editor/recordAnalysis.ts";
import { parseReportLazily } from "../../src/editor/reportFiles.ts";
import { ScanStore } from "../../src/editor/scanStore.ts";
import { SilenceActions } from "../../src/editor/silenceActions.ts";
import { showSilenced, silence, silenceFinding, unsilenceFinding } from "../../src/editor/silenceFlow.ts";
import { readPolicy } from "../../src/policy/readPolicy.ts";
import { recordHash } from "../../src/corpus/recordHash.ts";
import { strongFindings } from "../../src/report/strongAssociations.ts";
import { fake, FakeDocument, FakeEditor, Range } from "../fakes/vscode.ts";
import type { CodeAction } from "../fakes/vscode.ts";
import { localCopies, useSettings } from "./defaultSettings.ts";
import { associationRow, scanReport } from "./scanReport.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";

/** The first use of the lexicon takes a while on a busy machine. */
const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000 });

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const policyPath = "/work/evenhand.json";

interface Shell {
  readonly policies: PolicyStore;
  readonly scans: ScanStore;
  readonly hints: FindingHints;
  readonly actions: SilenceActions;
}

let shell: Shell & { dispose(): void };

function start(): Shell & { dispose(): void } {
  const log = window.createOutputChannel("Evenhand", { log: true });
  const policies = new PolicyStore(log, localCopies());
  const scans = new ScanStore(new DataFolder(editorUri.file("/storage")), parseReportLazily, policies);
  const analysis = new RecordAnalysis(policies);
  const hints = new FindingHints(analysis, scans, policies, editorUri.file("/extension/docs/rules.md"), log);
  const actions = new SilenceActions(hints, analysis);
  const owned = [actions, hints, analysis, scans, policies];
  return { policies, scans, hints, actions, dispose: () => owned.forEach((one) => one.dispose()) };
}

function open(name: string, language: string, text: string): FakeDocument {
  const document = new FakeDocument(name.startsWith("/") ? name : `/work/${name}`, language, text);
  fake.documents = [document];
  fake.editors = [new FakeEditor(document)];
  fake.events.didChangeVisibleTextEditors.fire(undefined);
  return document;
}

/** `line: code` of each hint of a document, lines from 0. */
function hintsOf(document: FakeDocument): string[] | undefined {
  return fake.diagnostics.get(document.uri.toString())?.map(({ range, code, source, severity }) => {
    expect([source, severity]).toEqual(["Evenhand", 3]);
    return `${range.start.line}: ${code?.value ?? "?"}`;
  });
}

async function fixes(
  document: FakeDocument,
  line: number,
  selectedTo = line,
  token = { isCancellationRequested: false },
): Promise<CodeAction[]> {
  const range = new Range(line, 0, selectedTo, 200);
  const found = await shell.actions.provideCodeActions(document as never, range as never, {} as never, token as never);
  return found as unknown as CodeAction[];
}

async function apply(action: CodeAction | undefined, reason: string | undefined): Promise<void> {
  fake.answers.push(reason);
  await silence(shell.policies, action?.command?.arguments[0]);
}

function silenced(): object[] {
  const text = new TextDecoder().decode(fake.files.get(policyPath));
  return readPolicy(text, "evenhand.json").silenced.map(({ place, ...one }) => {
    expect(place.line).toBeGreaterThan(1);
    return one;
  });
}

beforeEach(() => {
  fake.reset();
  useSettings({ "diagnostics.enabled": true });
  fake.folder = "/work";
  const { scan } = scanReport;
  if (scan === undefined) throw new Error("no scan");
  const problem = {
    kind: "duplicates",
    sentence: "Two copies.",
    figures: [],
    examples: [{ file: "notes.txt", byte: 0, line: 4 }],
    hint: "Look.",
  };
  const report = { ...scanReport, scan: { ...scan, associations: [associationRow("nurse")], dataProblems: [problem] } };
  fake.files.set("/extension/docs/rules.md", encode("# Rules\n\n## association\n## unknown-rule\n"));
  fake.files.set("/work/.evenhand/scans/a.json", encode(JSON.stringify(report)));
  shell = start();
});

afterEach(() => shell.dispose());

const notes = "The nurse said she left.\nBlack ink.\n\nA line.";

describe("hints", () => {
  test("are off by default, and go away when they are turned off", async () => {
    useSettings();
    const turn = (on: boolean): void => {
      fake.settings.set("evenhand.diagnostics.enabled", on);
      fake.events.didChangeConfiguration.fire({ affectsConfiguration: () => true });
    };
    expect(fake.settings.get("evenhand.diagnostics.enabled")).toBe(false);
    const document = open("notes.txt", "plaintext", notes);
    turn(true);
    await eventually(() => hintsOf(document)).toHaveLength(3);
    turn(false);
    await eventually(() => hintsOf(document)).toBeUndefined();
  });

  test("follow the language that a document is said to be in", async () => {
    await Promise.all([shell.scans.load(), shell.policies.known()]); // nothing else makes them draw later
    const document = open("notes.txt", "plaintext", notes);
    await eventually(() => hintsOf(document)).toHaveLength(3);
    document.changeLanguage("python");
    expect(hintsOf(document)).toBeUndefined();
    document.changeLanguage("markdown");
    await eventually(() => hintsOf(document)).toHaveLength(3);
  });

  test("name rule and figures, with a way to the rule's page", async () => {
    const document = open("notes.txt", "plaintext", notes);
    await eventually(() => hintsOf(document)).toEqual(["0: association", "1: ambiguous-term", "3: duplicates"]);
    const [first] = fake.diagnostics.get(document.uri.toString()) ?? [];
    expect(first?.message).toBe(
      "nurse keeps company with female: 87 sentences together, nPMI 0.31 (95% interval 0.25 to 0.36), z 14.2, in the last scan.",
    );
    expect(first?.range).toMatchObject({ start: { character: 4 }, end: { character: 9 } });
    expect(first?.code?.target).toMatchObject({ scheme: "evenhand-rules", path: "/rules.md", fragment: "L3" });
  });

  test("of the data are in the file that they were found in, not in another one of its name", async () => {
    const stored = JSON.parse(new TextDecoder().decode(fake.files.get("/work/.evenhand/scans/a.json"))) as BiasReport;
    const files = ["notes.txt", "deep/notes.txt"].map((name) => ({ name, bytes: 1, sha256: "00" }));
    const corpus = { name: "2 files", files, records: 8, skipped: [] };
    fake.files.set("/work/.evenhand/scans/a.json", encode(JSON.stringify({ ...stored, corpus })));
    shell.dispose();
    shell = start();
    const found = open("notes.txt", "plaintext", notes);
    await eventually(() => hintsOf(found)).toContain("3: duplicates");
    const other = open("deep/notes.txt", "plaintext", notes);
    await eventually(() => hintsOf(other)).toEqual(["0: association", "1: ambiguous-term"]);
  });

  test("lead to the page from a comment that names no rule, too, which cannot be silenced", async () => {
    const document = open("notes.txt", "plaintext", "evenhand-disable-file colour\nA line.");
    await eventually(() => hintsOf(document)).toEqual(["0: unknown-rule"]);
    const [hint] = fake.diagnostics.get(document.uri.toString()) ?? [];
    expect(hint?.message).toMatch(/^There is no rule "colour". Rules: association, /);
    expect(hint?.code?.target).toMatchObject({ scheme: "evenhand-rules", path: "/rules.md", fragment: "L4" });
    expect(await fixes(document, 0)).toEqual([]);
  });

  test("in a further folder of the workspace are silenced by the name that reports have for the file", async () => {
    fake.moreFolders = ["/elsewhere/second"];
    fake.files.set(policyPath, encode('{ "silenced": [{ "rule": "association", "file": "second/notes.txt" }] }'));
    const document = open("/elsewhere/second/notes.txt", "plaintext", notes);
    await eventually(() => hintsOf(document)).toEqual(["1: ambiguous-term", "3: duplicates"]);
  });

  test("are silenced by comments and by evenhand.json, and counted", async () => {
    fake.files.set(policyPath, encode('{ "silenced": [{ "rule": "duplicates" }] }'));
    const text = `${notes.replace("Black", "# evenhand-disable-next-line ambiguous-term(black) -- ink\nBlack")}\nevenhand-disable-file colour`;
    const document = open("notes.txt", "plaintext", text);
    await eventually(() => hintsOf(document)).toEqual(["5: unknown-rule", "0: association"]);
    const { silencedByComments } = shell.hints.of(document as never) ?? {};
    expect(silencedByComments).toBe(1);
  });
});

describe("quick fixes", () => {
  test("name the record by the hash of its text, in text and Markdown as in JSON Lines: a comment would be a record", async () => {
    for (const language of ["plaintext", "markdown"]) {
      const document = open("notes.txt", language, notes);
      await eventually(() => hintsOf(document)).toHaveLength(3);
      const actions = await fixes(document, 1);
      expect(actions.map(({ title }) => title)).toEqual([
        "Silence “black” in this record",
        "Silence “black” in this file",
        "Silence “black” with race.black everywhere",
        "Silence the rule ambiguous-term everywhere",
        "Silence every rule in this file",
      ]);
      expect(actions[0]?.command?.command).toBe(internalCommandIds.silence);
      await apply(actions[0], "the colour");
      const black = { rule: "ambiguous-term", word: "black" };
      expect(silenced()).toEqual([{ ...black, records: [recordHash("Black ink.")], reason: "the colour" }]);
      await eventually(() => hintsOf(document)).toEqual(["0: association", "3: duplicates"]);
      expect(document.getText()).toBe(notes);
      fake.files.delete(policyPath);
      shell.dispose();
      shell = start();
    }
  });

  test("name several selected records, each text once", async () => {
    const document = open("notes.txt", "plaintext", "Black ink.\n\nBlack tea.\nBlack ink.");
    await eventually(() => hintsOf(document)).toContain("3: ambiguous-term");
    const titles = (await fixes(document, 0, 3)).map(({ title }) => title);
    expect(titles).toContain("Silence “black” in the 2 selected records");
    expect((await fixes(document, 3)).map(({ title }) => title).join()).not.toContain("selected");
  });

  test("of many hints offer what is the same for all of them once, for all of them", async () => {
    const document = open("other.txt", "plaintext", "Black ink 1.\nBlack ink 2.\nBlack ink 3.");
    await eventually(() => hintsOf(document)).toHaveLength(3);
    const actions = await fixes(document, 0, 2);
    const titles = actions.map(({ title }) => title);
    const oneByOne = titles.filter((title) => title.endsWith("in this record"));
    const others = titles.filter((title) => !title.endsWith("in this record"));
    expect(oneByOne).toEqual(Array.from({ length: 3 }, () => "Silence “black” in this record"));
    expect(others.toSorted()).toEqual([...new Set(others)].toSorted());
    const whole = actions.find(({ title }) => title === "Silence every rule in this file");
    expect(whole?.diagnostics).toHaveLength(3);
  });

  test("look at the selected records once, at none of a long selection, and no longer than they are waited for", async () => {
    const text = Array.from({ length: 301 }, (_, line) => `Black ink ${line}.`).join("\n");
    const document = open("other.txt", "plaintext", text);
    await eventually(() => hintsOf(document)).toHaveLength(301);
    let looks = 0;
    const lineAt = document.lineAt.bind(document);
    document.lineAt = (line) => {
      looks += 1;
      return lineAt(line);
    };
    const titles = async (...asked: [last: number, token?: { isCancellationRequested: boolean }]): Promise<string> => {
      looks = 0;
      return (await fixes(document, 0, ...asked)).map(({ title }) => title).join("\n");
    };
    expect(await titles(299)).toContain("Silence “black” in the 300 selected records");
    expect(looks).toBeLessThan(1000);
    expect(await titles(300)).not.toContain("selected records");
    expect(looks).toBe(0);
    await titles(299, { isCancellationRequested: true });
    expect(looks).toBe(0);
  });

  test("name no record where a data problem is in a line that is not read", async () => {
    const document = open("notes.txt", "plaintext", `${notes.slice(0, -7)}${"x".repeat(50_001)}`);
    await eventually(() => hintsOf(document)).toContain("3: duplicates");
    const titles = (await fixes(document, 3)).map(({ title }) => title);
    expect(titles).toEqual(["Silence the rule duplicates everywhere", "Silence every rule in this file"]);
  });

  test("write nothing when the question for the reason is left", async () => {
    const document = open("notes.txt", "plaintext", notes);
    await eventually(() => hintsOf(document)).toHaveLength(3);
    const [first] = await fixes(document, 0);
    await apply(first, undefined);
    expect([fake.edits, fake.files.has(policyPath)]).toEqual([[], false]);
  });

  test("name a record of JSON Lines by the hash of its text, and several that are selected", async () => {
    const lines = '{"text":"The nurse said she left."}\n{"text":"Another nurse said she stayed."}';
    const document = open("a.jsonl", "jsonl", lines);
    await eventually(() => hintsOf(document)).toEqual(["0: association", "1: association"]);
    const [record] = await fixes(document, 0);
    await apply(record, "a ward");
    const several = (await fixes(document, 0, 1)).find(({ title }) => title.includes("2 selected records"));
    expect(several).toBeDefined();
    const word = { rule: "association", word: "nurse" };
    expect(silenced()).toEqual([{ ...word, records: [recordHash("The nurse said she left.")], reason: "a ward" }]);
    await eventually(() => hintsOf(document)).toEqual(["1: association"]);
  });

  test("reach from the record to everything", async () => {
    const document = open("sub/notes.txt", "plaintext", notes);
    await eventually(() => hintsOf(document)).toHaveLength(3);
    const actions = await fixes(document, 0);
    expect(actions.map(({ command }) => command?.arguments[0])).toEqual([
      { rule: "association", word: "nurse", records: [recordHash("The nurse said she left.")] },
      { rule: "association", word: "nurse", file: "sub/notes.txt" },
      { rule: "association", word: "nurse", group: "gender.female" },
      { rule: "association" },
      { rule: "*", file: "sub/notes.txt" },
    ]);
  });
});

describe("the findings", () => {
  const row = associationRow("nurse");

  test("are silenced by how much is meant, and taken back", async () => {
    await shell.scans.load();
    expect(strongFindings(shell.scans.report ?? scanReport)).toBe(1);
    fake.answers.push("“nurse” with female", "a fact");
    await silenceFinding(shell.policies, shell.scans, { kind: "association", row });
    expect(silenced()).toEqual([{ rule: "association", group: "gender.female", word: "nurse", reason: "a fact" }]);
    await eventually(() => shell.scans.report?.scan?.silenced).toHaveLength(1);
    expect(strongFindings(shell.scans.report ?? scanReport)).toBe(0);

    const document = new FakeDocument(policyPath, "jsonc", new TextDecoder().decode(fake.files.get(policyPath)));
    fake.documents = [document];
    await unsilenceFinding(shell.policies, shell.scans, { kind: "association", row });
    const text = fake.edits.at(-1)?.replacements[0]?.text ?? "";
    expect(readPolicy(text, "evenhand.json").silenced).toEqual([]);
  });

  /** The choices of the last question that had some. */
  const choices = (): string[] => {
    const asked = fake.messages.findLast(({ text }) => text === "Silence what?");
    return ((asked?.buttons ?? []) as unknown as { label: string }[]).map(({ label }) => label);
  };

  test("below a file are silenced there first, and taken back there", async () => {
    const { corpus } = scanReport;
    if (corpus === undefined) throw new RangeError("no corpus");
    const files = ["a.csv", "deep/b.csv"].map((name) => ({ name, bytes: 1, sha256: "00" }));
    fake.files.set(
      "/work/.evenhand/scans/a.json",
      encode(JSON.stringify({ ...scanReport, corpus: { ...corpus, files } })),
    );
    await shell.scans.load();
    const node = { kind: "association", row, file: "deep/b.csv" };
    fake.answers.push("“nurse” with female in deep/b.csv", "");
    await silenceFinding(shell.policies, shell.scans, node);
    expect(choices()).toEqual([
      "“nurse” with female in deep/b.csv",
      "“nurse” with any group in deep/b.csv",
      "every association in deep/b.csv",
      "every finding in deep/b.csv",
      "“nurse” with female",
      "“nurse” with any group",
      "every association of female",
      "every association",
    ]);
    const silence = { rule: "association", group: "gender.female", word: "nurse", file: "deep/b.csv" };
    expect(silenced()).toEqual([silence]);

    fake.documents = [new FakeDocument(policyPath, "jsonc", new TextDecoder().decode(fake.files.get(policyPath)))];
    const elsewhere = { kind: "association", row, file: "a.csv" };
    await expect(unsilenceFinding(shell.policies, shell.scans, elsewhere)).rejects.toThrow("No finding is chosen.");
    await unsilenceFinding(shell.policies, shell.scans, node);
    expect(readPolicy(fake.edits.at(-1)?.replacements[0]?.text ?? "", "evenhand.json").silenced).toEqual([]);
  });

  test("of a scan of one file are silenced in it, also data problems", async () => {
    await shell.scans.load();
    const problem = { kind: "problem", problem: { kind: "duplicates" }, examples: [] };
    fake.answers.push("duplicates in a.txt", "");
    await silenceFinding(shell.policies, shell.scans, problem);
    expect(choices()).toEqual(["duplicates in a.txt", "every finding in a.txt", "duplicates"]);
    expect(silenced()).toEqual([{ rule: "duplicates", file: "./a.txt" }]);
    fake.files.delete(policyPath);
    fake.answers.push("every finding in a.txt", "");
    await silenceFinding(shell.policies, shell.scans, { kind: "association", row });
    expect(silenced()).toEqual([{ rule: "*", file: "./a.txt" }]);
  });

  test("that are not chosen are told so", async () => {
    await expect(silenceFinding(shell.policies, shell.scans, undefined)).rejects.toThrow("No finding is chosen.");
    await expect(unsilenceFinding(shell.policies, shell.scans, { kind: "association", row })).rejects.toThrow(
      "No finding is chosen.",
    );
  });
});

describe("the list of what is silenced", () => {
  test("has entries of evenhand.json and comments of open files, with a way back", async () => {
    const policy = '{\n  "silenced": [\n    { "word": "nurse", "reason": "a fact" }\n  ]\n}\n';
    fake.files.set(policyPath, encode(policy));
    const notesDocument = open("notes.txt", "plaintext", "evenhand-disable-file ambiguous-term -- ink\nx");
    fake.documents = [notesDocument, new FakeDocument(policyPath, "jsonc", policy)];
    fake.answers.push("$(mute) “nurse”", "Unsilence");
    await showSilenced(shell.policies, shell.hints);
    expect(fake.messages.map(({ buttons }) => buttons)).toMatchObject([
      [
        { label: "$(mute) “nurse”", description: "evenhand.json, line 3", detail: "a fact" },
        { label: "$(comment) ambiguous-term", description: "notes.txt, line 1", detail: "ink" },
      ],
      [{ label: "Unsilence" }, { label: "Show in evenhand.json" }],
    ]);
    expect(fake.edits.at(-1)?.replacements[0]?.text).toBe('{\n  "silenced": []\n}\n');

    fake.answers.push("$(comment) ambiguous-term");
    await showSilenced(shell.policies, shell.hints);
    expect(fake.shown.at(-1)?.uri.path).toBe("/work/notes.txt");
  });

  /** Takes back the second of two entries while the editor has another version of the file. */
  function unsilenceIn(typed: string, change: Partial<FakeDocument> = {}): Promise<void> {
    fake.files.set(policyPath, encode('{ "silenced": [{ "word": "ink" }, { "word": "nurse", "reason": "a fact" }] }'));
    fake.documents = [Object.assign(new FakeDocument(policyPath, "jsonc", typed), { isDirty: true }, change)];
    fake.answers.push("$(mute) “nurse”", "Unsilence");
    return showSilenced(shell.policies, shell.hints);
  }
  const moved = '{ "silenced": [{ "rule": "*" }, { "word": "ink" }, { "word": "nurse", "reason": "a fact" }] }';

  test("takes back the entry that was chosen, also where unsaved changes moved it", async () => {
    await unsilenceIn(moved);
    expect(fake.edits.at(-1)?.replacements[0]?.text).toBe('{ "silenced": [{ "rule": "*" }, { "word": "ink" }] }');
  });

  test("takes back nothing where unsaved changes took the entry away", async () => {
    const gone = unsilenceIn('{ "silenced": [{ "rule": "*" }, { "word": "ink" }] }');
    await expect(gone).rejects.toThrow("The entry is not in evenhand.json as it is now.");
    expect(fake.edits).toEqual([]);
  });

  test("says so when the editor refuses to change or to save the file", async () => {
    fake.refusesEdits = true;
    await expect(unsilenceIn(moved)).rejects.toThrow("evenhand.json could not be changed.");
    fake.refusesEdits = false;
    const unsaved = unsilenceIn(moved, { save: () => Promise.resolve(false) });
    await expect(unsaved).rejects.toThrow("evenhand.json is changed in the editor, but not saved.");
  });

  test("says when there is nothing", async () => {
    await showSilenced(shell.policies, shell.hints);
    expect(fake.messages).toMatchObject([{ kind: "information", text: "Nothing is silenced." }]);
  });
});
