import * as vscode from "vscode";
import { exists } from "./dataFolder.ts";
import { stepDone } from "./walkthroughSteps.ts";

/**
 * Opens the bundled sample corpus in a folder of its own, where it may be scanned, changed and trained on. Changes of an
 * earlier visit are kept.
 */
export async function openSample(extension: vscode.Uri, storage: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(storage, "sample");
  const corpus = vscode.Uri.joinPath(folder, "demo.jsonl");
  if (!(await exists(corpus))) {
    await vscode.workspace.fs.createDirectory(folder);
    for (const name of ["demo.jsonl", "README.md"]) {
      await vscode.workspace.fs.copy(
        vscode.Uri.joinPath(extension, "samples", name),
        vscode.Uri.joinPath(folder, name),
      );
    }
  }
  await stepDone("corpusOpened");
  const isEmptyWindow = (vscode.workspace.workspaceFolders ?? []).length === 0;
  await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: !isEmptyWindow });
}

/** The guided tour of the Get Started page. */
export async function startWalkthrough(extensionId: string): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extensionId}#evenhand.start`, false);
}
