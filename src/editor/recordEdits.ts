import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
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
  for (const swap of analysed.plan.edits) {
    edit.replace(document.uri, rangeOf(analysed, swap), analysed.record.encode(swap.after));
  }
  await vscode.workspace.applyEdit(edit);
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
  if (document === undefined || line === undefined || line >= document.lineCount) {
    throw new EvenhandError("counterfactuals.failed", "No record is chosen.", {
      hint: "Put the cursor into a record of a .txt or .jsonl file.",
    });
  }
  const analysed = (await analysis.analyser(document.uri)).at(document, line);
  if (analysed === undefined || analysed.plan.edits.length === 0) {
    throw new EvenhandError("counterfactuals.failed", `Line ${line + 1} has no word to swap.`, {
      hint: "Preview Counterfactuals shows the words that have a counterfactual.",
    });
  }
  return { document, analysed };
}

/** Links in hovers carry the address as text. */
function uriFrom(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  return typeof argument === "string" ? vscode.Uri.parse(argument, true) : undefined;
}
