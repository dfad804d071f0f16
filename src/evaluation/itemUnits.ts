import type { CountedStatistic } from "./bootstrap.ts";
import type { MetricItem } from "./metricResult.ts";

/**
 * Items in the units that are drawn independently of each other. Variants of one sentence are one unit, also where they name
 * different groups: what is hard about the sentence is hard in all of them.
 */
export interface ItemUnits {
  readonly size: number;
  /** Item -> its unit, 0, 1, ... in the order of their first items. */
  readonly of: Uint32Array;
}

/** @param unitOf item's key -> name of its unit; when absent the item's own `unit`, and an item without one is its own */
export function itemUnits(
  items: readonly Pick<MetricItem, "key" | "unit">[],
  unitOf?: (key: string) => string,
): ItemUnits {
  const places = new Map<string | number, number>();
  let size = 0;
  const of = Uint32Array.from(items, ({ key, unit }) => {
    const name = unitOf === undefined ? unit : unitOf(key);
    const known = name === undefined ? undefined : places.get(name);
    if (known !== undefined) return known;
    if (name !== undefined) places.set(name, size);
    size += 1;
    return size - 1;
  });
  return { size, of };
}

/** What is resampled, for the method: `alone` where no item belongs to a unit with others. */
export function unitNoun(items: readonly Pick<MetricItem, "unit">[], alone: string): string {
  return items.some(({ unit }) => unit !== undefined) ? "units of privacy, all texts of one together" : alone;
}

/** For a figure of these items: nothing where each is a unit of its own. */
export function unitsBehind({ size, of }: ItemUnits): { readonly units?: number } {
  return size === of.length ? {} : { units: size };
}

/** A statistic of items as one of their units: an item counts as often as its unit was drawn. */
export function ofUnits({ size, of }: ItemUnits, statistic: CountedStatistic): CountedStatistic {
  if (size === of.length) return statistic; // then unit i is item i
  const counts = new Uint32Array(of.length);
  const { leaveOneOut } = statistic;
  return Object.assign(
    (drawn: Uint32Array): number => {
      for (let item = 0; item < of.length; item += 1) counts[item] = drawn[of[item] as number] as number;
      return statistic(counts);
    },
    leaveOneOut === undefined ? {} : { leaveOneOut: () => leaveOneOut({ size, of }) },
  );
}

/** Sum over each unit's items. */
export function unitSums({ size, of }: ItemUnits, values: Float64Array): Float64Array {
  const sums = new Float64Array(size);
  values.forEach((value, item) => {
    const unit = of[item] as number;
    sums[unit] = (sums[unit] as number) + value;
  });
  return sums;
}

/**
 * The stratum of each unit: its group, so that each group keeps its size in a resample. Undefined where a unit has items of
 * several groups, whose sizes then go together.
 *
 * @param labels item -> its group
 */
export function unitStrata({ size, of }: ItemUnits, labels: Uint32Array): Uint32Array | undefined {
  const strata = new Uint32Array(size);
  const isSeen = new Uint8Array(size);
  for (const [item, unit] of of.entries()) {
    const label = labels[item] as number;
    if (isSeen[unit] === 1 && strata[unit] !== label) return undefined;
    strata[unit] = label;
    isSeen[unit] = 1;
  }
  return strata;
}

/** True where a group has a single unit: resampling then hides that another one could have been drawn. */
export function hasSingleUnit({ of }: ItemUnits, labels: Uint32Array, groups: readonly number[]): boolean {
  return groups.some((group) => new Set(of.filter((_, item) => labels[item] === group)).size < 2);
}
