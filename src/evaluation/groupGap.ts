import type { Random } from "../base/random.ts";
import type { Axis } from "../lexicon/axis.ts";
import { bootstrapInterval, bootstrapValues, countedMean, defaultResamples, quantileOfSorted } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { furthestApart, gapOf, groupMeans, hasSingleValue, pairsOf } from "./groupMeans.ts";
import type { GroupValue, Interval, MetricId, MetricItem, MetricResult } from "./metricResult.ts";
import { defaultPermutations, permutationTest } from "./permutation.ts";

export interface GroupGapOptions {
  readonly axis: Axis;
  /** The mean over all items, and the gap between groups. */
  readonly metric: MetricId;
  readonly gapMetric: MetricId;
  readonly unit: MetricResult["unit"];
  /** What an item is, for the intervals' methods: `texts`. */
  readonly resampled: string;
  readonly skipped?: NonNullable<MetricResult["skipped"]>;
}

/**
 * A quantity that every item has, by the item's group: its mean, and the gap, largest minus smallest group mean, with a
 * permutation test of "the groups do not matter".
 *
 * @param items each with a group; the groups in the order of their names
 * @returns the mean and the gap; empty for items of fewer than two groups
 */
export function groupGap(items: readonly MetricItem[], options: GroupGapOptions, random: Random): MetricResult[] {
  const { axis, metric, gapMetric, unit, resampled, skipped = [] } = options;
  const groups = [...new Set(items.map(({ group }) => group as string))].sort();
  if (groups.length < 2) return [];
  const shared = { axis, unit, n: items.length, groups: groupValues(items, resampled, random) } as const;
  const values = Float64Array.from(items, ({ value }) => value);
  const overall = bootstrapInterval(items.length, countedMean(values), random, { unit: resampled, kind: "bca" });
  const labels = Uint32Array.from(items, ({ group }) => groups.indexOf(group as string));
  const gap = (by: Uint32Array): number => gapOf(groupMeans(values, by, groups.length));
  const interval = gapInterval(values, labels, groups.length, resampled, random);
  return [
    { metric, value: mean(values), ...shared, ...(overall === undefined ? {} : { interval: overall }) },
    {
      metric: gapMetric,
      value: gap(labels),
      ideal: 0,
      ...shared,
      ...(interval === undefined ? {} : { interval }),
      pValue: permutationTest(labels, gap, random, defaultPermutations),
      items,
      ...(skipped.length === 0 ? {} : { skipped }),
    },
  ];
}

/** Each group's mean with its interval, in the order of the groups' names. */
export function groupValues(items: readonly MetricItem[], resampled: string, random: Random): GroupValue[] {
  const groups = [...new Set(items.map(({ group }) => group as string))].sort();
  return groups.map((group) => groupValue(group, items, resampled, random));
}

function groupValue(group: string, items: readonly MetricItem[], resampled: string, random: Random): GroupValue {
  const values = Float64Array.from(
    items.filter((item) => item.group === group),
    ({ value }) => value,
  );
  const interval = bootstrapInterval(values.length, countedMean(values), random, { unit: resampled, kind: "bca" });
  return { group, value: mean(values), n: values.length, ...(interval === undefined ? {} : { interval }) };
}

/**
 * Interval of the difference between the two groups that are furthest apart. A bootstrap of the gap itself could never
 * reach zero, because a largest minus a smallest mean is positive even where all groups are alike; this difference can.
 * The two groups were chosen after looking, so the level is shared out over all pairs of groups (Bonferroni). None where one
 * of the two has a single item.
 */
function gapInterval(
  values: Float64Array,
  labels: Uint32Array,
  groupCount: number,
  resampled: string,
  random: Random,
): Interval | undefined {
  const means = groupMeans(values, labels, groupCount);
  const { highest, lowest } = furthestApart(means);
  if (highest === lowest || hasSingleValue(labels, [highest, lowest])) return undefined;
  const difference: CountedStatistic = (counts) => {
    const drawn = groupMeans(values, labels, groupCount, counts);
    return (drawn[highest] as number) - (drawn[lowest] as number);
  };
  const drawn = bootstrapValues(values.length, difference, random, defaultResamples, labels);
  if (drawn.length === 0) return undefined;
  drawn.sort();
  const pairs = pairsOf(groupCount);
  const tail = 0.025 / pairs;
  const resamples = defaultResamples.toLocaleString("en-US");
  return {
    low: quantileOfSorted(drawn, tail),
    high: quantileOfSorted(drawn, 1 - tail),
    level: 0.95,
    method:
      `percentile bootstrap, ${resamples} resamples of ${resampled} within groups, of the difference between the two ` +
      `groups furthest apart${pairs === 1 ? "" : `, shared out over ${pairs} pairs of groups`}`,
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
