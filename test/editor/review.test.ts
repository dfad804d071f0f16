import type * as vscode from "vscode";
import { TreeItemCheckboxState, window } from "vscode";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { counterfactualScheme, rulesScheme } from "../../src/editor/commandIds.ts";
import { CounterfactualsView } from "../../src/editor/counterfactualsView.ts";
import { decide } from "../../src/editor/decideFlow.ts";
import { DecisionStore } from "../../src/editor/decisionStore.ts";
import { RecordAnalysis } from "../../src/editor/recordAnalysis.ts";
import { applyInDocument, decideAtCursor } from "../../src/editor/recordEdits.ts";
import { SwapActions } from "../../src/editor/swapActions.ts";
import { counterfactualText } from "../../src/editor/swapDiff.ts";
import { fake, FakeDocument, FakeEditor, Range } from "../fakes/vscode.ts";
import type { CodeAction } from "../fakes/vscode.ts";
import { useSettings } from "./defaultSettings.ts";

const log = window.createOutputChannel("Evenhand", { log: true });
const path = "/work/evenhand.decisions";
let decisions: DecisionStore;
let analysis: RecordAnalysis;

beforeEach(() => {
  fake.reset();
  fake.folder = "/work";
  useSettings();
  decisions = new DecisionStore(log);
  analysis = new RecordAnalysis(undefined, decisions);
});

afterEach(() => {
  analysis.dispose();
  decisions.dispose();
});

function open(text: string, languageId = "plaintext"): vscode.TextDocument {
  const document = new FakeDocument("/work/a.txt", languageId, text);
  fake.documents = [document];
  fake.activeEditor = new FakeEditor(document);
  return document as unknown as vscode.TextDocument;
}

async function textOf(document: vscode.TextDocument): Promise<string> {
  return counterfactualText(document, await analysis.analyser(document.uri));
}

/** The quick fixes at a column of the first line. */
async function fixes(document: vscode.TextDocument, column: number): Promise<CodeAction[]> {
  const provider = new SwapActions(analysis, log);
  const found = await provider.provideCodeActions(document, new Range(0, column, 0, column) as never);
  provider.dispose();
  return found as unknown as CodeAction[];
}

async function choose(actions: readonly CodeAction[], title: string): Promise<void> {
  const action = actions.find((one) => one.title === title);
  if (action?.command === undefined)
    throw new RangeError(`no ${title} among ${actions.map((one) => one.title).join()}`);
  await decide(decisions, action.command.arguments[0]);
}

describe("quick fixes", () => {
  test("are none on the other side of a difference, where decisions would be about swapped words", async () => {
    const document = open("He was an earl. She left.");
    const side = { languageId: "plaintext", uri: document.uri.with({ scheme: counterfactualScheme }) };
    expect(analysis.isCorpus(document)).toBe(true);
    expect(analysis.isCorpus(side as vscode.TextDocument)).toBe(false);
    const rules = { languageId: "markdown", uri: document.uri.with({ scheme: rulesScheme, path: "/rules.md" }) };
    expect(analysis.isCorpus(rules as vscode.TextDocument)).toBe(false);
    expect(await fixes(Object.assign(Object.create(document), side) as vscode.TextDocument, 11)).toEqual([]);
  });

  test("decide about nothing without a folder, where decisions have no place", async () => {
    fake.folder = undefined;
    const titles = (await fixes(open("He was an earl. She left."), 11)).map(({ title }) => title);
    expect(titles).toEqual(["Swap “earl” for “countess” here", "Apply in this record"]);
  });

  const text = "He was an earl. She left.";

  test("apply one swap with the article that agrees with it, or all of the record", async () => {
    const document = open(text);
    const actions = await fixes(document, 11);
    const titles = actions.map(({ title }) => title);
    expect(titles).toEqual([
      "Swap “earl” for “countess” here",
      "Apply in this record",
      "Accept “earl” → “countess” here",
      "Reject “earl” → “countess” here",
      "Never swap “earl”",
    ]);
    expect(actions[0]?.edit?.replacements.map((one) => one.text)).toEqual(["a", "countess"]);
    expect(actions[1]?.edit?.replacements.map((one) => one.text)).toEqual(["She", "a", "countess", "He"]);
    expect((await fixes(document, 8)).map(({ title }) => title)).toEqual(titles);
    expect(await fixes(document, 4)).toEqual([]);
  });

  test("a rejected swap stays, is remembered by another window, and can be forgotten", async () => {
    const document = open(text);
    await choose(await fixes(document, 11), "Reject “earl” → “countess” here");
    expect(await textOf(document)).toBe("She was an earl. He left.");
    const later = new RecordAnalysis(undefined, new DecisionStore(log));
    expect(await counterfactualText(document, await later.analyser(document.uri))).toBe("She was an earl. He left.");
    later.dispose();
    const actions = await fixes(document, 11);
    expect(actions.map(({ title }) => title)).toEqual([
      "Accept “earl” → “countess” here",
      "Forget the decision about “earl” here",
    ]);
    await choose(actions, "Forget the decision about “earl” here");
    expect(await textOf(document)).toBe("She was a countess. He left.");
    expect(new TextDecoder().decode(fake.files.get(path))).toBe("");
  });

  test("a word that is never swapped may be swapped in one place all the same", async () => {
    const document = open("The king saw her. The King left.");
    await choose(await fixes(document, 5), "Never swap “king”");
    expect(await textOf(document)).toBe("The king saw him. The King left.");
    const actions = await fixes(document, 5);
    expect(actions.map(({ title }) => title)).toEqual(["Swap “king” again", "Accept “king” → “queen” here"]);
    await choose(actions, "Accept “king” → “queen” here");
    expect(await textOf(document)).toBe("The queen saw him. The King left.");
    await choose(await fixes(document, 5), "Never swap “king”");
    expect(await textOf(document)).toBe("The queen saw him. The King left.");
  });
});

