import { window } from "vscode";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RecordAnalysis } from "../../src/editor/recordAnalysis.ts";
import { SwapPreview } from "../../src/editor/swapPreview.ts";
import { TermDecorations } from "../../src/editor/termDecorations.ts";
import { fake, FakeDocument, FakeEditor } from "../fakes/vscode.ts";
import type { FakeDecorationType, Range } from "../fakes/vscode.ts";
import { useSettings } from "./defaultSettings.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
let analysis: RecordAnalysis;

beforeEach(async () => {
  fake.reset();
  useSettings();
  analysis = new RecordAnalysis();
  // Lexicon and planner are loaded before the clock is replaced.
  await analysis.analyser(new FakeDocument("/a.txt", "plaintext", "").uri as never);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
}, 60_000);

afterEach(() => {
  vi.useRealTimers();
  analysis.dispose();
});

function show(text: string, languageId = "plaintext", firstLine = 0, lastLine = 20): FakeEditor {
  const editor = new FakeEditor(new FakeDocument("/a.txt", languageId, text), firstLine, lastLine);
  fake.editors = [editor];
  fake.events.didChangeVisibleTextEditors.fire(fake.editors);
  return editor;
}

/** Lets the debounce pass and the drawing finish. */
async function settle(ms = 150): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function typeOf(color: string): FakeDecorationType | undefined {
  return fake.decorationTypes.find(
    ({ options }) => (options["borderColor"] as { id?: string } | undefined)?.id === color,
  );
}

function underlined(editor: FakeEditor, color: string): string[] {
  const ranges = (editor.drawn.get(typeOf(color)) ?? []) as Range[];
  return ranges.map(({ start, end }) => editor.document.lineAt(start.line).text.slice(start.character, end.character));
}

describe("identity terms", () => {
  test("are underlined by axis, with a line style of their own", async () => {
    const decorations = new TermDecorations(analysis, log);
    const editor = show("The nurse said she would call her Muslim doctor.");
    await settle();
    expect(underlined(editor, "evenhand.genderTerm")).toEqual(["she", "her"]);
    expect(underlined(editor, "evenhand.religionTerm")).toEqual(["Muslim"]);
    expect(new Set(fake.decorationTypes.map(({ options }) => options["borderStyle"])).size).toBe(3);
    decorations.dispose();
  });

  test("are drawn with one call for each type, however often things change within the pause", async () => {
    const decorations = new TermDecorations(analysis, log);
    const editor = show("She said so.");
    for (let scroll = 0; scroll < 5; scroll += 1) fake.events.didChangeTextEditorVisibleRanges.fire({});
    await settle();
    expect(editor.drawCalls).toBe(3);
    decorations.dispose();
  });

  test("are drawn in the visible lines and a margin, not in the rest of a long document", async () => {
    const decorations = new TermDecorations(analysis, log);
    const lines = Array.from({ length: 1000 }, () => "She said so.");
    const editor = show(lines.join("\n"), "plaintext", 500, 520);
    await settle();
    const ranges = editor.drawn.get(typeOf("evenhand.genderTerm")) as Range[];
    expect(ranges.map(({ start }) => start.line)).toEqual(Array.from({ length: 101 }, (_, index) => 460 + index)); // 40 above, 21, 40 below
    decorations.dispose();
  });

  test("are never drawn on keys of JSON Lines, only on the text", async () => {
    const decorations = new TermDecorations(analysis, log);
    const editor = show('{"she":"he","text":"She left."}\n{"she":"her","text":"They met \\"him\\"."}', "jsonl");
    await settle();
    const ranges = editor.drawn.get(typeOf("evenhand.genderTerm")) as Range[];
    expect(ranges.map(({ start }) => [start.line, start.character])).toEqual([
      [0, 20],
      [1, 32],
    ]);
    expect(underlined(editor, "evenhand.genderTerm")).toEqual(["She", "him"]);
    decorations.dispose();
  });

  test("go away when highlights are switched off", async () => {
    const decorations = new TermDecorations(analysis, log);
    const editor = show("She said so.");
    await settle();
    useSettings({ "highlight.enabled": false });
    fake.events.didChangeConfiguration.fire({ affectsConfiguration: () => true });
    await settle();
    expect(underlined(editor, "evenhand.genderTerm")).toEqual([]);
    decorations.dispose();
  });

  test("are left alone in files that are no corpus", async () => {
    const decorations = new TermDecorations(analysis, log);
    const editor = show("// she", "typescript");
    await settle();
    expect(editor.drawCalls).toBe(0);
    decorations.dispose();
  });

  test("go away when the document is said to be no corpus, and come when it is said to be one", async () => {
    const decorations = new TermDecorations(analysis, log);
    const editor = show("She said so.");
    await settle();
    editor.document.changeLanguage("python");
    await settle();
    expect(underlined(editor, "evenhand.genderTerm")).toEqual([]);
    const calls = editor.drawCalls;
    fake.events.didChangeTextEditorVisibleRanges.fire({});
    await settle();
    expect(editor.drawCalls).toBe(calls);
    editor.document.changeLanguage("plaintext");
    await settle();
    expect(underlined(editor, "evenhand.genderTerm")).toEqual(["She"]);
    decorations.dispose();
  });

  test("are found in lines that were no records in another language", async () => {
    const decorations = new TermDecorations(analysis, log);
    const editor = show("She said so.", "jsonl");
    await settle();
    expect(underlined(editor, "evenhand.genderTerm")).toEqual([]);
    editor.document.changeLanguage("plaintext");
    await settle();
    expect(underlined(editor, "evenhand.genderTerm")).toEqual(["She"]);
    decorations.dispose();
  });

  test("a wrong setting is noted in the log and draws nothing", async () => {
    const decorations = new TermDecorations(analysis, log);
    useSettings({ axes: ["age"] });
    show("She said so.");
    await settle();
    expect(fake.log[0]).toContain("evenhand.axes");
    decorations.dispose();
  });
});

