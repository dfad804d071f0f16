import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { TrainOptions } from "../jobs/options.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { formatEpsilon, formatSmall } from "../report/numberFormat.ts";
import { baseName } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import { runIdOf } from "./runsView.ts";
import type { PolicyStore } from "./policyStore.ts";
import { readSettings } from "./settings.ts";
import { chooseTraining } from "./trainingChoices.ts";

/**
 * Fine-tunes the arms of the settings on a corpus and gives the report; the second views of dp+cda swap what the settings
 * of counterfactuals say. Undefined when the user left the set-up.
 *
 * @throws EvenhandError `workspace.untrusted` in an untrusted workspace: its settings may name a model and a program
 */
export async function fineTune(
  jobs: JobRunner,
  folder: DataFolder,
  policies: PolicyStore,
): Promise<BiasReport | undefined> {
  requireFreeTraining(jobs);
  const active = vscode.window.activeTextEditor?.document;
  if (active?.isDirty === true && active.uri.scheme === "file") await active.save();
  const data = await folder.create();
  const choices = await chooseTraining(readSettings(active?.uri).training, active?.uri, (file) =>
    budgetText(jobs, file, data.fsPath),
  );
  if (choices === undefined) return undefined;
  const { training, counterfactuals, textField, includeText } = await policies.settings(choices.file);
  const options: TrainOptions = {
    paths: [choices.file.fsPath],
    arms: training.arms,
    swaps: counterfactuals.swaps,
    names: counterfactuals.names,
    sensitive: counterfactuals.sensitive,
    epsilon: choices.epsilon,
    clip: training.clip,
    engine: training.engine,
    unit: training.unit,
    outDirectory: data.fsPath,
    noText: !includeText,
    ...(textField === undefined ? {} : { field: textField }),
    ...(training.model === undefined ? {} : { model: training.model }),
    ...(choices.steps === undefined ? {} : { steps: choices.steps }),
    ...(training.lotSize === undefined ? {} : { lotSize: training.lotSize }),
    ...(training.threads === undefined ? {} : { threads: training.threads }),
  };
  return jobs.run("train", vscode.l10n.t("Evenhand: fine-tuning on {0}", baseName(choices.file)), options);
}

/**
 * Goes on with a run that was stopped; the settings of its start hold, and its privacy already spent stays on the books.
 *
 * @param argument the run's item in the view
 */
export async function resumeRun(jobs: JobRunner, folder: DataFolder, argument: unknown): Promise<BiasReport> {
  requireFreeTraining(jobs);
  const id = runIdOf(argument);
  if (id === undefined) {
    throw new EvenhandError("training.invalid", "No run is chosen.", {
      hint: "Choose a stopped run in the view Runs.",
    });
  }
  const options: TrainOptions = { paths: [], resume: id, outDirectory: folder.uri.fsPath };
  return jobs.run("train", vscode.l10n.t("Evenhand: resuming {0}", id), options);
}

/** What a corpus has spent of its privacy, and what is left of its budget: said before a run that spends more. */
async function budgetText(jobs: JobRunner, file: vscode.Uri, outDirectory: string): Promise<string> {
  const title = vscode.l10n.t("Evenhand: privacy budget of {0}", baseName(file));
  const { corpora, problem } = await jobs.run("budget", title, { paths: [file.fsPath], outDirectory });
  if (problem !== undefined) return vscode.l10n.t("the ledger was changed by hand: no training starts");
  const [corpus] = corpora;
  if (corpus === undefined) return "";
  const { epsilon, delta } = corpus.spent;
  const spent = vscode.l10n.t("ε {0} spent at δ {1}", formatEpsilon(epsilon), formatSmall(delta));
  if (corpus.budget === undefined) return vscode.l10n.t("{0}, no budget is set", spent);
  const left = Math.max(0, Math.floor((corpus.budget.epsilon - epsilon) * 100) / 100);
  return vscode.l10n.t("{0}, {1} left of {2}", spent, formatSmall(left), formatEpsilon(corpus.budget.epsilon));
}

/** Training is hidden where it is not allowed, and refused here as well. */
function requireFreeTraining(jobs: JobRunner): void {
  if (!vscode.workspace.isTrusted) {
    throw new EvenhandError("workspace.untrusted", "Training runs only in a trusted workspace.", {
      hint: "Trust the workspace; scan and preview work without.",
    });
  }
  if (jobs.running.some((job) => job.name === "train")) {
    throw new EvenhandError("training.invalid", "A run is going on already.", {
      hint: "Wait for it, or cancel it in its notification.",
    });
  }
}