test("accepting and rejecting works on all swaps that the selection touches, by keyboard alone", async () => {
  const document = open("She met her brother.");
  const editor = fake.activeEditor as unknown as { selection: unknown };
  editor.selection = new Range(0, 0, 0, 9);
  await decideAtCursor(analysis, decisions, "reject");
  expect(await textOf(document)).toBe("She met her sister.");
  editor.selection = new Range(0, 5, 0, 5);
  await expect(decideAtCursor(analysis, decisions, "accept")).rejects.toThrow("no swap at the cursor");
});

test("many edits go through the refactor preview, each to be confirmed under its rule", async () => {
  open("She left.\nIt rained.\nHis mother came.");
  await applyInDocument(analysis);
  const [edit] = fake.edits;
  expect(edit?.replacements.map(({ text, metadata }) => [text, metadata])).toEqual([
    ["He", expect.objectContaining({ needsConfirmation: true, label: "Swap by the rule pronoun.subject" })],
    ["Her", expect.objectContaining({ needsConfirmation: true, label: "Swap by the rule pronoun.possessive" })],
    ["father", expect.objectContaining({ needsConfirmation: true, description: "mother → father" })],
  ]);
  open("It rained.");
  await expect(applyInDocument(analysis)).rejects.toThrow("no word to swap");
});

test("the other side of the difference is the whole document, escapes and line ends kept", async () => {
  const document = open('{"text":"\\"She\\" left.","n":1}\n{"text":"It rained."}\n', "jsonl");
  expect(await textOf(document)).toBe('{"text":"\\"He\\" left.","n":1}\n{"text":"It rained."}\n');
});

test("a broken file of decisions stops what acts, and previews go on without it", async () => {
  fake.files.set(path, new TextEncoder().encode("{"));
  expect(await textOf(open("She left."))).toBe("He left.");
  await expect(decisions.load()).rejects.toMatchObject({ code: "configuration.invalid" });
  await expect(decisions.decide([{ decision: "reject", word: "king" }])).rejects.toThrow("line 1");
  expect(new TextDecoder().decode(fake.files.get(path))).toBe("{");
});

describe("the Counterfactuals view", () => {
  async function rows(view: CounterfactualsView) {
    const [document] = await view.getChildren();
    const nodes = await view.getChildren(document);
    return nodes.map((node) => ({ node, item: view.getTreeItem(node) }));
  }

  test("has a box for each rule; an unchecked one is decided against, and checking takes that back", async () => {
    const document = open("He was an earl. She left.");
    const view = new CounterfactualsView(analysis, decisions, log);
    const before = await rows(view);
    expect(before.map(({ item }) => [item.label, item.description, item.checkboxState !== undefined])).toEqual([
      ["pronoun.subject", "2", true],
      ["article", "1", false],
      [expect.stringMatching(/^noun|^title/), "1", true],
    ]);
    const tree = fake.trees.get("evenhand.counterfactuals") as unknown as {
      check(node: unknown, state: number): void;
    };
    tree.check(before[0]?.node, TreeItemCheckboxState.Unchecked);
    await expect.poll(async () => textOf(document)).toBe("He was a countess. She left.");
    const [first] = await rows(view);
    expect(first?.item).toMatchObject({ description: "0 of 2", checkboxState: { state: 0 } });
    const decided = (await view.getChildren()).find(({ kind }) => kind === "decisions");
    expect((await view.getChildren(decided)).map((node) => view.getTreeItem(node).description)).toEqual([
      "rejected, the whole rule",
    ]);
    tree.check(first?.node, TreeItemCheckboxState.Checked);
    await expect.poll(async () => textOf(document)).toBe("She was a countess. He left.");
    view.dispose();
  });

  test("shows a forecast with its uncertainty, and says when things have changed since", async () => {
    const document = open("She left.");
    const view = new CounterfactualsView(analysis, decisions, log);
    const shift = {
      group: "gender.female",
      word: "nurse",
      before: { together: 9, npmi: 0.412, npmiLow: 0.3, npmiHigh: 0.5 },
      after: { together: 9, npmi: 0.05, npmiLow: -0.02, npmiHigh: 0.12 },
    };
    const share = { low: 0.71, high: 0.752 };
    const forecast = { records: 9000, sampled: 2000, changed: 1462, share, swaps: 2000, associations: [shift] };
    view.showForecast({ uri: document.uri, forecast });
    const node = async () => (await view.getChildren()).find(({ kind }) => kind === "forecast");
    const shown = await node();
    if (shown === undefined) throw new RangeError("no forecast");
    expect(view.getTreeItem(shown).description).toBe("71.0% to 75.2% of records change");
    const [row] = await view.getChildren(shown);
    if (row === undefined) throw new RangeError("no association");
    expect(view.getTreeItem(row)).toMatchObject({ label: "nurse · female", description: "0.41 → 0.05" });
    expect(view.getTreeItem(row).tooltip).toContain("0.05 (-0.02 to 0.12)".replace("-", "−"));
    await decisions.decide([{ decision: "reject", word: "king" }]);
    const after = await node();
    expect(after === undefined ? "" : view.getTreeItem(after).description).toContain("before your last change");
    view.dispose();
  });
});
