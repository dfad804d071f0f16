import * as vscode from "vscode";
import { corpusItems } from "./corpusChoice.ts";
import { baseName, saveFiles } from "./corpusFiles.ts";
import type { PlanOptions, TrainOptions } from "../jobs/options.ts";
import type { TrainingPlan } from "../jobs/planTraining.ts";
import type { JobRunner } from "./jobRunner.ts";
import type { PolicyStore } from "./policyStore.ts";
import { progressText } from "./progressText.ts";
import { back, pickStep } from "./quickPickStep.ts";
import {
  areSame,
  firstChoices,
  rememberChoices,
  sameStepKey,
  settingsChoices,
  trainOptions,
} from "./trainingChoices.ts";
import { questions } from "./trainingQuestions.ts";
import { reviewTraining } from "./trainingReview.ts";

export interface TrainingSetup {
  readonly jobs: JobRunner;
  /** What was chosen last time. */
  readonly memory: vscode.Memento;
  readonly policies: PolicyStore;
  readonly outDirectory: string;
  /** What was decided in review, where there is such a file. */
  readonly decisionsFile: string | undefined;
}

/** What is to be run. */
export interface ChosenTraining {
  readonly file: vscode.Uri;
  readonly options: TrainOptions;
}

/**
 * Sets up a run in two steps: the corpus, then a review that says what the run takes and costs before it starts and where every
 * choice can be changed. What is started is remembered. Undefined when the user leaves.
 */
export async function setUpTraining(setup: TrainingSetup): Promise<ChosenTraining | undefined> {
  for (;;) {
    const file = await chooseCorpus(setup.policies);
    if (file === undefined) return undefined;
    await saveFiles([file]);
    const answer = await review(setup, file);
    if (answer !== back) return answer;
  }
}

async function review(
  { jobs, memory, policies, outDirectory, decisionsFile }: TrainingSetup,
  file: vscode.Uri,
): Promise<ChosenTraining | typeof back | undefined> {
  const settings = await policies.settings(file);
  const fromSettings = settingsChoices(settings.training);
  const plans = new Plans(jobs);
  let choices = firstChoices(settings.training, memory);
  for (;;) {
    const options = trainOptions(file, choices, settings, { outDirectory, decisionsFile });
    const answer = await reviewTraining({
      corpus: baseName(file),
      choices,
      isFromSettings: areSame(choices, fromSettings),
      plan: (signal, onProgress) => plans.plan(options, signal, onProgress),
      onPlan: (plan) => plans.keep(options, plan),
    });
    if (answer === undefined || answer === back) return answer;
    switch (answer.kind) {
      case "corpus":
        return back;
      case "reset":
        choices = fromSettings;
        break;
      case "change":
        choices = (await questions[answer.question](choices, plans.last)) ?? choices;
        break;
      case "start":
        await rememberChoices(memory, choices);
        await saveFiles([file]); // the review took a while
        return { file, options };
    }
  }
}

/** Plans runs, and measures a step once for all that share it. */
class Plans {
  readonly #jobs: JobRunner;
  readonly #measured = new Map<string, TrainingPlan["rates"]>();
  #planned: { readonly key: string; readonly plan: TrainingPlan } | undefined;

  constructor(jobs: JobRunner) {
    this.#jobs = jobs;
  }

  get last(): TrainingPlan | undefined {
    return this.#planned?.plan;
  }

  plan(options: TrainOptions, signal: AbortSignal, onProgress: (stage: string) => void): Promise<TrainingPlan> {
    if (this.#planned?.key === JSON.stringify(options)) return Promise.resolve(this.#planned.plan);
    const rates = this.#measured.get(sameStepKey(options));
    const known: Partial<PlanOptions> =
      rates === undefined
        ? {}
        : {
            stepSeconds: rates.step,
            probePassSeconds: rates.probePass,
            measuringSeconds: rates.measuring,
            onceSeconds: rates.once,
            memoryBytes: rates.memoryBytes,
          };
    return this.#jobs.quietly(
      "planTraining",
      { ...options, ...known },
      { signal, onProgress: (progress) => onProgress(progressText(progress, undefined)) },
    );
  }

  keep(options: TrainOptions, plan: TrainingPlan): void {
    const key = sameStepKey(options);
    if (!this.#measured.has(key)) this.#measured.set(key, plan.rates);
    this.#planned = { key: JSON.stringify(options), plan };
  }
}

async function chooseCorpus(policies: PolicyStore): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t("Fine-tune and Report");
  const placeholder = vscode.l10n.t("The corpus to fine-tune on");
  const picked = await pickStep({ title, step: 1, totalSteps: 2, placeholder, items: await corpusItems(policies) });
  return picked === undefined || picked === back ? undefined : picked.file;
}
