import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import { baseName } from "./corpusFiles.ts";
import { exists } from "./dataFolder.ts";

/** Where a file that a team commits is or would be: in the first workspace folder; undefined without one. */
export function committedFile(name: string): vscode.Uri | undefined {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder.uri, name);
}

/** Tells whenever that file is made, changed or deleted, by whomever. */
export function watchCommittedFile(name: string, changed: () => void): vscode.Disposable {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) return vscode.Disposable.from();
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder.uri, name));
  const events = [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete];
  return vscode.Disposable.from(watcher, ...events.map((event) => event(changed)));
}

/**
 * Changes a file that a team commits, or makes it: through the editor, so that it can be undone there, and saved, because jobs
 * and views read from disk.
 *
 * @param change undefined when there is no file yet; what it throws leaves the file as it is
 * @throws EvenhandError `output.unwritable` when the editor refuses
 */
export async function changeCommittedFile(
  uri: vscode.Uri,
  change: (text: string | undefined) => string,
): Promise<void> {
  if (!(await exists(uri))) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(change(undefined)));
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const before = document.getText();
  const text = change(before);
  if (text !== before) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    if (!(await vscode.workspace.applyEdit(edit))) throw notWritten(uri, "could not be changed");
  }
  if (!(await document.save()) && document.isDirty) throw notWritten(uri, "is changed in the editor, but not saved");
}

function notWritten(uri: vscode.Uri, what: string): EvenhandError {
  return new EvenhandError("output.unwritable", `${baseName(uri)} ${what}.`, {
    hint: "Look whether it may be written and whether another program has changed it, then try again.",
  });
}
