import { percentileInterval } from "./bootstrap.ts";
import type { MetricComparison, MetricResult } from "./metricResult.ts";

/**
 * The ideal that distances may be divided by: of a result whose interval leaves it out. Otherwise the distance may be 0, and
 * nothing can be said in units of it.
 */
export function distantIdeal({ ideal, interval }: Pick<MetricResult, "ideal" | "interval">): number | undefined {
  if (ideal === undefined || interval === undefined) return undefined;
  return interval.low > ideal || interval.high < ideal ? ideal : undefined;
}

/**
 * distance / unit in a resample. Where the unit has gone through 0 to the other side of what was observed, the ratio has gone through
 * infinity, and is beyond every number in the direction of the distance: it does not come back from the other end.
 */
export function resampledRatio(distance: number, unit: number, observedUnit: number): number {
  if (unit * observedUnit > 0) return distance / unit;
  return Math.sign(distance) * Math.sign(observedUnit) * Number.POSITIVE_INFINITY;
}

/**
 * A ratio with its percentile interval.
 *
 * @param drawn the ratio in each resample
 * @param tail share of the resamples outside the interval on either side
 * @returns undefined where resamples with a denominator of 0, or beyond, reach into the interval, or all come to the same
 */
export function ratioWithInterval(
  value: number,
  drawn: readonly number[],
  tail: number,
  method: string,
): MetricComparison["ratio"] {
  const sorted = Float64Array.from(drawn.filter((ratio) => !Number.isNaN(ratio))).sort();
  const interval = percentileInterval(sorted, tail, method);
  if (interval === undefined) return undefined;
  return [value, interval.low, interval.high].every(Number.isFinite) ? { value, interval } : undefined;
}
