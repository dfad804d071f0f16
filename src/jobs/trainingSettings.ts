import { EvenhandError } from "../base/errors.ts";
import { standardArms } from "../report/biasReport.ts";
import type { StandardArm } from "../report/biasReport.ts";
import { defaultEngine, engineNames } from "../training/engineNames.ts";
import type { EngineName } from "../training/engineNames.ts";
import { optimizerNames } from "../training/optimizer/chosenOptimizer.ts";
import type { OptimizerChoice } from "../training/optimizer/chosenOptimizer.ts";
import { decays } from "../training/optimizer/learningRate.ts";
import type { Decay } from "../training/optimizer/learningRate.ts";
import { controlOf, pastTargets } from "../training/past/pastWeights.ts";
import type { PastTarget } from "../training/past/pastWeights.ts";
import { adaptiveDefaults } from "../training/privacy/adaptiveBound.ts";
import { accountants, defaultAccountant } from "../training/privacy/epsilonSpent.ts";
import type { Accountant } from "../training/privacy/epsilonSpent.ts";
import { clipModes } from "../training/privacy/clipModes.ts";
import type { ClipMode } from "../training/privacy/clipModes.ts";
import type { CanarySettings } from "./canaries.ts";
import { trainableParts } from "./options.ts";
import type { TrainOptions, TrainablePart } from "./options.ts";
import { defaultBlocksPerUnit, readPrivacyUnit } from "./privacyUnit.ts";
import type { PrivacyUnit } from "./privacyUnit.ts";
import { trainingDefaults } from "./trainingDefaults.ts";

/** What a run is asked to do, with every default filled in that does not depend on the corpus. */
export interface TrainingSettings {
  /** What is done to the base model; a private arm is made for each of `privacies` under each of `clips`. */
  readonly arms: readonly StandardArm[];
  readonly privacies: readonly PrivacySetting[];
  readonly clips: readonly ClipSetting[];
  readonly accountant: Accountant;
  readonly clipNorm: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly optimizer: OptimizerChoice;
  readonly warmUpSteps: number;
  readonly decay: Decay;
  /** Only when asked for; `arms` then has `plain+past` and, where there is one, its control. */
  readonly past?: PastSettings;
  /** Only when asked for. */
  readonly canaries?: CanarySettings;
  readonly maximumTokens: number;
  readonly heldOut: number;
  /** Continuations of each beginning that an arm's model is asked for; 0 for none. */
  readonly continuations: number;
  /** Of the split and of what is measured: the same for all models. */
  readonly seed: number;
  /** Of each repeat of an arm's training; the first is `seed`. */
  readonly seeds: readonly number[];
  readonly seededNoise: boolean;
  readonly engine: EngineName;
  readonly trainable: TrainableSettings;
  readonly unit: PrivacyUnit;
  /** The most blocks of text of one unit. */
  readonly blocksPerUnit: number;
}

/** A target epsilon, or noise in place of what a target asks for. */
export type PrivacySetting = { readonly epsilon: number } | { readonly noiseMultiplier: number };

export interface ClipSetting {
  readonly clip: ClipMode;
  /** Only for a mode whose bound moves. */
  readonly adaptiveClip?: { readonly quantile: number; readonly lowerBound: number };
}

/** What one model of a run is trained with. */
export interface ModelSettings extends TrainingSettings, ClipSetting {
  readonly privacy: PrivacySetting;
  readonly trainingSeed: number;
}

/** What a run trains; `targets` is left to the model's architecture when absent. */
export type TrainableSettings =
  | { readonly kind: Exclude<TrainablePart, "lora"> }
  | { readonly kind: "lora"; readonly rank: number; readonly alpha: number; readonly targets?: readonly string[] };

export interface PastSettings {
  readonly epochs: number;
  readonly strength: number;
  readonly target: PastTarget;
}

