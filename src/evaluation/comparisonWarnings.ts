import type { MetricComparison } from "./metricResult.ts";

/** What a reader must know of how often each compared model was trained; nothing without a comparison. */
export function trainedOften(trainings: number, comparisons: readonly MetricComparison[]): string[] {
  if (comparisons.length === 0) return [];
  if (trainings === 1) return ["Each arm was trained once: the intervals do not cover another seed."];
  return [
    `Each arm was trained ${trainings} times; its figures are of each item's mean over them. The intervals cover the choice ` +
      "of items, not of seeds: how far the trainings lie apart stands beside them.",
  ];
}
