import type { Random } from "../base/random.ts";
import { bootstrapInterval, countedMean, countedRatio } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { estimate } from "./estimate.ts";
import type { Estimate } from "./estimate.ts";
import { pairedTest } from "./pairedTest.ts";

/**
 * Texts in the units that are drawn independently of each other: variants of one sentence are one unit, records of a
 * corpus are each their own.
 */
export interface TextUnits {
  readonly texts: readonly string[];
  /** Text -> its unit, 0, 1, ... */
  readonly unitOf: readonly number[];
  /** What a unit is, for the interval's method: `records`. */
  readonly unit: string;
}

/** How many units there are. */
export function unitCount({ unitOf }: Pick<TextUnits, "unitOf">): number {
  return new Set(unitOf).size;
}

/** The mean of `values` (one a text) over texts, with an interval over units. */
export function meanOver(units: TextUnits, values: Float64Array, random: Random): Estimate {
  const statistic = countedUnitMean(units, values);
  const size = unitCount(units);
  return estimate(
    statistic(new Uint32Array(size).fill(1)),
    bootstrapInterval(size, statistic, random, { unit: units.unit }),
  );
}

/** A paired difference of two models on the same texts. */
export interface PairedChange extends Estimate {
  /** Of the hypothesis that neither model is better: sign flips of whole units. */
  readonly pValue: number;
  /** Holm's, where several are shown together. */
  readonly adjustedP?: number;
}

/** Mean of b - a over texts, with an interval and a paired test over units. */
export function pairedChange(units: TextUnits, a: Float64Array, b: Float64Array, random: Random): PairedChange {
  const differences = b.map((value, index) => value - (a[index] as number));
  return {
    ...meanOver(units, differences, random),
    pValue: pairedTest(sumsByUnit(units, differences), random).pValue,
  };
}

/**
 * How much worse the worst of several models is than the one in their middle. The largest of several measured means is too large:
 * it has the luck of the draw on its side, and would be above 0 where all models are alike. So the worst is chosen on one half
 * of the units and its rise measured on the other, and the other way round; the mean of both. Where the halves choose
 * differently this is less than the rise of the truly worst, never more but by chance. Both choices are made anew in each resample.
 *
 * @returns without an interval, and chosen where it is measured, with fewer than two units a half
 */
export function worstRise(
  units: TextUnits,
  centre: Float64Array,
  others: readonly Float64Array[],
  random: Random,
): Estimate {
  const middle = countedUnitMean(units, centre);
  const around = others.map((values) => countedUnitMean(units, values));
  const size = unitCount(units);
  const all = new Uint32Array(size).fill(1);
  const worstOn = (counts: Uint32Array): CountedStatistic => {
    const means = around.map((of) => of(counts));
    return around[means.indexOf(Math.max(...means))] as CountedStatistic;
  };
  if (size < 4) return estimate(worstOn(all)(all) - middle(all), undefined);
  const halfOf = Uint32Array.from({ length: size }, (_, unit) => unit % 2);
  const statistic: CountedStatistic = (counts) => {
    const [even, odd] = [0, 1].map((half) => counts.map((count, unit) => (halfOf[unit] === half ? count : 0))) as [
      Uint32Array,
      Uint32Array,
    ];
    return (worstOn(even)(odd) - middle(odd) + worstOn(odd)(even) - middle(even)) / 2;
  };
  return estimate(statistic(all), bootstrapInterval(size, statistic, random, { unit: units.unit }, halfOf));
}

function countedUnitMean(units: TextUnits, values: Float64Array): CountedStatistic {
  const sums = sumsByUnit(units, values);
  if (sums.length === values.length) return countedMean(sums);
  return countedRatio(sums, sumsByUnit(units, new Float64Array(values.length).fill(1)));
}

function sumsByUnit(units: TextUnits, values: Float64Array): Float64Array {
  const sums = new Float64Array(unitCount(units));
  values.forEach((value, index) => {
    const unit = units.unitOf[index] as number;
    sums[unit] = (sums[unit] as number) + value;
  });
  return sums;
}
