import * as vscode from "vscode";
import { isCorpusDocument } from "./recordAnalysis.ts";
import { baseName, corpusFileOf, findCorpusFiles, isOfWorkspace, requireSome } from "./corpusFiles.ts";
import type { PolicyStore } from "./policyStore.ts";

/** A corpus of the workspace to choose. */
export interface CorpusItem extends vscode.QuickPickItem {
  readonly file: vscode.Uri;
}

/**
 * The file that a command was given, as by the explorer, else one that is asked for: what happens to be open is offered first, but
 * never taken without its name being shown. Undefined when the user leaves.
 *
 * @param title of the question
 */
export async function givenOrChosenCorpus(
  policies: PolicyStore,
  argument: unknown,
  title: string,
): Promise<vscode.Uri | undefined> {
  const given = argument instanceof vscode.Uri ? corpusFileOf(argument) : undefined;
  return given ?? (await vscode.window.showQuickPick(await corpusItems(policies), { title }))?.file;
}

/**
 * The corpus files of the workspace, the active document first, also where no pattern names it: it is what the user looks at.
 *
 * @throws EvenhandError `corpus.empty` when there is none; `configuration.invalid` for a broken evenhand.json, which may name them
 */
export async function corpusItems(policies: PolicyStore): Promise<CorpusItem[]> {
  const document = vscode.window.activeTextEditor?.document;
  const policy = await policies.load();
  const found = await findCorpusFiles(policy?.corpus);
  const isActive = (file: vscode.Uri): boolean => file.toString() === document?.uri.toString();
  const canBe = document !== undefined && isCorpusDocument(document) && isOfWorkspace(document.uri);
  const active = canBe ? [document.uri] : found.filter(isActive);
  return requireSome([...active, ...found.filter((file) => !isActive(file))]).map((file) => ({
    label: baseName(file),
    description: vscode.workspace.asRelativePath(file),
    iconPath: vscode.ThemeIcon.File,
    file,
  }));
}
