import * as vscode from "vscode";
import type { ReportComparison } from "../report/comparison/reportComparison.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import { changeTime, chooseReport } from "./reportFiles.ts";
import { runReportsOf } from "./storedRun.ts";

/** Two reports side by side, and which they are. */
export interface ComparedReports {
  readonly comparison: ReportComparison;
  readonly files: readonly [a: vscode.Uri, b: vscode.Uri];
}

/**
 * Compares two reports: the two that were selected in the explorer or among the runs, the older one as A; otherwise it asks for A and then for B.
 *
 * @param clicked, selected what a menu hands over: the item under the pointer, and all selected ones
 * @returns undefined when the user leaves the question
 */
export async function compareReports(
  jobs: JobRunner,
  folder: DataFolder,
  clicked: unknown,
  selected: unknown,
): Promise<ComparedReports | undefined> {
  const chosen = reportsOf(selected);
  const given = chosen.length > 0 ? chosen : reportsOf([clicked]);
  const [a, b] =
    given.length === 2 ? await oldestFirst(given) : await askForTwo(folder, given.length === 1 ? given[0] : undefined);
  if (a === undefined || b === undefined) return undefined;
  const comparison = await jobs.run("compare", vscode.l10n.t("Compare Reports"), { paths: [a.fsPath, b.fsPath] });
  return { comparison, files: [a, b] };
}

/** The reports of files of the explorer and items of the runs. */
function reportsOf(selected: unknown): readonly vscode.Uri[] {
  if (!Array.isArray(selected)) return [];
  const files = selected.filter((one) => one instanceof vscode.Uri);
  return files.length > 0 ? files : runReportsOf(selected);
}

async function oldestFirst(reports: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const dated = await Promise.all(reports.map(async (uri) => ({ uri, changed: await changeTime(uri) })));
  return dated.sort((one, other) => one.changed - other.changed).map(({ uri }) => uri);
}

async function askForTwo(
  folder: DataFolder,
  given: vscode.Uri | undefined,
): Promise<readonly [] | readonly [vscode.Uri, vscode.Uri]> {
  const a = given ?? (await chooseReport(folder, { title: vscode.l10n.t("Compare which report (A)?") }));
  if (a === undefined) return [];
  const b = await chooseReport(folder, { title: vscode.l10n.t("With which report (B)?"), without: a });
  return b === undefined ? [] : [a, b];
}
