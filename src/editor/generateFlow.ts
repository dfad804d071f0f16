import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { AugmentOptions } from "../jobs/options.ts";
import type { AugmentSummary } from "../jobs/augment.ts";
import { baseName, corpusFileOf, findCorpusFiles } from "./corpusFiles.ts";
import type { JobRunner } from "./jobRunner.ts";
import { readSettings } from "./settings.ts";

/** Writes the counterfactual corpus beside its source; an existing one is replaced only after a question. */
export async function generateCorpus(jobs: JobRunner, argument: unknown): Promise<void> {
  const file = (await corpusFileOf(argument)) ?? (await chooseCorpus());
  if (file === undefined) return;
  const { counterfactuals, textField } = readSettings(file);
  const options: AugmentOptions = {
    paths: [file.fsPath],
    ...counterfactuals,
    ...(textField === undefined ? {} : { field: textField }),
  };
  const title = vscode.l10n.t("Evenhand: counterfactuals of {0}", baseName(file));
  const summary = await runOrReplace(jobs, title, options);
  if (summary === undefined) return;
  const out = vscode.Uri.file(summary.outPath);
  const open = vscode.l10n.t("Open File");
  const records = summary.changed.toLocaleString("en");
  const message = vscode.l10n.t("{0} records have a counterfactual. Written: {1}", records, baseName(out));
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.window.showTextDocument(out);
  }
}

async function chooseCorpus(): Promise<vscode.Uri | undefined> {
  // Counterfactuals are written line by line, beside files whose records are lines.
  const files = (await findCorpusFiles()).filter((file) => /\.(txt|md|jsonl|ndjson)$/i.test(file.path));
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
