import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { findCorpusFiles } from "./corpusFiles.ts";
import { opensAsText } from "./openPlace.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { RecordAnalysis } from "./recordAnalysis.ts";
import type { SwapPreview } from "./swapPreview.ts";

/**
 * Switches the preview on or off. Where no corpus is in sight, as beside the walkthrough, one is opened and the preview is on
 * there: the one that is open in a tab, else the workspace's first that a text editor shows.
 *
 * @throws EvenhandError `corpus.empty` when there is none
 */
export async function togglePreview(
  preview: SwapPreview,
  analysis: RecordAnalysis,
  policies: PolicyStore,
): Promise<void> {
  const isInSight = vscode.window.visibleTextEditors.some(({ document }) => analysis.isCorpus(document));
  // In a tab that stays: the walkthrough would take the place of any other.
  if (!isInSight) await vscode.window.showTextDocument(await findPreviewable(analysis, policies), { preview: false });
  if (isInSight || !preview.isOn) await preview.toggle();
}

async function findPreviewable(analysis: RecordAnalysis, policies: PolicyStore): Promise<vscode.TextDocument> {
  const open = vscode.workspace.textDocuments.find((document) => isInTab(document) && analysis.isCorpus(document));
  if (open !== undefined) return open;
  const policy = await policies.load();
  for (const file of await findCorpusFiles(policy?.corpus)) {
    // Tables and compressed files have no text to preview; opening a document to learn its language reads it whole.
    if (!/\.(txt|md|jsonl|ndjson)$/iu.test(file.path) || !(await opensAsText(file))) continue;
    const document = await vscode.workspace.openTextDocument(file);
    if (analysis.isCorpus(document)) return document;
  }
  throw new EvenhandError(
    "corpus.empty",
    "No text or JSON Lines file is open to preview, and none was found in the open folders.",
    { hint: "Use Open Sample, or open a folder with such a file." },
  );
}

/** The editor keeps documents that nobody sees: only those in a tab are somebody's choice. */
function isInTab({ uri }: vscode.TextDocument): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => {
      const shown = input as { readonly uri?: unknown } | undefined;
      return shown?.uri instanceof vscode.Uri && shown.uri.toString() === uri.toString();
    }),
  );
}