describe("the preview", () => {
  function ghosts(editor: FakeEditor): string[] {
    const type = fake.decorationTypes.find(({ options }) => options["borderColor"] === undefined);
    const drawn = (editor.drawn.get(type) ?? []) as { renderOptions: { after: { contentText: string } } }[];
    return drawn.map(({ renderOptions }) => renderOptions.after.contentText);
  }

  test("shows the counterfactual words once it is switched on, and hides them again", async () => {
    const preview = new SwapPreview(analysis, log);
    const editor = show("The nurse said she would call her doctor.");
    await settle();
    expect(ghosts(editor)).toEqual([]);
    await preview.toggle();
    await settle();
    expect(ghosts(editor)).toEqual(["·he·", "·his·"]);
    expect(fake.executed.at(-1)).toEqual({ id: "setContext", args: ["evenhand.previewing", true] });
    await preview.toggle();
    await settle();
    expect(ghosts(editor)).toEqual([]);
    preview.dispose();
  });

  test("goes away when the document is said to be no corpus", async () => {
    const preview = new SwapPreview(analysis, log);
    const editor = show("She left.");
    await preview.toggle();
    await settle();
    editor.document.changeLanguage("python");
    await settle();
    expect(ghosts(editor)).toEqual([]);
    preview.dispose();
  });

  test("is said to be on while it shows a swap, not when it is switched on over nothing", async () => {
    const preview = new SwapPreview(analysis, log);
    const said = () => fake.executed.flatMap(({ id, args }) => (id === "setContext" ? [args] : []));
    await preview.toggle();
    show("// she", "typescript");
    await settle();
    show("The weather was fine.");
    await settle();
    expect(said()).toEqual([]);
    const editor = show("She left.");
    await settle();
    editor.document.change("She left her coat.");
    await settle();
    expect(said()).toEqual([["evenhand.previewing", true]]);
    await preview.toggle();
    expect(said().at(-1)).toEqual(["evenhand.previewing", false]);
    preview.dispose();
  });

  test("follows the text as it is typed", async () => {
    const preview = new SwapPreview(analysis, log);
    const editor = show("She left.");
    await preview.toggle();
    await settle();
    editor.document.change("He left.");
    await settle();
    expect(ghosts(editor)).toEqual(["·She·"]);
    preview.dispose();
  });

  test.each([
    { drawingMs: 0, afterMs: 30, what: "within 30 ms of a keystroke" },
    { drawingMs: 100, afterMs: 150, what: "no sooner than after a scroll where drawing takes long" },
  ])("is drawn $what", async ({ drawingMs, afterMs }) => {
    let time = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (time += drawingMs));
    const preview = new SwapPreview(analysis, log);
    const editor = show("She left.");
    await preview.toggle();
    await settle();
    editor.document.change("He left.");
    await settle(afterMs - 1);
    expect(ghosts(editor)).toEqual(drawingMs === 0 ? ["·She·"] : ["·He·"]);
    await settle(1);
    expect(ghosts(editor)).toEqual(["·She·"]);
    clock.mockRestore();
    preview.dispose();
  });
});
