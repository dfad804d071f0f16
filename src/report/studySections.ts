import type { Estimate } from "../evaluation/estimate.ts";
import type { LossGap } from "../evaluation/robustness/lossGap.ts";
import type { CorpusSimilarity } from "../evaluation/tradeOff/similarity.ts";
import type { PairedChange } from "../evaluation/unitLosses.ts";

/** Sections of reports that `evenhand study` makes. */

/** The loss of a text as it is, or of its worst perturbation. */
export type LossKind = "clean" | "perturbed";

/** What fine-tuning costs a guard set, over the strength of a constraint. Losses are in nats per token. */
export interface TradeOffSection {
  readonly guard: {
    /** Of the file, or of the bundled texts. */
    readonly name: string;
    readonly isBundled: boolean;
    /** Texts that the first strategy trains on, and texts that only the measurement sees. */
    readonly trainingTexts: number;
    readonly heldOutTexts: number;
    /** What is independent of each other among the held-out texts: sentences that all groups share, or texts. */
    readonly heldOutUnits: number;
  };
  readonly task: { readonly records: number; readonly heldOutTexts: number };
  readonly base: { readonly guardLoss: Estimate; readonly taskLoss: Estimate };
  /** The run without a constraint first, then each strategy with its constraint growing stronger. */
  readonly runs: readonly TradeOffRun[];
  /** How much higher the losses are at the worst of a few models around one. */
  readonly ball: {
    /** Distance of those models. */
    readonly radius: number;
    readonly draws: number;
    /** Of the base model. */
    readonly base: { readonly guard: Estimate; readonly task: Estimate };
  };
  /** Losses on the straight line from the base model through a tuned one. */
  readonly lines: readonly LossLine[];
  /** Of the guard set with the task's texts, and with reference texts where there are any. */
  readonly similarity: readonly {
    readonly to: "task" | "reference";
    readonly name: string;
    readonly figures: CorpusSimilarity;
  }[];
}

/** `loss`: the guard's loss is added, lambda times. `parameters`: the weights stay in a ball around the base model's. */
export type ConstraintStrategy = "none" | "loss" | "parameters";

export interface TradeOffRun {
  readonly strategy: ConstraintStrategy;
  /** lambda of `loss`; of `parameters` the ball's radius as a share of the distance that the run without a constraint went. */
  readonly strength: number;
  /** Euclidean distance of the weights from the base model's. */
  readonly distance: number;
  /** Held-out losses less the base model's. */
  readonly guard: PairedChange;
  readonly task: PairedChange;
  /** Held-out losses less those of the run without a constraint, p values adjusted over all runs; absent there. */
  readonly againstNone?: { readonly guard: PairedChange; readonly task: PairedChange };
  /** Rise of the held-out losses at the worst model of the ball around this one. */
  readonly ball: { readonly guard: Estimate; readonly task: Estimate };
  /** Each training on its own, where there are several: the figures above are means over them. */
  readonly bySeed?: readonly SeedChange[];
}

/** Mean change of the held-out losses against the base model, of the training with one seed. */
export interface SeedChange {
  readonly seed: number;
  readonly guard: number;
  readonly task: number;
}

export interface LossLine {
  readonly strategy: ConstraintStrategy;
  readonly strength: number;
  /** Held-out losses at base + t (tuned - base). */
  readonly points: readonly { readonly t: number; readonly guard: Estimate; readonly task: Estimate }[];
}

/** How overfitting and membership inference change with the size of the training set. Losses are in nats per token. */
export interface RobustnessSection {
  readonly perturbations: readonly PerturbationCount[];
  /** Kinds of perturbations that were left out, with the reason. */
  readonly leftOut: readonly string[];
  /** By training set, in the order of growing size. */
  readonly runs: readonly RobustnessRun[];
}

export type Perturbation = "typing errors" | "lower case" | "identity swap";

export interface PerturbationCount {
  readonly name: Perturbation;
  /** Texts that it changes, of all that were measured. */
  readonly changed: number;
  readonly texts: number;
  /** A few; absent in a report made without text. */
  readonly examples?: readonly { readonly before: string; readonly after: string }[];
}

/** `robust` is trained on the worst form of each record, `private` with clipping and noise. */
export type RobustnessArm = "standard" | "robust" | "private";

export interface RobustnessRun {
  readonly arm: RobustnessArm;
  /** Share of the training records, 0..1, and how many that is. */
  readonly share: number;
  readonly records: number;
  /** How often a record is drawn on average. */
  readonly passes: number;
  /** Texts that were measured: trained on and held out. */
  readonly trainTexts: number;
  readonly testTexts: number;
  /** Of the texts as they are. */
  readonly clean: LossGap;
  /** Of the worst form of each text: itself or one of its perturbations. */
  readonly perturbed: LossGap;
  /** Gaps less those of `standard` on the same records; absent there. */
  readonly againstStandard?: { readonly clean: Estimate; readonly perturbed: Estimate };
  /** Each training on its own, where there are several: the figures above are means over them. */
  readonly bySeed?: readonly SeedGap[];
  readonly privacy?: {
    readonly epsilon: number;
    readonly delta: number;
    readonly noiseMultiplier: number;
    readonly noiseSource: "operating system" | "seeded, not private";
  };
}

/** Loss gap of the training with one seed. */
export interface SeedGap {
  readonly seed: number;
  readonly clean: number;
  readonly perturbed: number;
}
