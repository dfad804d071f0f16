import type { Random } from "../base/random.ts";
import { withIcatItems } from "./benchmarks/stereoSet.ts";
import { bootstrapInterval } from "./bootstrap.ts";
import { groupGap, groupValues } from "./groupGap.ts";
import { isGap, itemRule, meanOfGap } from "./itemRules.ts";
import type { GapMetric, ItemRule } from "./itemRules.ts";
import { itemUnits, ofUnits, unitsBehind, unitSums } from "./itemUnits.ts";
import type { GroupValue, Interval, MetricItem, MetricResult } from "./metricResult.ts";
import { pairedTest } from "./pairedTest.ts";
import { poolEstimates } from "./poolEstimates.ts";
import { wilsonMethod } from "./wilson.ts";
import { winsByGroup, winsInterval } from "./wins.ts";

/**
 * The metrics of several trainings of one arm as those of one arm: each item's value is its mean over the trainings, and value,
 * interval and p value are taken from these means. The interval therefore covers the choice of items, and these trainings
 * only; how far the trainings lie apart is shown beside it. Shares keep Wilson's interval, because a resampled share of none
 * has an interval of no width. Metrics without items get the mean of their values, and no interval.
 *
 * @param trainings the metrics of each; those that only some have are left out
 */
export function poolMetrics(trainings: readonly (readonly MetricResult[])[], random: Random): MetricResult[] {
  const [first, ...others] = trainings;
  if (first === undefined || others.length === 0) return [...(first ?? [])];
  const all = trainings.map(withIcatItems);
  const sameAs = ({ metric, axis }: MetricResult): readonly MetricResult[] =>
    all.flatMap((results) => results.filter((one) => one.metric === metric && one.axis === axis));
  const complete = first.map(sameAs).filter((results) => results.length === trainings.length);
  const gaps = complete.flatMap((results) => pooledGap(results, random));
  return complete.map((results) => {
    const [{ metric, axis }] = results as readonly [MetricResult];
    const fromGap = gaps.find((one) => one.metric === metric && one.axis === axis);
    return fromGap === undefined ? listed(pooled(results, random)) : { ...fromGap, ...scoredAs(results) };
  });
}

/** icat's items are those of ss and lms, where they are listed. */
function listed(result: MetricResult): MetricResult {
  if (result.metric !== "stereoset-icat") return result;
  const { items: _, ...rest } = result;
  return rest;
}

/** A gap between groups and the mean beside it, both from the gap's items; nothing for other metrics. */
function pooledGap(results: readonly MetricResult[], random: Random): MetricResult[] {
  const [first] = results as readonly [MetricResult];
  const { metric, axis, unit } = first;
  if (!isGap(metric) || axis === undefined) return [];
  const items = pooledItems(results);
  const meanMetric = meanOfGap[metric satisfies GapMetric];
  const rule = itemRule(meanMetric, items);
  const options = {
    axis,
    metric: meanMetric,
    gapMetric: metric,
    unit,
    resampled: `${rule.unit}, means over ${results.length} trainings`,
    unitOf: rule.unitOf,
    skipped: skippedOf(results, items.length),
  };
  return groupGap(items, options, random);
}

/** What judged the items, and what others make of them: of these no items are kept, so that they are means of figures. */
function scoredAs(results: readonly MetricResult[]): Pick<MetricResult, "scoring" | "scorer" | "variants"> {
  const [{ scoring, scorer, variants = [] }] = results as readonly [MetricResult];
  const others = variants.map((variant) => {
    const same = results.flatMap((one) => one.variants?.find(({ name }) => name === variant.name) ?? []);
    const { interval: _, ...named } = variant;
    return { ...named, ...poolEstimates(same) };
  });
  return {
    ...(scoring === undefined ? {} : { scoring }),
    ...(scorer === undefined ? {} : { scorer }),
    ...(others.length === 0 ? {} : { variants: others }),
  };
}

