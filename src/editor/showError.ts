import * as vscode from "vscode";
import { EvenhandError, isCancelled, messageOf } from "../base/errors.ts";

/** Shows a failure as message and hint with "Show Log", and the chain of causes in the log. Cancelling is no failure. */
export async function showError(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  if (isCancelled(error)) return;
  log.error(causeChain(error));
  const showLog = vscode.l10n.t("Show Log");
  const text = error instanceof EvenhandError ? `${sentence(error.message)} ${error.hint}`.trim() : messageOf(error);
  if ((await vscode.window.showErrorMessage(text, showLog)) === showLog) log.show();
}

/** Code, message and stack of an error and of everything that caused it. */
export function causeChain(error: unknown): string {
  const own = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const named = error instanceof EvenhandError ? `[${error.code}] ${own}` : own;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? named : `${named}\ncaused by: ${causeChain(cause)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
