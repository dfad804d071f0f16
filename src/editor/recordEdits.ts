import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { SwapDecision, Verdict } from "../cda/decisions/swapDecision.ts";
import type { SwapEdit } from "../cda/swapPlan.ts";
import type { DecisionStore } from "./decisionStore.ts";
import { rangeOf } from "./recordAnalysis.ts";
import type { AnalysedRecord, RecordAnalysis } from "./recordAnalysis.ts";

/** Applies the swaps of one record to the document, as one undoable edit; the file is not saved. */
export async function applyInRecord(
  analysis: RecordAnalysis,
  uriArgument: unknown,
  lineArgument: unknown,
): Promise<void> {
  const { document, analysed } = await recordOf(analysis, uriArgument, lineArgument);
  const edit = new vscode.WorkspaceEdit();
  addEdits(edit, document.uri, analysed, analysed.plan.edits);
  await vscode.workspace.applyEdit(edit);
}

/** Offers every swap of a document in the refactor preview, where each, and each rule, has its checkbox. */
export async function applyInDocument(analysis: RecordAnalysis): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !analysis.isCorpus(document)) throw noRecord();
  const analyser = await analysis.analyser(document.uri);
  const edit = new vscode.WorkspaceEdit();
  const { version } = document;
  let resumedMs = performance.now();
  for (let line = 0; line < document.lineCount; line += 1) {
    if (performance.now() - resumedMs > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      resumedMs = performance.now();
      if (document.version !== version) return;
    }
    const analysed = analyser.at(document, line);
    if (analysed === undefined) continue;
    for (const swap of analysed.plan.edits) {
      const label = vscode.l10n.t("Swap by the rule {0}", swap.rule);
      const metadata = { needsConfirmation: true, label, description: `${swap.before} → ${swap.after}` };
      const range = rangeOf(analysed, swap);
      edit.replace(document.uri, range, analysed.record.encode(swap.after), metadata);
    }
  }
  if (edit.size === 0) throw nothingToSwap(vscode.l10n.t("This document has no word to swap."));
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

/** Time between two breaks for the rest of the editor. */
const sliceMs = 15;

/** Puts a swap, and what agrees with it, into an edit of the document. */
export function addEdits(
  edit: vscode.WorkspaceEdit,
  uri: vscode.Uri,
  analysed: AnalysedRecord,
  swaps: readonly SwapEdit[],
): void {
  for (const swap of swaps) edit.replace(uri, rangeOf(analysed, swap), analysed.record.encode(swap.after));
}

/** Puts the cursor on the first swap of a record and opens its hover. */
export async function showSwaps(analysis: RecordAnalysis, uriArgument: unknown, lineArgument: unknown): Promise<void> {
  const { document, analysed } = await recordOf(analysis, uriArgument, lineArgument);
  const [first] = analysed.plan.edits;
  if (first === undefined) return;
  const { start } = rangeOf(analysed, first);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
  await vscode.commands.executeCommand("editor.action.showHover");
}

/** Accepts or rejects the swaps that the cursor or the selection touches, and remembers it. */
export async function decideAtCursor(
  analysis: RecordAnalysis,
  decisions: DecisionStore,
  verdict: Verdict,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !analysis.isCorpus(editor.document)) throw noRecord();
  const { document, selection } = editor;
  const analyser = await analysis.analyser(document.uri);
  const found: SwapDecision[] = [];
  for (let line = selection.start.line; line <= selection.end.line; line += 1) {
    const analysed = analyser.at(document, line);
    if (analysed === undefined) continue;
    for (const swap of analysed.proposed.edits) {
      if (swap.of !== undefined || rangeOf(analysed, swap).intersection(selection) === undefined) continue;
      found.push({ decision: verdict, swap: analysed.keyOf(swap), word: swap.before, after: swap.after });
    }
  }
  if (found.length === 0) throw nothingToSwap(vscode.l10n.t("There is no swap at the cursor."));
  await decisions.decide(found);
}

/** The record at the arguments of the command, else at the cursor. */
async function recordOf(
  analysis: RecordAnalysis,
  uriArgument: unknown,
  lineArgument: unknown,
): Promise<{ document: vscode.TextDocument; analysed: AnalysedRecord }> {
  const editor = vscode.window.activeTextEditor;
  const uri = uriFrom(uriArgument);
  const document = uri === undefined ? editor?.document : await vscode.workspace.openTextDocument(uri);
  const line = typeof lineArgument === "number" ? lineArgument : editor?.selection.active.line;
  if (document === undefined || line === undefined || line >= document.lineCount) throw noRecord();
  const analysed = (await analysis.analyser(document.uri)).at(document, line);
  if (analysed === undefined || analysed.plan.edits.length === 0) {
    throw nothingToSwap(vscode.l10n.t("Line {0} has no word to swap.", line + 1));
  }
  return { document, analysed };
}

function noRecord(): EvenhandError {
  return new EvenhandError("counterfactuals.failed", vscode.l10n.t("No record is chosen."), {
    hint: vscode.l10n.t("Put the cursor into a record of a .txt or .jsonl file."),
  });
}

function nothingToSwap(message: string): EvenhandError {
  return new EvenhandError("counterfactuals.failed", message, {
    hint: vscode.l10n.t("Preview Counterfactuals shows the words that have a counterfactual."),
  });
}

/** Links in hovers carry the address as text. */
function uriFrom(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  return typeof argument === "string" ? vscode.Uri.parse(argument, true) : undefined;
}
