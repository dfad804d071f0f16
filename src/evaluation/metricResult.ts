import type { Axis } from "../lexicon/axis.ts";

/** A confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Coverage, for example 0.95. */
  readonly level: number;
  /** How it was made, for example `bootstrap, 2,000 resamples of records`. */
  readonly method: string;
}

/** One group's value of a metric. */
export interface GroupValue {
  /** Lexicon group id, for example `gender.female`. */
  readonly group: string;
  readonly value: number;
  /** Items behind the value. */
  readonly n: number;
  /** Units that these items come in and that are resampled, where they are fewer than the items. */
  readonly units?: number;
  /** In no gap between groups, because it has too few units. */
  readonly isLeftOut?: true;
  readonly interval?: Interval;
}

/** The names of the metrics, stable across versions of the report. */
export type MetricId =
  | "perplexity"
  | "group-loss"
  | "group-loss-gap"
  | "stereotype-preference"
  | "occupation-kl"
  | "occupation-hellinger"
  | "occupation-between-kl"
  | "occupation-between-hellinger"
  | "stereoset-ss"
  | "stereoset-lms"
  | "stereoset-icat"
  | "crows-pairs"
  | "winobias"
  | "winogender"
  | "coverage"
  | "coverage-gap"
  | "toxicity-false-positives"
  | "toxicity"
  | "toxicity-gap"
  | "expected-maximum-toxicity"
  | "toxicity-probability"
  | "sentiment"
  | "sentiment-gap"
  | "distinct-2";

/** One metric of one model. Values are unrounded. */
export interface MetricResult {
  readonly metric: MetricId;
  /** Absent for metrics that do not belong to an axis (perplexity). */
  readonly axis?: Axis;
  readonly value: number;
  /** The value of a model without bias (0.5 for preferences, 0 for gaps and divergences), where there is one. */
  readonly ideal?: number;
  readonly unit: "nats per token" | "share" | "nats" | "distance" | "perplexity" | "correlation" | "score";
  /** Items behind the value. */
  readonly n: number;
  /** Units that these items come in and that are resampled, where they are fewer than the items. */
  readonly units?: number;
  readonly interval?: Interval;
  readonly groups?: readonly GroupValue[];
  /** Permutation or sign test of `value` against `ideal`. */
  readonly pValue?: number;
  /** Per-item values in a fixed order with stable keys, so that two models can be compared pair by pair. */
  readonly items?: readonly MetricItem[];
  /** Items that are not listed, where a page was given only some. */
  readonly itemsLeftOut?: number;
  /** Sum of the values of these, each times its weight. */
  readonly totalLeftOut?: number;
  /** What the items' `scores` are: `stereotypical, ln P per token`, or ids of groups. */
  readonly scoreNames?: readonly string[];
  readonly skipped?: readonly { readonly reason: string; readonly count: number }[];
  /** The rule that the items were scored by, where others are in use: `by mean log-probability (bias-bench)`. */
  readonly scoring?: string;
  /** The same items scored by another rule that is in use elsewhere, so that a reader can compare. */
  readonly variants?: readonly MetricVariant[];
  /** What scored the texts behind the value, where that is a choice: name, version and, for toxicity, the threshold. */
  readonly scorer?: string;
}

export interface MetricVariant {
  readonly name: string;
  readonly value: number;
  /** Only where it is not that of the result. */
  readonly unit?: MetricResult["unit"];
  /** Items behind the value, only where they are not all of the result's. */
  readonly n?: number;
  readonly interval?: Interval;
}

export interface MetricItem {
  readonly key: string;
  readonly value: number;
  readonly group?: string;
  /** Number of the unit of privacy whose texts were held out together, of which the item is one; its own when absent. */
  readonly unit?: number;
  /** Weight of the item in `value` of the result: tokens for perplexity. One when absent. */
  readonly weight?: number;
  /** What the values are correlated with, where the metric is a correlation. */
  readonly reference?: number;
  /** What `value` was computed from, in the order of the result's `scoreNames`. */
  readonly scores?: readonly number[];
}

/** The same metric of two models, item by item. */
export interface MetricComparison {
  readonly metric: MetricId;
  readonly axis?: Axis;
  /** Arm ids; `difference` is b - a. */
  readonly a: string;
  readonly b: string;
  readonly difference: number;
  /** Absent where all resamples come to the same, as where no text of either is toxic: they do not show how far others would lie apart. */
  readonly interval?: Interval;
  readonly pValue: number;
  /** `pValue` after Holm's correction for all comparisons of this metric on this axis in the report. */
  readonly adjustedP?: number;
  /**
   * How far b lies from the ideal, in units of how far a does: above 1 amplified, 0 none left, below 0 on the other side. Only
   * where a's interval leaves out the ideal, because nothing can be divided by a distance that may be 0.
   */
  readonly ratio?: { readonly value: number; readonly interval: Interval };
  readonly n: number;
  /** For example `paired permutation test, 10,000 sign flips`. */
  readonly method: string;
}