/** @throws EvenhandError `training.invalid` for a setting that makes no sense */
export function trainingSettings(options: TrainOptions): TrainingSettings {
  return {
    ...armSettings(options),
    privacies: privacySettings(options),
    accountant: oneOf("accountant", accountants, options.accountant ?? defaultAccountant),
    ...clipSettings(options),
    ...canarySettings(options),
    ...optimizerSettings(options),
    maximumTokens: whole("the longest record", options.maximumTokens ?? trainingDefaults.maximumTokens, 2),
    continuations: whole("the number of continuations", options.continuations ?? trainingDefaults.continuations, 0),
    heldOut: between("the held-out share", options.heldOut ?? trainingDefaults.heldOut),
    ...seedSettings(options),
    seededNoise: options.seededNoiseNotPrivate === true,
    engine: oneOf("engine", engineNames, options.engine ?? defaultEngine),
    trainable: trainableSettings(options),
    ...unitSettings(options),
  };
}

/** Settings with records no longer than the model reads. */
export function cappedTo(positions: number, settings: TrainingSettings): TrainingSettings {
  return { ...settings, maximumTokens: Math.min(settings.maximumTokens, positions) };
}

/** L: what was asked for, or the default where the corpus is large enough for it. */
export function expectedLotSize(options: TrainOptions, records: number): number {
  if (options.lotSize === undefined) return Math.min(trainingDefaults.lotSize, records);
  if (options.lotSize <= records) return above("the lot size", options.lotSize, 0);
  throw invalid(`a lot of ${options.lotSize} cannot be drawn from ${records} units`);
}

/** delta: what was asked for, or a tenth of one over the number of units. */
export function chosenDelta(options: TrainOptions, units: number, settings: Pick<TrainingSettings, "arms">): number {
  const delta = options.delta ?? 1 / (trainingDefaults.deltaDivisor * units);
  if (!(delta > 0 && delta < 1)) throw invalid(`delta ${delta} must lie between 0 and 1`);
  if (delta < 1 / units || !isPrivate(settings) || options.acceptLargeDelta === true) return delta;
  throw new EvenhandError(
    "training.invalid",
    `Delta ${delta} is not below 1/N (N = ${units} units): a mechanism that publishes one unit whole would satisfy it.`,
    { hint: `Choose --delta ${smaller(1 / units)} or less, or say --accept-large-delta.` },
  );
}

/** Whether any arm is trained with privacy. */
export function isPrivate({ arms }: Pick<TrainingSettings, "arms">): boolean {
  return arms.includes("dp") || arms.includes("dp+cda");
}

/** A round number below. */
function smaller(value: number): string {
  return (10 ** Math.floor(Math.log10(value * 0.999))).toExponential(0);
}

function privacySettings({ epsilon, noiseMultiplier }: TrainOptions): readonly PrivacySetting[] {
  if (noiseMultiplier === undefined) {
    const targets = distinct("epsilon", listOf(epsilon ?? trainingDefaults.epsilon));
    return targets.map((target) => ({ epsilon: above("epsilon", target, 0) })).sort((a, b) => a.epsilon - b.epsilon);
  }
  if (epsilon !== undefined) throw invalid("a target epsilon and a noise multiplier exclude each other");
  return [{ noiseMultiplier: above("the noise multiplier", noiseMultiplier, 0) }];
}

function seedSettings(options: TrainOptions): Pick<TrainingSettings, "seed" | "seeds"> {
  const seed = whole("the seed", options.seed ?? trainingDefaults.seed, 0);
  const count = whole("the number of seeds", options.seeds ?? 1, 1);
  return { seed, seeds: Array.from({ length: count }, (_, repeat) => seed + repeat) };
}

function unitSettings(options: TrainOptions): Pick<TrainingSettings, "unit" | "blocksPerUnit"> {
  const unit = readPrivacyUnit(options.unit);
  if (unit.kind === "block" && options.blocksPerUnit !== undefined) {
    throw invalid("a block is one block; a number of blocks makes sense for records and for the values of a field");
  }
  return { unit, blocksPerUnit: whole("blocks per unit", options.blocksPerUnit ?? defaultBlocksPerUnit[unit.kind], 1) };
}

