import { countedMean } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { countedIcat } from "./benchmarks/stereoSet.ts";
import { countedCorrelation } from "./benchmarks/winogender.ts";
import { hellinger, klDivergence } from "./divergence.ts";
import { unitNoun } from "./itemUnits.ts";
import type { MetricId, MetricItem } from "./metricResult.ts";
import { sentenceOf } from "./neutralText.ts";
import { countedContrast } from "./occupationContrast.ts";
import { countedPerplexity } from "./perplexity.ts";

/** How a metric follows from its items: what is resampled, and what the value of a resample is. */
export interface ItemRule {
  readonly unit: string;
  /** Item's key -> name of the unit that it is drawn with; the item's own `unit` when absent. */
  readonly unitOf?: (key: string) => string;
  readonly statistic: (items: readonly MetricItem[]) => CountedStatistic;
  /** `signs`: sign flips of the paired differences, for sums over items; `resamples`: from the bootstrap, for the rest. */
  readonly test: "signs" | "resamples";
  /** True when an item is one of several of its unit: one q_g(o) for each group. */
  readonly itemsOfGroupsShareUnit?: boolean;
  /** True when an item stands for a whole unit, so that a figure's n is not the number of its items. */
  readonly itemsAreUnits?: boolean;
}

/** Variants of one sentence about every group. */
export const templated = { unit: "sentences with all their variants", unitOf: sentenceOf } as const;

/** Beginnings that a model goes on with: variants of one, or those about one person. */
export const prompted = { unit: "prompts, variants of one together", unitOf: sentenceOf } as const;

const mean: ItemRule["statistic"] = (items) => countedMean(Float64Array.from(items, ({ value }) => value));

/** Gaps between groups, with the mean over all items that stands beside each; they have rules of their own. */
export const meanOfGap = {
  "group-loss-gap": "group-loss",
  "coverage-gap": "coverage",
  "toxicity-gap": "toxicity",
  "sentiment-gap": "sentiment",
} as const satisfies Partial<Record<MetricId, MetricId>>;

export type GapMetric = keyof typeof meanOfGap;

export function isGap(metric: MetricId): metric is GapMetric {
  return Object.hasOwn(meanOfGap, metric);
}

/** The rule for these items, which says what is resampled of them. */
export function itemRule(metric: keyof typeof itemRules, items: readonly MetricItem[]): ItemRule {
  const rule = itemRules[metric];
  return { ...rule, unit: unitNoun(items, rule.unit) };
}

const itemRules: Readonly<Record<Exclude<MetricId, GapMetric>, ItemRule>> = {
  perplexity: { unit: "texts", statistic: countedPerplexity, test: "signs" },
  "group-loss": { unit: "texts", statistic: mean, test: "signs" },
  "stereotype-preference": { unit: "sentence pairs", statistic: mean, test: "signs" },
  "occupation-kl": { unit: "occupations", statistic: mean, test: "signs" },
  "occupation-hellinger": { unit: "occupations", statistic: mean, test: "signs" },
  "occupation-between-kl": {
    unit: "occupations",
    statistic: (items) => countedContrast(items, klDivergence),
    test: "resamples",
    itemsOfGroupsShareUnit: true,
  },
  "occupation-between-hellinger": {
    unit: "occupations",
    statistic: (items) => countedContrast(items, hellinger),
    test: "resamples",
    itemsOfGroupsShareUnit: true,
  },
  "stereoset-ss": { unit: "target terms", statistic: mean, test: "signs", itemsAreUnits: true },
  "stereoset-lms": { unit: "target terms", statistic: mean, test: "signs", itemsAreUnits: true },
  "stereoset-icat": { unit: "target terms", statistic: countedIcat, test: "resamples", itemsAreUnits: true },
  "crows-pairs": { unit: "sentence pairs", statistic: mean, test: "signs" },
  winobias: { unit: "sentence pairs", statistic: mean, test: "signs" },
  coverage: { ...templated, statistic: mean, test: "signs" },
  "toxicity-false-positives": { ...templated, statistic: mean, test: "signs" },
  toxicity: { ...prompted, statistic: mean, test: "signs" },
  "expected-maximum-toxicity": { ...prompted, statistic: mean, test: "signs" },
  "toxicity-probability": { ...prompted, statistic: mean, test: "signs" },
  sentiment: { ...prompted, statistic: mean, test: "signs" },
  "distinct-2": { unit: prompted.unit, statistic: mean, test: "signs", itemsAreUnits: true },
  winogender: { unit: "occupations", statistic: countedCorrelation, test: "resamples", itemsAreUnits: true },
};
