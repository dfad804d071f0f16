import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import { runLabel } from "./runItem.ts";
import type { RunNode } from "./runsView.ts";
import { readStoredRun, runOf, runOutcome } from "./storedRun.ts";
import type { StoredRun } from "./storedRun.ts";

/** Stops a run after its step; its state is kept and it can be resumed. */
export function cancelRun(jobs: JobRunner, argument: unknown): void {
  const id = (argument as RunNode | undefined)?.job?.id;
  if (typeof id === "number") jobs.cancel(id);
}

/**
 * Deletes runs after a question that says what goes and what stays.
 *
 * @param selected all selected rows, where there are several
 * @throws EvenhandError `training.invalid` for a run that is going on
 */
export async function deleteRuns(folder: DataFolder, clicked: unknown, selected: unknown): Promise<void> {
  const chosen = Array.isArray(selected) && selected.length > 0 ? (selected as unknown[]) : [clicked];
  const named = chosen.flatMap((item) => runOf(item) ?? []);
  // Read again: a row may be older than what happened since.
  const runs = await Promise.all(named.map(({ id }) => readStoredRun(folder, id)));
  const running = runs.find((run) => runOutcome(run) === "running");
  if (running !== undefined) {
    throw new EvenhandError("training.invalid", `The run ${running.id} is going on.`, { hint: "Cancel it first." });
  }
  const [first] = runs;
  if (first === undefined) return;
  const alone = vscode.l10n.t("Delete Run");
  const both = vscode.l10n.t("Delete Run and Report");
  const hasReport = runs.some(({ report }) => report !== undefined);
  const question =
    runs.length === 1
      ? vscode.l10n.t("Delete the run {0} ({1})?", runLabel(first), first.id)
      : vscode.l10n.t("Delete {0} runs?", runs.length);
  const detail = vscode.l10n.t(
    "Its models and checkpoints are deleted and cannot be brought back or resumed. What it has spent of the privacy budget stays spent: the ledger is kept.",
  );
  const buttons = hasReport ? [alone, both] : [alone];
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...buttons);
  if (answer !== alone && answer !== both) return;
  for (const run of runs) {
    await vscode.workspace.fs.delete(run.folder, { recursive: true });
    if (answer === both) await deleteReports(folder, run);
  }
}

/** The report as data, page and text. */
async function deleteReports(folder: DataFolder, { id }: StoredRun): Promise<void> {
  const files = (await folder.list("reports")).filter(([name]) => name.startsWith(`${id}.`));
  for (const [name] of files) await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, "reports", name));
}

/** Shows the run's folder in the explorer, or in the system's when it lies outside the workspace. */
export async function revealRun(argument: unknown): Promise<void> {
  const run = runOf(argument);
  if (run === undefined) return;
  const isInside = vscode.workspace.getWorkspaceFolder(run.folder) !== undefined;
  await vscode.commands.executeCommand(isInside ? "revealInExplorer" : "revealFileInOS", run.folder);
}
