import type { Random } from "../base/random.ts";
import { bootstrapInterval, countedMean } from "./bootstrap.ts";
import type { Interval, MetricItem } from "./metricResult.ts";
import { sentenceOf } from "./neutralText.ts";
import { wilcoxonSignedRank } from "./wilcoxon.ts";

/** Wilcoxon's signed-rank test of the same texts in two trainings, before correction for several. */
export interface SignedRank {
  readonly n: number;
  /** Mean of b - a. */
  readonly difference: number;
  readonly interval?: Interval;
  /** (positive ranks - negative ranks) / all ranks, -1..1. */
  readonly rankBiserial: number;
  readonly pValue: number;
  readonly isExact: boolean;
}

type Item = Pick<MetricItem, "key" | "value">;

/**
 * @param resampled what the items are, for the interval's method
 * @returns undefined without an item that both have
 */
export function signedRank(
  itemsA: readonly Item[],
  itemsB: readonly Item[],
  random: Random,
  resampled: string,
): SignedRank | undefined {
  const ofB = new Map(itemsB.map(({ key, value }) => [key, value]));
  const differences = itemsA.flatMap(({ key, value }) => {
    const other = ofB.get(key);
    return other === undefined ? [] : [other - value];
  });
  const n = differences.length;
  if (n === 0) return undefined;
  const { pValue, rankBiserial, isExact } = wilcoxonSignedRank(differences);
  const values = Float64Array.from(differences);
  const interval = bootstrapInterval(n, countedMean(values), random, { unit: resampled });
  const difference = differences.reduce((sum, value) => sum + value, 0) / n;
  return { n, difference, ...(interval === undefined ? {} : { interval }), rankBiserial, pValue, isExact };
}

/** One item a sentence: the mean of its variants. */
export function bySentence(items: readonly Item[]): Item[] {
  const variants = new Map<string, number[]>();
  for (const { key, value } of items) {
    const sentence = sentenceOf(key);
    variants.set(sentence, [...(variants.get(sentence) ?? []), value]);
  }
  return [...variants].map(([key, values]) => ({
    key,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
}