function trainableSettings({ loraRank, loraAlpha, loraTargets, ...options }: TrainOptions): TrainableSettings {
  const trainable = oneOf("trainable part", trainableParts, options.trainable ?? "all");
  if (trainable !== "lora") {
    if (loraRank === undefined && loraAlpha === undefined && loraTargets === undefined) return { kind: trainable };
    throw invalid(`a rank, an alpha or targets of adapters were given, but not "lora" as what is trained`);
  }
  const { rank: defaultRank, alphaPerRank } = trainingDefaults.lora;
  const rank = whole("the rank of LoRA", loraRank ?? defaultRank, 1);
  const alpha = above("the alpha of LoRA", loraAlpha ?? alphaPerRank * rank, 0);
  return { kind: "lora", rank, alpha, ...(loraTargets === undefined ? {} : { targets: loraTargets }) };
}

function armSettings(options: TrainOptions): Pick<TrainingSettings, "arms" | "past"> {
  const arms = chosenArms(options.arms);
  const { pastEpochs, pastStrength, pastTarget } = options;
  if (options.past !== true) {
    if (pastEpochs === undefined && pastStrength === undefined && pastTarget === undefined) return { arms };
    throw invalid("the epochs, strength and weights of PAST need --past");
  }
  if (!arms.includes("plain")) {
    throw invalid("PAST goes on from the arm plain, which is not among the arms; it is not for private arms");
  }
  if (options.trainable === "lora") throw invalid("PAST presses a model's own parameters, not an adapter's");
  const target = oneOf("target of PAST", pastTargets, pastTarget ?? "sensitivity");
  const tuned: StandardArm[] = controlOf[target] === undefined ? ["plain+past"] : ["plain+past", "plain+past-control"];
  return {
    arms: arms.flatMap((arm) => (arm === "plain" ? [arm, ...tuned] : [arm])),
    past: {
      epochs: whole("the epochs of PAST", pastEpochs ?? trainingDefaults.pastEpochs, 1),
      strength: above("the strength of PAST", pastStrength ?? trainingDefaults.pastStrength, 0),
      target,
    },
  };
}

function canarySettings({ canaries, canaryRepeats }: TrainOptions): Pick<TrainingSettings, "canaries"> {
  if (canaries === undefined) {
    if (canaryRepeats === undefined) return {};
    throw invalid("the repeats of canaries need a number of canaries");
  }
  const count = whole("the number of canaries", canaries, 1);
  return { canaries: { count, repeats: whole("the repeats of a canary", canaryRepeats ?? 1, 1) } };
}

function chosenArms(asked: readonly string[] = standardArms): StandardArm[] {
  const unknown = asked.find((arm) => !standardArms.some((known) => known === arm));
  if (unknown !== undefined) throw invalid(`there is no arm "${unknown}"; there are ${standardArms.join(", ")}`);
  const arms = standardArms.filter((arm) => asked.includes(arm));
  if (arms.length === 0) throw invalid("at least one arm is needed");
  return arms;
}

function clipSettings(options: TrainOptions): Pick<TrainingSettings, "clips" | "clipNorm"> {
  const asked = distinct("clipping mode", listOf(options.clip ?? trainingDefaults.clip));
  const modes = asked.map((mode) => oneOf("clipping mode", clipModes, mode));
  const clipNorm = above("the clipping norm", options.clipNorm ?? trainingDefaults.clipNorm, 0);
  const { clipQuantile, clipLowerBound } = options;
  const moves = (clip: ClipMode): boolean => clip === "adaptive" || clip === "soft-adaptive";
  if (!modes.some(moves)) {
    if (clipQuantile === undefined && clipLowerBound === undefined) {
      return { clips: modes.map((clip) => ({ clip })), clipNorm };
    }
    throw invalid(
      `a quantile or lower bound of the clipping bound needs adaptive or soft-adaptive clipping, not ${modes.join(", ")}`,
    );
  }
  const lowerBound = clipLowerBound ?? trainingDefaults.clipLowerBoundShare * clipNorm;
  if (!(lowerBound > 0 && lowerBound <= clipNorm)) {
    throw invalid(`the lower bound ${lowerBound} must lie above 0 and not above the clipping norm, ${clipNorm}`);
  }
  const quantile = between("the quantile of the clipping bound", clipQuantile ?? adaptiveDefaults.quantile);
  const adaptiveClip = { quantile, lowerBound };
  return { clips: modes.map((clip) => (moves(clip) ? { clip, adaptiveClip } : { clip })), clipNorm };
}

