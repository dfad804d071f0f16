import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { AugmentOptions } from "../jobs/options.ts";
import type { AugmentSummary } from "../jobs/augment.ts";
import { givenOrChosenCorpus } from "./corpusChoice.ts";
import { baseName, saveFiles } from "./corpusFiles.ts";
import type { DecisionStore } from "./decisionStore.ts";
import { forecastCorpus, swapOptionsOf } from "./forecastFlow.ts";
import type { ShownForecast } from "./forecastFlow.ts";
import { chooseGeneration } from "./generateChoices.ts";
import { requireFolderOnDisk } from "./localCopies.ts";
import type { GenerateChoices } from "./generateChoices.ts";
import type { JobRunner } from "./jobRunner.ts";
import { openTextOrRecords } from "./openPlace.ts";
import type { ShowRecords } from "./openPlace.ts";
import type { PolicyStore } from "./policyStore.ts";
import { stepDone } from "./walkthroughSteps.ts";

/** What generating works with. */
export interface GenerateTools {
  readonly jobs: JobRunner;
  /** Remembers what was chosen for the next time. */
  readonly memory: vscode.Memento;
  readonly policies: PolicyStore;
  readonly decisions: DecisionStore;
  readonly showRecords: ShowRecords;
  /** Shows a report that nobody waits for: the keyboard stays where it is. */
  readonly showReport: (file: vscode.Uri) => Promise<void>;
}

/**
 * Writes the counterfactual corpus beside its source, with a manifest and a quality report, which is then opened; an
 * existing corpus is replaced only after a question.
 */
export async function generateCorpus(tools: GenerateTools, argument: unknown): Promise<void> {
  requireFolderOnDisk("Generation");
  const file = await corpusToSwap(tools.policies, argument);
  if (file === undefined) return;
  const { counterfactuals } = await tools.policies.settings(file);
  const choices = await chooseGeneration(counterfactuals, tools.memory);
  if (choices !== undefined) await generate(tools, file, choices);
}

/** The same without questions: what the Counterfactuals view shows is what is generated. */
export async function generatePlanned(tools: GenerateTools, argument: unknown): Promise<void> {
  requireFolderOnDisk("Generation");
  const file = await corpusToSwap(tools.policies, argument);
  if (file === undefined) return;
  const { mode, swaps, names } = (await tools.policies.settings(file)).counterfactuals;
  await generate(tools, file, { mode, swaps, names });
}

/** The forecast for the corpus that is shown, else for one that is chosen; undefined when the user leaves. */
export async function forecastShown(
  jobs: JobRunner,
  policies: PolicyStore,
  decisions: DecisionStore,
  shown: vscode.Uri | undefined,
): Promise<ShownForecast | undefined> {
  requireFolderOnDisk("A forecast");
  const file = await corpusToSwap(policies, shown);
  return file === undefined ? undefined : forecastCorpus(jobs, policies, decisions, file);
}

async function generate(
  { jobs, policies, decisions, showRecords, showReport }: GenerateTools,
  file: vscode.Uri,
  choices: GenerateChoices,
): Promise<void> {
  // A mistake in the file of decisions is told before the work begins.
  await decisions.load();
  await saveFiles([file]);
  const settings = swapOptionsOf(await policies.settings(file), await decisions.file());
  const options: AugmentOptions = { ...settings, ...choices, paths: [file.fsPath], report: true };
  const title = vscode.l10n.t("Evenhand: counterfactuals of {0}", baseName(file));
  const summary = await runOrReplace(jobs, title, options);
  if (summary === undefined) return;
  await stepDone("generated");
  const out = vscode.Uri.file(summary.outPath);
  if (summary.reportPath !== undefined) await showReport(vscode.Uri.file(summary.reportPath));
  const open = vscode.l10n.t("Open File");
  const records = summary.changed.toLocaleString("en");
  const message = vscode.l10n.t("{0} records have a counterfactual. Written: {1}", records, baseName(out));
  if ((await vscode.window.showInformationMessage(message, open)) === open) await openTextOrRecords(out, showRecords);
}

function corpusToSwap(policies: PolicyStore, argument: unknown): Promise<vscode.Uri | undefined> {
  return givenOrChosenCorpus(policies, argument, vscode.l10n.t("The counterfactuals of which file?"));
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
