import * as vscode from "vscode";
import { EvenhandError } from "../base/errors.ts";
import type { TrainOptions } from "../jobs/options.ts";
import type { BiasReport } from "../report/biasReport.ts";
import { baseName } from "./corpusFiles.ts";
import type { DataFolder } from "./dataFolder.ts";
import type { JobRunner } from "./jobRunner.ts";
import { readSettings } from "./settings.ts";
import { chooseTraining } from "./trainingChoices.ts";

/**
 * Fine-tunes the arms of the settings on a corpus and gives the report; undefined when the user left the set-up.
 *
 * @throws EvenhandError `workspace.untrusted` in an untrusted workspace: its settings may name a model and a program
 */
export async function fineTune(jobs: JobRunner, folder: DataFolder): Promise<BiasReport | undefined> {
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
  const active = vscode.window.activeTextEditor?.document;
  if (active?.isDirty === true && active.uri.scheme === "file") await active.save();
  const choices = await chooseTraining(readSettings(active?.uri).training, active?.uri);
  if (choices === undefined) return undefined;
  const { training, textField, includeText } = readSettings(choices.file);
  const options: TrainOptions = {
    paths: [choices.file.fsPath],
    arms: training.arms,
    epsilon: choices.epsilon,
    clip: training.clip,
    outDirectory: (await folder.create()).fsPath,
    noText: !includeText,
    ...(textField === undefined ? {} : { field: textField }),
    ...(training.model === undefined ? {} : { model: training.model }),
    ...(choices.steps === undefined ? {} : { steps: choices.steps }),
    ...(training.lotSize === undefined ? {} : { lotSize: training.lotSize }),
    ...(training.threads === undefined ? {} : { threads: training.threads }),
  };
  return jobs.run("train", vscode.l10n.t("Evenhand: fine-tuning on {0}", baseName(choices.file)), options);
}
