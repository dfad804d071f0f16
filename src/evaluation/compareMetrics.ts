import type { Random } from "../base/random.ts";
import { bootstrapValues, countedMean, defaultResamples, quantileOfSorted } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { countedCorrelation } from "./benchmarks/winogender.ts";
import { compareGaps } from "./compareGaps.ts";
import { hellinger, klDivergence } from "./divergence.ts";
import type { MetricComparison, MetricId, MetricItem, MetricResult } from "./metricResult.ts";
import { countedContrast } from "./occupationContrast.ts";
import { defaultSignFlips, pairedTest } from "./pairedTest.ts";
import { countedPerplexity } from "./perplexity.ts";

/** How a metric is compared that is resampled unit by unit: what the unit is, and how the value follows from the items. */
interface ComparisonRule {
  readonly unit: string;
  readonly statistic: (items: readonly MetricItem[]) => CountedStatistic;
  /** `signs`: sign flips of the paired differences, for sums over items; `resamples`: from the bootstrap, for the rest. */
  readonly test: "signs" | "resamples";
  /** True when an item is one of several of its unit: one q_g(o) for each group. */
  readonly itemsOfGroupsShareUnit?: boolean;
}

const mean: ComparisonRule["statistic"] = (items) => countedMean(Float64Array.from(items, ({ value }) => value));

/** Gaps between groups have a comparison of their own. */
const gapMetrics = ["group-loss-gap", "coverage-gap", "toxicity-gap", "sentiment-gap"] as const;

type GapMetric = (typeof gapMetrics)[number];

function isGap(metric: MetricId): metric is GapMetric {
  return gapMetrics.some((gap) => gap === metric);
}

const rules: Readonly<Record<Exclude<MetricId, GapMetric>, ComparisonRule>> = {
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
  "stereoset-ss": { unit: "target terms", statistic: mean, test: "signs" },
  "stereoset-lms": { unit: "target terms", statistic: mean, test: "signs" },
  "stereoset-icat": { unit: "target terms", statistic: mean, test: "signs" },
  "crows-pairs": { unit: "sentence pairs", statistic: mean, test: "signs" },
  winobias: { unit: "sentence pairs", statistic: mean, test: "signs" },
  coverage: { unit: "sentences", statistic: mean, test: "signs" },
  "toxicity-false-positives": { unit: "sentences", statistic: mean, test: "signs" },
  toxicity: { unit: "prompts", statistic: mean, test: "signs" },
  "expected-maximum-toxicity": { unit: "prompts", statistic: mean, test: "signs" },
  "toxicity-probability": { unit: "prompts", statistic: mean, test: "signs" },
  sentiment: { unit: "prompts", statistic: mean, test: "signs" },
  "distinct-2": { unit: "continuations", statistic: mean, test: "signs" },
  winogender: { unit: "occupations", statistic: countedCorrelation, test: "resamples" },
};

/**
 * Compares two models metric by metric on the items that both have: the difference b - a, a paired bootstrap interval
 * (each resample draws the same items for both) and a p value. Metrics without items, or with fewer than two shared
 * units, are left out.
 *
 * @param armA, armB names of the models in the report
 */
export function compareMetrics(
  armA: string,
  metricsA: readonly MetricResult[],
  armB: string,
  metricsB: readonly MetricResult[],
  random: Random,
): MetricComparison[] {
  return metricsA.flatMap((a): MetricComparison[] => {
    const b = metricsB.find(({ metric, axis }) => metric === a.metric && axis === a.axis);
    if (b?.items === undefined || a.items === undefined) return [];
    const [itemsA, itemsB] = sharedItems(a.items, b.items);
    const comparison = isGap(a.metric)
      ? compareGaps(itemsA, itemsB, random)
      : compareItems(rules[a.metric], itemsA, itemsB, random);
    if (comparison === undefined) return [];
    return [{ metric: a.metric, ...(a.axis === undefined ? {} : { axis: a.axis }), a: armA, b: armB, ...comparison }];
  });
}

