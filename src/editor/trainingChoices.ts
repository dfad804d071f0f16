import type * as vscode from "vscode";
import type { BenchmarkName } from "../evaluation/benchmarks/benchmark.ts";
import type { PlanOptions, TrainOptions } from "../jobs/options.ts";
import { namesFrom } from "./corpusFiles.ts";
import type { Settings, TrainingSettings } from "./settings.ts";

/** What the user decides before a run; everything else comes from the settings. */
export interface TrainingChoices {
  readonly arms: readonly string[];
  /** Of the private arms: each is made for each. */
  readonly epsilons: readonly number[];
  /** `record`, `block` or `field:NAME`. */
  readonly unit: string;
  /** Trainings of each arm. */
  readonly seeds: number;
  /** The training job's own default when undefined. */
  readonly steps: number | undefined;
  /** The bundled model when undefined. */
  readonly model: string | undefined;
  /** That the models are measured by as well. */
  readonly benchmarks: readonly BenchmarkCopy[];
}

/** A public benchmark in the user's own copy. */
export interface BenchmarkCopy {
  readonly name: BenchmarkName;
  /** The benchmark's file, or the folder with its files. */
  readonly path: string;
}

const memoryKey = "evenhand.training";

/** What was chosen last time in this workspace, else what the settings say. */
export function firstChoices(settings: TrainingSettings, memory: vscode.Memento): TrainingChoices {
  const last = memory.get<Partial<TrainingChoices>>(memoryKey);
  const fromSettings = settingsChoices(settings);
  if (last === undefined) return fromSettings;
  // Undefined is no JSON: where a key is missing, the default was chosen.
  return { ...fromSettings, steps: undefined, model: undefined, ...last };
}

export function settingsChoices({ arms, epsilon, unit, steps, model }: TrainingSettings): TrainingChoices {
  return { arms, epsilons: [epsilon], unit, seeds: 1, steps, model, benchmarks: [] };
}

export async function rememberChoices(memory: vscode.Memento, choices: TrainingChoices): Promise<void> {
  await memory.update(memoryKey, choices);
}

export function areSame(a: TrainingChoices, b: TrainingChoices): boolean {
  const list = ({ arms, epsilons, unit, seeds, steps, model, benchmarks }: TrainingChoices): string =>
    JSON.stringify([arms, epsilons, unit, seeds, steps ?? null, model ?? null, benchmarks]);
  return list(a) === list(b);
}

/** Whether any arm spends privacy. */
export function isPrivateChoice({ arms }: TrainingChoices): boolean {
  return arms.some((arm) => arm === "dp" || arm === "dp+cda");
}

/** The run that the choices ask for, with the settings of the corpus. */
export function trainOptions(
  file: vscode.Uri,
  { arms, epsilons, unit, seeds, steps, model, benchmarks }: TrainingChoices,
  { training, counterfactuals, textField, lexiconFile, includeText }: Settings,
  { outDirectory, decisionsFile }: { readonly outDirectory: string; readonly decisionsFile: string | undefined },
): TrainOptions {
  const [epsilon] = epsilons;
  return {
    paths: [file.fsPath],
    namesFrom: namesFrom(),
    arms,
    swaps: counterfactuals.swaps,
    names: counterfactuals.names,
    sensitive: counterfactuals.sensitive,
    // A list of one as the one, as the command line writes it into run.json.
    ...(epsilon === undefined ? {} : { epsilon: epsilons.length === 1 ? epsilon : epsilons }),
    clip: training.clip,
    engine: training.engine,
    unit,
    outDirectory,
    noText: !includeText,
    ...(decisionsFile === undefined || !arms.includes("dp+cda") ? {} : { decisionsFile }),
    ...(seeds === 1 ? {} : { seeds }),
    ...(textField === undefined ? {} : { field: textField }),
    ...(lexiconFile === undefined ? {} : { lexiconFile }),
    ...(model === undefined ? {} : { model }),
    ...(benchmarks.length === 0 ? {} : { benchmarks: benchmarks.map(({ name, path }) => `${name}=${path}`) }),
    ...(steps === undefined ? {} : { steps }),
    ...(training.lotSize === undefined ? {} : { lotSize: training.lotSize }),
    ...(training.threads === undefined ? {} : { threads: training.threads }),
  };
}

/** What the times of a step and of measuring a model depend on: plans that agree on it share what was measured. */
export function sameStepKey({ arms, model, unit, lotSize, paths, benchmarks }: PlanOptions): string {
  const isPrivate = (arms ?? []).some((arm) => arm.startsWith("dp"));
  return JSON.stringify([
    paths,
    model ?? null,
    unit,
    lotSize ?? null,
    isPrivate,
    (arms ?? []).some((arm) => arm !== "base"),
    benchmarks ?? [],
  ]);
}
