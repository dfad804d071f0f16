import type { Random } from "../base/random.ts";
import { unitSums } from "./itemUnits.ts";
import type { ItemUnits } from "./itemUnits.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import type { Interval } from "./metricResult.ts";

export interface BootstrapOptions {
  /** Coverage, 0.95 when absent. */
  readonly level?: number;
  /** 2,000 when absent. */
  readonly resamples?: number;
  /** `percentile` when absent; `bca` corrects for bias and skew (Efron 1987) and costs one more pass over the items. */
  readonly kind?: "percentile" | "bca";
  /** What is resampled, for the interval's method: `texts`. */
  readonly unit: string;
}

/** A statistic of a resample: `counts[i]` says how often item i was drawn, so that nothing is copied. */
export interface CountedStatistic {
  (counts: Uint32Array): number;
  /** Its values with each unit of items left out in turn, all in one pass over the items; only where there is such a way. */
  readonly leaveOneOut?: (units: ItemUnits) => Float64Array;
}

export const defaultResamples = 2000;

/**
 * Bootstrap interval of any statistic of `size` items that are drawn independently of each other.
 *
 * Resamples in which the statistic is not finite (a group that was not drawn) are left out and drawn again, at most
 * ten times each. With fewer than two items, or where all resamples come to the same, there is no interval, and undefined is
 * returned.
 *
 * @param strata item -> stratum; each stratum is resampled to its own size. One stratum when absent
 * @see Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapters 13 and 14
 */
export function bootstrapInterval(
  size: number,
  statistic: CountedStatistic,
  random: Random,
  options: BootstrapOptions,
  strata?: Uint32Array,
): Interval | undefined {
  if (size < 2) return undefined;
  const { level = 0.95, resamples = defaultResamples, kind = "percentile", unit } = options;
  const values = bootstrapValues(size, statistic, random, resamples, strata);
  if (values.length === 0) return undefined;
  values.sort();
  if (areAlike(values)) return undefined;
  const tail = (1 - level) / 2;
  const [low, high] = kind === "bca" ? bcaLevels(size, statistic, values, tail) : [tail, 1 - tail];
  const name = kind === "bca" ? "BCa bootstrap" : "percentile bootstrap";
  return {
    low: quantileOfSorted(values, low),
    high: quantileOfSorted(values, high),
    level,
    method: `${name}, ${resamples.toLocaleString("en-US")} resamples of ${unit}`,
  };
}

/**
 * The 95% percentile interval of resamples.
 *
 * @param sorted ascending
 * @param tail share of the resamples outside the interval on either side: 0.025, or less where the level is shared out
 * @returns undefined without resamples, or where all came to the same
 */
export function percentileInterval(sorted: Float64Array, tail: number, method: string): Interval | undefined {
  if (areAlike(sorted)) return undefined;
  return { low: quantileOfSorted(sorted, tail), high: quantileOfSorted(sorted, 1 - tail), level: 0.95, method };
}

/** Items that are all alike do not show how far others would lie apart: a point would claim that nothing is unsure. */
function areAlike(sorted: Float64Array): boolean {
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
  if (least === most) return true;
  return Number.isFinite(most - least) && most - least <= 1e-12 * Math.max(Math.abs(least), Math.abs(most));
}

/** The statistic of each of `resamples` resamples, unsorted; shorter when too many resamples had no finite statistic. */
export function bootstrapValues(
  size: number,
  statistic: CountedStatistic,
  random: Random,
  resamples: number,
  strata?: Uint32Array,
): Float64Array {
  const pools = strata === undefined ? undefined : poolsOf(strata);
  const counts = new Uint32Array(size);
  const values = new Float64Array(resamples);
  let made = 0;
  for (let attempt = 0; made < resamples && attempt < 10 * resamples; attempt += 1) {
    counts.fill(0);
    if (pools === undefined) drawWhole(counts, random);
    else for (const pool of pools) drawFrom(pool, counts, random);
    const value = statistic(counts);
    if (!Number.isFinite(value)) continue;
    values[made] = value;
    made += 1;
  }
  return values.subarray(0, made);
}

/**
 * Two-sided p value of "the statistic is 0" from its resamples: twice the smaller share of them on one side of 0, the estimate
 * counted as one more. Where none is, resamples cannot tell how small it is: then the normal tail at their standard error,
 * at most what one of them would make.
 *
 * @param sorted ascending
 * @see Davison and Hinkley (1997), "Bootstrap Methods and their Application", section 4.4
 */