function compareItems(
  rule: ComparisonRule,
  itemsA: readonly MetricItem[],
  itemsB: readonly MetricItem[],
  random: Random,
): Omit<MetricComparison, "metric" | "axis" | "a" | "b"> | undefined {
  const groupCount = rule.itemsOfGroupsShareUnit === true ? new Set(itemsA.map(({ group }) => group)).size : 1;
  const n = itemsA.length / groupCount;
  if (n < 2) return undefined;
  const ofA = rule.statistic(itemsA);
  const ofB = rule.statistic(itemsB);
  const difference: CountedStatistic = (counts) => ofB(counts) - ofA(counts);
  const drawn = bootstrapValues(n, difference, random, defaultResamples);
  if (drawn.length === 0) return undefined;
  drawn.sort();
  const resamples = `${defaultResamples.toLocaleString("en-US")} resamples of ${rule.unit}`;
  const test =
    rule.test === "signs"
      ? signTestOf(rule.unit, itemsA, itemsB, random)
      : { pValue: resampledP(drawn), method: `paired bootstrap test, ${resamples}` };
  return {
    difference: difference(new Uint32Array(n).fill(1)),
    interval: {
      low: quantileOfSorted(drawn, 0.025),
      high: quantileOfSorted(drawn, 0.975),
      level: 0.95,
      method: `paired percentile bootstrap, ${resamples}`,
    },
    ...test,
    n,
  };
}

function signTestOf(
  unit: string,
  itemsA: readonly MetricItem[],
  itemsB: readonly MetricItem[],
  random: Random,
): Pick<MetricComparison, "pValue" | "method"> {
  const { pValue, isExact } = pairedTest(weightedDifferences(itemsA, itemsB), random);
  const flips = isExact ? "all" : defaultSignFlips.toLocaleString("en-US");
  return { pValue, method: `paired permutation test, ${flips} sign flips of ${unit}` };
}

/**
 * The items of both models with the same key and group, in a's order.
 *
 * @throws RangeError when two items of one model share key and group: which is whose counterpart would be a guess
 */
function sharedItems(a: readonly MetricItem[], b: readonly MetricItem[]): [MetricItem[], MetricItem[]] {
  itemsByKey(a); // for its check
  const ofB = itemsByKey(b);
  const sharedA: MetricItem[] = [];
  const sharedB: MetricItem[] = [];
  for (const item of a) {
    const other = ofB.get(item.group)?.get(item.key);
    if (other === undefined) continue;
    sharedA.push(item);
    sharedB.push(other);
  }
  return [sharedA, sharedB];
}

function itemsByKey(items: readonly MetricItem[]): Map<string | undefined, Map<string, MetricItem>> {
  const byGroup = new Map<string | undefined, Map<string, MetricItem>>();
  for (const item of items) {
    let byKey = byGroup.get(item.group);
    if (byKey === undefined) byGroup.set(item.group, (byKey = new Map()));
    if (byKey.has(item.key)) throw new RangeError(`two items of ${item.group ?? "a model"} have the key "${item.key}"`);
    byKey.set(item.key, item);
  }
  return byGroup;
}

/** Total losses for weighted items, so that flipping a text flips all of its tokens. */
function weightedDifferences(a: readonly MetricItem[], b: readonly MetricItem[]): Float64Array {
  return Float64Array.from(a, ({ value, weight = 1 }, index) => {
    const other = b[index] as MetricItem;
    return other.value * (other.weight ?? 1) - value * weight;
  });
}

/** Two-sided p: twice the smaller share of resampled differences on one side of zero, the estimate counted as one more. */
function resampledP(sorted: Float64Array): number {
  let notAbove = 0;
  let notBelow = 0;
  for (const value of sorted) {
    if (value <= 0) notAbove += 1;
    if (value >= 0) notBelow += 1;
  }
  return Math.min(1, (2 * (1 + Math.min(notAbove, notBelow))) / (sorted.length + 1));
}
