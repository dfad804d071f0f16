import * as vscode from "vscode";
import { exists } from "./dataFolder.ts";

/**
 * Changes a file that a team commits, or makes it: through the editor, so that it can be undone there, and saved, because jobs
 * and views read from disk.
 *
 * @param change undefined when there is no file yet; what it throws leaves the file as it is
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
    await vscode.workspace.applyEdit(edit);
  }
  await document.save();
}
