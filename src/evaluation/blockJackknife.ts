import type { Interval } from "./metricResult.ts";
import { studentQuantile } from "./studentQuantile.ts";

/** Variance of a statistic of a whole sample, from its values with each of some blocks of about one size left out. */
export function jackknifeVariance(without: readonly number[]): number {
  const blocks = without.length;
  const mean = without.reduce((sum, value) => sum + value, 0) / blocks;
  return ((blocks - 1) / blocks) * without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/**
 * Interval of a statistic that cannot be resampled cheaply, from its values with each of a few blocks left out: Student's,
 * because so few values say little about their spread. Undefined with fewer than two, or where all are alike: they do not show how
 * far others would lie apart.
 *
 * @param what is in the blocks, for the method: `sentences`
 * @param pairs comparisons that the level is shared out over (Bonferroni); 1 when absent
 * @see Shao and Tu (1995), "The Jackknife and Bootstrap", section 2.3
 */
export function blockJackknife(
  value: number,
  without: readonly number[],
  what: string,
  pairs = 1,
): Interval | undefined {
  const variance = jackknifeVariance(without);
  if (without.length < 2 || !Number.isFinite(variance) || isRounding(variance, value)) return undefined;
  const reach = studentQuantile(1 - 0.025 / pairs, without.length - 1) * Math.sqrt(variance);
  return {
    low: value - reach,
    high: value + reach,
    level: 0.95,
    method:
      `jackknife, ${without.length} blocks of ${what} left out in turn, Student's t` +
      (pairs === 1 ? "" : `, shared out over ${pairs} pairs of groups`),
  };
}

/** Whether a variance is 0, or no more than what rounding makes of values of this size. */
export function isRounding(variance: number, value: number): boolean {
  return variance <= (1e-12 * value) ** 2;
}

/** The same, within the bounds that the statistic has. */
export function within(interval: Interval | undefined, low: number, high: number): Interval | undefined {
  if (interval === undefined) return undefined;
  return { ...interval, low: Math.max(low, interval.low), high: Math.min(high, interval.high) };
}
