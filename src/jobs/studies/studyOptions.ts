import type { EngineName } from "../../training/engineNames.ts";

const studyNames = ["tradeoff", "robustness"] as const;
export type StudyName = (typeof studyNames)[number];

/** Which study, and what it is told. */
export interface StudyJobOptions extends TradeOffOptions, RobustnessOptions {
  /** Read from the study's own folder when it is resumed. */
  readonly study?: StudyName;
}

/** What both studies are told. Plain data; paths are absolute or relative to the working folder. */
export interface StudyOptions {
  readonly paths: readonly string[];
  readonly field?: string;
  /** Hugging Face folder, or the name of a model that was downloaded; the bundled base model when absent. */
  readonly model?: string;
  /** Of each training. */
  readonly steps?: number;
  readonly lotSize?: number;
  readonly learningRate?: number;
  readonly maximumTokens?: number;
  /** Share of records that no training sees. */
  readonly heldOut?: number;
  /** Texts of each kind that are measured, at most; drawn by a hash of their content. */
  readonly maximumTexts?: number;
  /** Where reports and the privacy ledger go; `.evenhand` in the working folder when absent. */
  readonly outDirectory?: string;
  readonly seed?: number;
  /** Trainings of each kind on the same split, with `seed`, `seed` + 1 and so on; 1 when absent. */
  readonly seeds?: number;
  /** Goes on with the study of that id; everything but `outDirectory` and `threads` then comes from its folder. */
  readonly resume?: string;
  readonly threads?: number;
  readonly engine?: EngineName;
  readonly strict?: boolean;
  readonly title?: string;
}

export interface TradeOffOptions extends StudyOptions {
  /** Texts that fine-tuning should leave alone; the bundled neutral sentences when absent. */
  readonly guard?: string;
  /** Texts that the guard is compared with beside the task's: what the model was made from. */
  readonly reference?: string;
  /** Of the first strategy, each above 0. */
  readonly lambdas?: readonly number[];
  /** Of the second, each between 0 and 1: shares of the distance that a run without a constraint goes. */
  readonly radii?: readonly number[];
}

export interface RobustnessOptions extends StudyOptions {
  /** Shares of the training records, each above 0 and at most 1. */
  readonly shares?: readonly number[];
  /** What the identity swap swaps, as in `AugmentOptions`. */
  readonly swaps?: readonly string[];
  /** Adds the private arm, with this budget for each training. */
  readonly epsilon?: number;
  readonly delta?: number;
  readonly clipNorm?: number;
  /** Seeded noise for tests; the report says that the result is not private. */
  readonly seededNoiseNotPrivate?: boolean;
  readonly noText?: boolean;
}

/** Of the sample corpus and the bundled model `tradeoff` then takes about 500 s of processor time, see docs/benchmarks.md. */
export const studyDefaults = {
  steps: 40,
  lotSize: 64,
  heldOut: 0.2,
  maximumTexts: 400,
  seed: 1,
  lambdas: [0.25, 1, 4],
  radii: [0.75, 0.5, 0.25],
  shares: [1 / 8, 1 / 4, 1 / 2, 1],
} as const;
