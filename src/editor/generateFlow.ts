import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { AugmentOptions } from "../jobs/options.ts";
import type { AugmentSummary } from "../jobs/augment.ts";
import { commandIds } from "./commandIds.ts";
import { baseName, corpusFileOf, findCorpusFiles } from "./corpusFiles.ts";
import { chooseGeneration } from "./generateChoices.ts";
import { requireFolderOnDisk } from "./localCopies.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { PolicyStore } from "./policyStore.ts";

/**
 * Writes the counterfactual corpus beside its source, with a manifest and a quality report; an existing one is replaced
 * only after a question.
 *
 * @param memory remembers what was chosen for the next time
 */
export async function generateCorpus(
  jobs: JobRunner,
  memory: vscode.Memento,
  policies: PolicyStore,
  argument: unknown,
): Promise<void> {
  requireFolderOnDisk("Generation");
  const file = (await corpusFileOf(argument)) ?? (await chooseCorpus());
  if (file === undefined) return;
  const { counterfactuals, textField, lexiconFile } = await policies.settings(file);
  const choices = await chooseGeneration(counterfactuals, memory);
  if (choices === undefined) return;
  const options: AugmentOptions = {
    paths: [file.fsPath],
    ...choices,
    sensitive: counterfactuals.sensitive,
    report: true,
    ...(textField === undefined ? {} : { field: textField }),
    ...(lexiconFile === undefined ? {} : { lexiconFile }),
  };
  const title = vscode.l10n.t("Evenhand: counterfactuals of {0}", baseName(file));
  const summary = await runOrReplace(jobs, title, options);
  if (summary === undefined) return;
  const out = vscode.Uri.file(summary.outPath);
  const open = vscode.l10n.t("Open File");
  const report = vscode.l10n.t("Open Report");
  const records = summary.changed.toLocaleString("en");
  const message = vscode.l10n.t("{0} records have a counterfactual. Written: {1}", records, baseName(out));
  const buttons = summary.reportPath === undefined ? [open] : [open, report];
  const answer = await vscode.window.showInformationMessage(message, ...buttons);
  if (answer === open) await vscode.window.showTextDocument(out);
  if (answer === report && summary.reportPath !== undefined) {
    await vscode.commands.executeCommand(commandIds.openReport, vscode.Uri.file(summary.reportPath));
  }
}

async function chooseCorpus(): Promise<vscode.Uri | undefined> {
  const files = await findCorpusFiles();
  const items = files.map((file) => ({
    label: baseName(file),
    description: vscode.workspace.asRelativePath(file),
    file,
  }));
  const title = vscode.l10n.t("Generate the counterfactual corpus of which file?");
  return (await vscode.window.showQuickPick(items, { title }))?.file;
}

async function runOrReplace(
  jobs: JobRunner,
  title: string,
  options: AugmentOptions,
): Promise<AugmentSummary | undefined> {
  try {
    return await jobs.run("augment", title, options);
  } catch (error) {
    if (!(error instanceof EvenhandError) || error.code !== "output.exists") throw error;
    const replace = vscode.l10n.t("Replace");
    const answer = await vscode.window.showWarningMessage(error.message, { modal: true }, replace);
    return answer === replace ? jobs.run("augment", title, { ...options, force: true }) : undefined;
  }
}
