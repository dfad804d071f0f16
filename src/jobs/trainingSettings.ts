import { EvenhandError } from "../base/errors.ts";
import { standardArms } from "../report/biasReport.ts";
import type { StandardArm } from "../report/biasReport.ts";
import { accountants, defaultAccountant } from "../training/privacy/epsilonSpent.ts";
import type { Accountant } from "../training/privacy/epsilonSpent.ts";
import type { ClipMode, TrainOptions } from "./options.ts";
import { trainingDefaults } from "./trainingDefaults.ts";

/** What a run is asked to do, with every default filled in that does not depend on the corpus. */
export interface TrainingSettings {
  readonly arms: readonly StandardArm[];
  readonly epsilon: number;
  readonly clip: ClipMode;
  readonly accountant: Accountant;
  readonly clipNorm: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly maximumTokens: number;
  readonly heldOut: number;
  readonly seed: number;
  readonly seededNoise: boolean;
}

/** @throws EvenhandError `training.invalid` for a setting that makes no sense */
export function trainingSettings(options: TrainOptions): TrainingSettings {
  return {
    arms: chosenArms(options.arms),
    epsilon: above("epsilon", options.epsilon ?? trainingDefaults.epsilon, 0),
    clip: clipMode(options.clip ?? trainingDefaults.clip),
    accountant: accountant(options.accountant ?? defaultAccountant),
    clipNorm: above("the clipping norm", options.clipNorm ?? trainingDefaults.clipNorm, 0),
    steps: whole("steps", options.steps ?? trainingDefaults.steps, 1),
    learningRate: above("the learning rate", options.learningRate ?? trainingDefaults.learningRate, 0),
    maximumTokens: whole("the longest record", options.maximumTokens ?? trainingDefaults.maximumTokens, 2),
    heldOut: share(options.heldOut ?? trainingDefaults.heldOut),
    seed: whole("the seed", options.seed ?? trainingDefaults.seed, 0),
    seededNoise: options.seededNoiseNotPrivate === true,
  };
}

/** Settings with records no longer than the model reads. */
export function cappedTo(positions: number, settings: TrainingSettings): TrainingSettings {
  return { ...settings, maximumTokens: Math.min(settings.maximumTokens, positions) };
}

/** L: what was asked for, or the default where the corpus is large enough for it. */
export function expectedLotSize(options: TrainOptions, records: number): number {
  if (options.lotSize === undefined) return Math.min(trainingDefaults.lotSize, records);
  return above("the lot size", options.lotSize, 0);
}

/** delta: what was asked for, or a tenth of one over the number of records. */
export function chosenDelta(options: TrainOptions, records: number): number {
  const delta = options.delta ?? 1 / (trainingDefaults.deltaDivisor * records);
  if (!(delta > 0 && delta < 1)) throw invalid(`delta ${delta} must lie between 0 and 1`);
  return delta;
}

function chosenArms(asked: readonly string[] = standardArms): StandardArm[] {
  const unknown = asked.find((arm) => !standardArms.some((known) => known === arm));
  if (unknown !== undefined) throw invalid(`there is no arm "${unknown}"; there are ${standardArms.join(", ")}`);
  const arms = standardArms.filter((arm) => asked.includes(arm));
  if (arms.length === 0) throw invalid("at least one arm is needed");
  return arms;
}

function clipMode(mode: string): ClipMode {
  if (mode === "hard" || mode === "automatic" || mode === "soft") return mode;
  throw invalid(`there is no clipping mode "${mode}"; there are hard, automatic, soft`);
}

function accountant(name: string): Accountant {
  const known = accountants.find((one) => one === name);
  if (known !== undefined) return known;
  throw invalid(`there is no accountant "${name}"; there are ${accountants.join(", ")}`);
}

function above(name: string, value: number, low: number): number {
  if (Number.isFinite(value) && value > low) return value;
  throw invalid(`${name} must be a number above ${low}, not ${value}`);
}

function whole(name: string, value: number, low: number): number {
  if (Number.isInteger(value) && value >= low) return value;
  throw invalid(`${name} must be a whole number of at least ${low}, not ${value}`);
}

function share(value: number): number {
  if (value > 0 && value < 1) return value;
  throw invalid(`the held-out share must lie between 0 and 1, not ${value}`);
}

function invalid(problem: string): EvenhandError {
  return new EvenhandError("training.invalid", `Training cannot start: ${problem}.`, {
    hint: "See: evenhand train --help",
  });
}
