import type { Estimate } from "./estimate.ts";
import { estimate } from "./estimate.ts";
import type { Interval } from "./metricResult.ts";

/**
 * The mean of one figure of several trainings on the same items, with the means of the intervals' ends. A mean varies at most as
 * much as what it is the mean of does on average, however closely the trainings go together: so the interval is too wide if
 * anything. Like that of the other pooled figures it covers the choice of items, and these trainings only.
 *
 * @returns without an interval where one of them has none
 */
export function poolEstimates(estimates: readonly Estimate[]): Estimate {
  return estimate(mean(estimates.map(({ value }) => value)), poolIntervals(estimates.map(({ interval }) => interval)));
}

/** The mean of the ends, where all have them. */
export function poolIntervals(intervals: readonly (Interval | undefined)[]): Interval | undefined {
  const known = intervals.filter((interval) => interval !== undefined);
  const [first] = known;
  if (first === undefined || known.length < intervals.length) return undefined;
  if (known.length === 1) return first;
  return {
    low: mean(known.map(({ low }) => low)),
    high: mean(known.map(({ high }) => high)),
    level: first.level,
    method: `${first.method}, mean of the ends over ${known.length} trainings`,
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
