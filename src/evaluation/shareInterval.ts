import type { ItemUnits } from "./itemUnits.ts";
import { unitSums } from "./itemUnits.ts";
import type { Interval } from "./metricResult.ts";
import { studentQuantile } from "./studentQuantile.ts";
import { wilsonInterval, wilsonMethod } from "./wilson.ts";

/**
 * Wilson's interval of a share whose items come in units that are not independent within: as of so many independent items as
 * would vary as much. A bootstrap would not do, because a resampled share of none has an interval of no width.
 *
 * Where all items are alike their units' spread cannot be seen, and each unit counts as one item. Never more than there are.
 *
 * @param values 0..1
 * @see Korn and Graubard (1998), "Confidence Intervals for Proportions With Small Expected Number of Positive Counts Estimated
 *   from Survey Data", for the effective number and its correction for few units
 */
export function shareInterval(values: Float64Array, units: ItemUnits): Interval {
  const n = values.length;
  const sum = values.reduce((total, value) => total + value, 0);
  if (units.size === n) return wilsonInterval(sum, n);
  const effective = effectiveNumber(values, units);
  const { low, high, level } = wilsonInterval((sum / n) * effective, effective);
  return {
    low: sum === 0 ? 0 : low,
    high: sum === n ? 1 : high,
    level,
    method: `${wilsonMethod}, ${units.size} units of items`,
  };
}

function effectiveNumber(values: Float64Array, units: ItemUnits): number {
  const n = values.length;
  const share = values.reduce((sum, value) => sum + value, 0) / n;
  if (units.size < 2 || share === 0 || share === 1) return units.size;
  const away = unitSums(
    units,
    values.map((value) => value - share),
  );
  const variance = ((units.size / (units.size - 1)) * away.reduce((sum, value) => sum + value * value, 0)) / (n * n);
  if (variance === 0) return n;
  const fewUnits = (studentQuantile(0.975, n - 1) / studentQuantile(0.975, units.size - 1)) ** 2;
  return Math.min(n, ((share * (1 - share)) / variance) * fewUnits);
}
