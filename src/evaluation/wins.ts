import type { GroupValue, Interval, MetricItem } from "./metricResult.ts";
import { itemUnits, unitsBehind } from "./itemUnits.ts";
import { shareInterval } from "./shareInterval.ts";
import { wilsonInterval } from "./wilson.ts";

/** 1 when the stereotypical sentence scores higher, 0 when lower, 0.5 for a tie. */
export function preference(stereotypical: number, anti: number): number {
  if (stereotypical === anti) return 0.5;
  return stereotypical > anti ? 1 : 0;
}

/** How many comparisons were won, a tie counting one half. */
export function winsOf(items: readonly MetricItem[]): number {
  return items.reduce((total, { value }) => total + value, 0);
}

/** The share won of comparisons that are independent of each other, with Wilson's interval. */
export function shareWon(values: readonly number[]): { readonly value: number; readonly interval: Interval } {
  const wins = values.reduce((total, value) => total + value, 0);
  return { value: wins / values.length, interval: wilsonInterval(wins, values.length) };
}

/**
 * The share won in each group, in the order of the groups' names.
 *
 * @param unitOf item's key -> name of the unit that it is drawn with; each item is its own when absent
 */
export function winsByGroup(items: readonly MetricItem[], unitOf?: (key: string) => string): GroupValue[] {
  const groups = [...new Set(items.map(({ group }) => group as string))].sort();
  return groups.map((group) => {
    const own = items.filter((item) => item.group === group);
    const counted = { n: own.length, ...unitsBehind(itemUnits(own, unitOf)) };
    return { group, value: winsOf(own) / own.length, ...counted, interval: winsInterval(own, unitOf) };
  });
}

/** Of the share won. */
export function winsInterval(items: readonly MetricItem[], unitOf?: (key: string) => string): Interval {
  return shareInterval(
    Float64Array.from(items, ({ value }) => value),
    itemUnits(items, unitOf),
  );
}
