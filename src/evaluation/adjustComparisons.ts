import { holm } from "./holm.ts";
import type { MetricComparison } from "./metricResult.ts";

/** Which p values are corrected together, in words for the report. */
export const comparisonFamily = "Holm, over the comparisons of one measure on one axis";

/**
 * Adds Holm's correction over each family: all pairs of models that are compared by the same metric on the same axis, because
 * these are read together. Over the measures there is no correction.
 */
export function adjustComparisons(comparisons: readonly MetricComparison[]): MetricComparison[] {
  const adjusted = new Map<MetricComparison, number>();
  for (const one of comparisons) {
    if (adjusted.has(one)) continue;
    const family = comparisons.filter(({ metric, axis }) => metric === one.metric && axis === one.axis);
    holm(family.map(({ pValue }) => pValue)).forEach((p, place) => adjusted.set(family[place] as MetricComparison, p));
  }
  return comparisons.map((one) => ({ ...one, adjustedP: adjusted.get(one) as number }));
}