function listOf<T>(asked: T | readonly T[]): readonly T[] {
  return isList(asked) ? asked : [asked];
}

function isList<T>(asked: T | readonly T[]): asked is readonly T[] {
  return Array.isArray(asked);
}

function distinct<T>(what: string, asked: readonly T[]): readonly T[] {
  if (asked.length === 0) throw invalid(`at least one ${what} is needed`);
  const twice = asked.find((one, index) => asked.indexOf(one) !== index);
  if (twice === undefined) return asked;
  throw invalid(`the ${what} ${String(twice)} is asked for twice`);
}

function optimizerSettings(
  options: TrainOptions,
): Pick<TrainingSettings, "steps" | "learningRate" | "optimizer" | "warmUpSteps" | "decay"> {
  const name = oneOf("optimizer", optimizerNames, options.optimizer ?? trainingDefaults.optimizer);
  if (name !== "sgd" && options.momentum !== undefined) throw invalid(`momentum is sgd's, not ${name}'s`);
  if (name !== "adamw" && options.weightDecay !== undefined) throw invalid(`weight decay is adamw's, not ${name}'s`);
  const momentum = name === "sgd" ? (options.momentum ?? trainingDefaults.momentum) : 0;
  if (!(momentum >= 0 && momentum < 1)) throw invalid(`momentum must be at least 0 and below 1, not ${momentum}`);
  const weightDecay = name === "adamw" ? (options.weightDecay ?? trainingDefaults.weightDecay) : 0;
  if (!(weightDecay >= 0 && weightDecay < Infinity))
    throw invalid(`weight decay must be at least 0, not ${weightDecay}`);
  const steps = whole("steps", options.steps ?? trainingDefaults.steps, 1);
  const warmUpSteps = options.warmUpSteps ?? Math.min(trainingDefaults.warmUpSteps, Math.floor(steps / 4));
  if (warmUpSteps >= steps)
    throw invalid(`a warm-up of ${warmUpSteps} steps must be shorter than the training (${steps})`);
  return {
    steps,
    learningRate: above("the learning rate", options.learningRate ?? trainingDefaults.learningRate[name], 0),
    optimizer: { name, momentum, weightDecay },
    warmUpSteps: whole("the warm-up", warmUpSteps, 0),
    decay: oneOf("decay of the learning rate", decays, options.decay ?? trainingDefaults.decay),
  };
}

function oneOf<T extends string>(what: string, known: readonly T[], asked: string): T {
  const found = known.find((one) => one === asked);
  if (found !== undefined) return found;
  throw invalid(`there is no ${what} "${asked}"; there are ${known.join(", ")}`);
}

function above(name: string, value: number, low: number): number {
  if (Number.isFinite(value) && value > low) return value;
  throw invalid(`${name} must be a number above ${low}, not ${value}`);
}

function whole(name: string, value: number, low: number): number {
  if (Number.isInteger(value) && value >= low) return value;
  throw invalid(`${name} must be a whole number of at least ${low}, not ${value}`);
}

function between(name: string, value: number): number {
  if (value > 0 && value < 1) return value;
  throw invalid(`${name} must lie between 0 and 1, not ${value}`);
}

function invalid(problem: string): EvenhandError {
  return new EvenhandError("training.invalid", `Training cannot start: ${problem}.`, {
    hint: "See: evenhand train --help",
  });
}
