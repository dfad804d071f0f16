import * as vscode from "vscode";
import { baseName, corpusFileOf, findCorpusFiles } from "./corpusFiles.ts";

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
export async function givenOrChosenCorpus(argument: unknown, title: string): Promise<vscode.Uri | undefined> {
  const given = argument instanceof vscode.Uri ? await corpusFileOf(argument) : undefined;
  return given ?? (await vscode.window.showQuickPick(await corpusItems(), { title }))?.file;
}

/** The corpus files of the workspace, the active document first: it is what the user looks at. */
export async function corpusItems(): Promise<CorpusItem[]> {
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const isActive = (file: vscode.Uri): boolean => file.toString() === active;
  return (await findCorpusFiles())
    .toSorted((a, b) => Number(isActive(b)) - Number(isActive(a)))
    .map((file) => ({
      label: baseName(file),
      description: vscode.workspace.asRelativePath(file),
      iconPath: vscode.ThemeIcon.File,
      file,
    }));
}