export function resampledP(value: number, sorted: Float64Array): number {
  let notAbove = 0;
  let notBelow = 0;
  let sum = 0;
  for (const one of sorted) {
    if (one <= 0) notAbove += 1;
    if (one >= 0) notBelow += 1;
    sum += one;
  }
  const fewest = Math.min(notAbove, notBelow);
  const counted = (1 + fewest) / (sorted.length + 1);
  if (fewest > 0) return Math.min(1, 2 * counted);
  const mean = sum / sorted.length;
  const variance = sorted.reduce((squares, one) => squares + (one - mean) ** 2, 0) / sorted.length;
  // Resamples that differ by rounding alone have no standard error.
  return variance > 1e-24 * value ** 2
    ? 2 * Math.min(counted, normalCdf(-Math.abs(value) / Math.sqrt(variance)))
    : 2 * counted;
}

/** The q-quantile of ascending values, interpolated between order statistics (type 7 of Hyndman and Fan 1996). */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) throw new RangeError("a quantile needs at least one value");
  const position = Math.min(1, Math.max(0, q)) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

/** Weighted mean of `values` under a resample's counts. */
export function countedMean(values: Float64Array): CountedStatistic {
  return countedRatio(values, new Float64Array(values.length).fill(1));
}

/**
 * Sum of `values` over sum of `sizes` under a resample's counts.
 *
 * @param sizes whole numbers, so that nothing is left of their sum when all of them are taken away
 * @param figureOf what is told of the ratio; the ratio itself when absent
 */
export function countedRatio(
  values: Float64Array,
  sizes: Float64Array,
  figureOf: (ratio: number) => number = (ratio) => ratio,
): CountedStatistic {
  const statistic: CountedStatistic = (counts) => {
    let sum = 0;
    let size = 0;
    for (let index = 0; index < values.length; index += 1) {
      const count = counts[index] as number;
      sum += count * (values[index] as number);
      size += count * (sizes[index] as number);
    }
    return figureOf(sum / size);
  };
  const leaveOneOut: CountedStatistic["leaveOneOut"] = (units) => {
    const [sums, ofUnit] = [unitSums(units, values), unitSums(units, sizes)];
    const [all, size] = [total(sums), total(ofUnit)];
    return sums.map((sum, unit) => figureOf((all - sum) / (size - (ofUnit[unit] as number))));
  };
  return Object.assign(statistic, { leaveOneOut });
}

function drawWhole(counts: Uint32Array, random: Random): void {
  const size = counts.length;
  // next() is one call against integer()'s rejection loop; at these sizes its bias is below 2^-40.
  for (let draw = 0; draw < size; draw += 1) {
    const index = Math.floor(random.next() * size);
    counts[index] = (counts[index] as number) + 1;
  }
}

function drawFrom(pool: Uint32Array, counts: Uint32Array, random: Random): void {
  for (let draw = 0; draw < pool.length; draw += 1) {
    const index = pool[Math.floor(random.next() * pool.length)] as number;
    counts[index] = (counts[index] as number) + 1;
  }
}

function poolsOf(strata: Uint32Array): Uint32Array[] {
  const members = new Map<number, number[]>();
  strata.forEach((stratum, index) => {
    const list = members.get(stratum);
    if (list === undefined) members.set(stratum, [index]);
    else list.push(index);
  });
  return [...members.values()].map((list) => Uint32Array.from(list));
}

/** The two quantile levels of the BCa interval: bias from the share of resamples below the estimate, skew from the jackknife. */
function bcaLevels(size: number, statistic: CountedStatistic, sorted: Float64Array, tail: number): [number, number] {
  const counts = new Uint32Array(size).fill(1);
  const estimate = statistic(counts);
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const bias = normalQuantile(Math.min(1 - 0.5 / sorted.length, Math.max(0.5 / sorted.length, below / sorted.length)));
  const left = statistic.leaveOneOut?.({ size, of: Uint32Array.from(counts.keys()) }) ?? leftOut(size, statistic);
  const mean = total(left) / size;
  let squares = 0;
  let cubes = 0;
  for (const value of left) {
    const away = mean - value;
    squares += away * away;
    cubes += away * away * away;
  }
  const skew = squares > 0 && Number.isFinite(cubes) ? cubes / (6 * squares ** 1.5) : 0;
  const levelAt = (z: number): number => normalCdf(bias + (bias + z) / (1 - skew * (bias + z)));
  return [levelAt(normalQuantile(tail)), levelAt(normalQuantile(1 - tail))];
}

/** One computation of the statistic for each item: quadratic. */
function leftOut(size: number, statistic: CountedStatistic): Float64Array {
  const counts = new Uint32Array(size).fill(1);
  const left = new Float64Array(size);
  for (let index = 0; index < size; index += 1) {
    counts[index] = 0;
    left[index] = statistic(counts);
    counts[index] = 1;
  }
  return left;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
