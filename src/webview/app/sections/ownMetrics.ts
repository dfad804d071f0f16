import type { MetricName } from "../../../report/wording.ts";

/** Metrics with a section of their own; the section of the arms has all others. */
export const coverageMetrics = ["coverage", "coverage-gap"] as const satisfies readonly MetricName[];

export const benchmarkMetrics = [
  "stereoset-ss",
  "stereoset-lms",
  "stereoset-icat",
  "crows-pairs",
  "winobias",
  "winogender",
] as const satisfies readonly MetricName[];

const own: ReadonlySet<MetricName> = new Set([...coverageMetrics, ...benchmarkMetrics]);

export function hasOwnSection(metric: MetricName): boolean {
  return own.has(metric);
}
