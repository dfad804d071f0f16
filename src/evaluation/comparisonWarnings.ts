import type { MetricComparison } from "./metricResult.ts";

/** What a reader of several comparisons must know; nothing for one or none. */
export function severalComparisons(comparisons: readonly MetricComparison[]): string[] {
  if (comparisons.length < 2) return [];
  return [
    `${comparisons.length} comparisons are shown with uncorrected p values: about one in twenty intervals ` +
      "leaves out zero even where nothing differs.",
  ];
}

/** What a reader must know where each compared model was trained with one seed; nothing without a comparison. */
export function oneSeed(comparisons: readonly MetricComparison[]): string[] {
  if (comparisons.length === 0) return [];
  return ["Each arm was trained once: the intervals do not cover another seed."];
}