function pooled(results: readonly MetricResult[], random: Random): MetricResult {
  const [first] = results as readonly [MetricResult];
  const { metric } = first;
  // What does not depend on the model (a scorer's false positives) is no mean over trainings.
  if (results.every((one) => JSON.stringify(one) === JSON.stringify(first))) return first;
  const items = pooledItems(results);
  const skipped = skippedOf(results, items.length);
  const shared = {
    metric,
    ...(first.axis === undefined ? {} : { axis: first.axis }),
    ...(first.ideal === undefined ? {} : { ideal: first.ideal }),
    unit: first.unit,
    ...scoredAs(results),
    ...(skipped.length === 0 ? {} : { skipped }),
  };
  if (first.items === undefined || isGap(metric)) {
    return {
      ...shared,
      value: mean(results.map(({ value }) => value)),
      n: first.n,
      ...(first.groups === undefined ? {} : { groups: meanGroups(results, first.groups) }),
    };
  }
  const rule = itemRule(metric, items);
  const unitItems = rule.itemsOfGroupsShareUnit === true ? new Set(items.map(({ group }) => group)).size : 1;
  const n = items.length / unitItems;
  const units = unitItems > 1 ? undefined : itemUnits(items, rule.unitOf);
  const size = units?.size ?? n;
  const statistic = units === undefined ? rule.statistic(items) : ofUnits(units, rule.statistic(items));
  const isShare = first.interval?.method.startsWith(wilsonMethod) === true;
  const means = `means over ${results.length} trainings`;
  const interval = isShare
    ? withMeans(winsInterval(items, rule.unitOf), means)
    : bootstrapInterval(size, statistic, random, {
        unit: `${rule.unit}, ${means}`,
        kind: rule.test === "signs" ? "bca" : "percentile",
      });
  const { groups, ideal } = first;
  return {
    ...shared,
    value: statistic(new Uint32Array(size).fill(1)),
    ...(rule.itemsAreUnits === true
      ? { n: first.n, ...(first.units === undefined ? {} : { units: n }) }
      : { n, ...(units === undefined ? {} : unitsBehind(units)) }),
    ...(interval === undefined ? {} : { interval }),
    ...(groups === undefined
      ? {}
      : {
          groups:
            unitItems === 1
              ? (itemGroups(items, isShare, rule, random) ?? meanGroups(results, groups))
              : meanGroups(results, groups),
        }),
    ...(first.pValue === undefined || ideal === undefined || rule.test !== "signs"
      ? {}
      : {
          pValue: pairedTest(
            unitSums(
              itemUnits(items, rule.unitOf),
              Float64Array.from(items, ({ value }) => value - ideal),
            ),
            random,
          ).pValue,
        }),
    items,
  };
}

/** The items that every training has, each with its mean, in the first one's order. */
function pooledItems(results: readonly MetricResult[]): MetricItem[] {
  const [first, ...others] = results.map(({ items = [] }) => items);
  const byKey = others.map((items) => new Map(items.map((item) => [JSON.stringify([item.key, item.group]), item])));
  return (first ?? []).flatMap((item) => {
    const key = JSON.stringify([item.key, item.group]);
    const same = byKey.flatMap((items) => items.get(key) ?? []);
    return same.length < others.length ? [] : [meanItem([item, ...same])];
  });
}

/** What an item is correlated with is the same in every training, or another of its values. */
function meanItem(items: readonly [MetricItem, ...MetricItem[]]): MetricItem {
  const references = items.flatMap(({ reference }) => reference ?? []);
  return {
    ...items[0],
    value: mean(items.map(({ value }) => value)),
    ...(references.length === 0 ? {} : { reference: mean(references) }),
  };
}

/** What the trainings passed over, each reason as often as in the one where it was most often. */
function skippedOf(results: readonly MetricResult[], kept: number): NonNullable<MetricResult["skipped"]> {
  const counts = new Map<string, number>();
  for (const { reason, count } of results.flatMap(({ skipped = [] }) => skipped)) {
    counts.set(reason, Math.max(count, counts.get(reason) ?? 0));
  }
  const most = Math.max(...results.map(({ items = [] }) => items.length));
  if (most > kept) counts.set("item that not every training has", most - kept);
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

/** Means by group of the items, where every item names one. */
function itemGroups(
  items: readonly MetricItem[],
  isShare: boolean,
  { unit, unitOf }: ItemRule,
  random: Random,
): GroupValue[] | undefined {
  if (items.some(({ group }) => group === undefined)) return undefined;
  if (isShare) return winsByGroup(items, unitOf);
  return groupValues(items, { resampled: unit, unitOf }, random);
}

function withMeans(interval: Interval, means: string): Interval {
  return { ...interval, method: `${interval.method}, ${means}` };
}

/** Means of the groups' values, without an interval: the items behind them are not known. */
function meanGroups(results: readonly MetricResult[], groups: readonly GroupValue[]): GroupValue[] {
  return groups.map(({ group, n, units }) => {
    const values = results.flatMap((one) => one.groups?.find((other) => other.group === group)?.value ?? []);
    return { group, value: mean(values), n, ...(units === undefined ? {} : { units }) };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
