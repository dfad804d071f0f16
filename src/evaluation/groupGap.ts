import type { Random } from "../base/random.ts";
import type { Axis } from "../lexicon/axis.ts";
import { bootstrapInterval, bootstrapValues, countedMean, defaultResamples, percentileInterval } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { comparedItems, fewestUnits } from "./comparedGroups.ts";
import { furthestApart, gapOf, groupMeans, pairsOf } from "./groupMeans.ts";
import { groupName } from "./groupName.ts";
import { hasSingleUnit, itemUnits, ofUnits, unitsBehind, unitStrata } from "./itemUnits.ts";
import type { ItemUnits } from "./itemUnits.ts";
import type { GroupValue, Interval, MetricId, MetricItem, MetricResult } from "./metricResult.ts";
import { cellsOf, defaultPermutations, permutationTest } from "./permutation.ts";

export interface GroupGapOptions {
  readonly axis: Axis;
  /** The mean over all items, and the gap between groups. */
  readonly metric: MetricId;
  readonly gapMetric: MetricId;
  readonly unit: MetricResult["unit"];
  /** What is resampled, for the intervals' methods: `texts`. */
  readonly resampled: string;
  /** Item's key -> name of the unit that it is drawn with; each item is its own when absent. */
  readonly unitOf?: ((key: string) => string) | undefined;
  readonly skipped?: NonNullable<MetricResult["skipped"]>;
}

/**
 * A quantity that every item has, by the item's group: its mean, and the gap, largest minus smallest group mean, with a
 * permutation test of "the groups do not matter".
 *
 * @param items each with a group; the groups in the order of their names
 * @returns the mean of all, and the gap between the groups with enough units; empty for items of fewer than two groups
 */
export function groupGap(items: readonly MetricItem[], options: GroupGapOptions, random: Random): MetricResult[] {
  const { axis, metric, gapMetric, unit, resampled, unitOf } = options;
  if (new Set(items.map(({ group }) => group)).size < 2) return [];
  const compared = comparedItems(items, unitOf);
  const groups = groupValues(items, { resampled, unitOf }, random).map((value) =>
    compared.groups.includes(value.group) ? value : { ...value, isLeftOut: true as const },
  );
  const values = Float64Array.from(items, ({ value }) => value);
  const units = itemUnits(items, unitOf);
  const overall = meanInterval(values, units, resampled, random);
  const skipped = withLeftOut(options.skipped ?? [], groups);
  return [
    {
      metric,
      axis,
      value: mean(values),
      unit,
      n: items.length,
      ...unitsBehind(units),
      groups,
      ...(overall === undefined ? {} : { interval: overall }),
    },
    {
      metric: gapMetric,
      axis,
      ideal: 0,
      unit,
      ...gapResult(compared, options, random),
      groups,
      items,
      ...(skipped.length === 0 ? {} : { skipped }),
    },
  ];
}

function gapResult(
  { items, groups }: ReturnType<typeof comparedItems>,
  { resampled, unitOf }: GroupGapOptions,
  random: Random,
): Pick<MetricResult, "value" | "n" | "units" | "interval" | "pValue"> {
  const values = Float64Array.from(items, ({ value }) => value);
  const units = itemUnits(items, unitOf);
  const labels = Uint32Array.from(items, ({ group }) => groups.indexOf(group as string));
  const gap = (by: Uint32Array): number => gapOf(groupMeans(values, by, groups.length));
  const interval = gapInterval(values, units, labels, groups.length, resampled, random);
  return {
    value: gap(labels),
    n: items.length,
    ...unitsBehind(units),
    ...(interval === undefined ? {} : { interval }),
    pValue: permutationTest(cellsOf(units, labels), gap, random, defaultPermutations),
  };
}

/** What was passed over, and the groups that are in no gap; told once, also where the items of several trainings are pooled. */
function withLeftOut(
  skipped: NonNullable<MetricResult["skipped"]>,
  groups: readonly GroupValue[],
): NonNullable<MetricResult["skipped"]> {
  const leftOut = groups
    .filter(({ isLeftOut }) => isLeftOut === true)
    .map(({ group, n, units = n }) => ({
      reason: `about ${groupName(group)}, in no gap: ${units} ${units === 1 ? "unit" : "units"}, fewer than ${fewestUnits}`,
      count: n,
    }));
  const told = new Set(leftOut.map(({ reason }) => reason));
  return [...skipped.filter(({ reason }) => !told.has(reason)), ...leftOut];
}

/** Each group's mean with its interval, in the order of the groups' names. */
export function groupValues(
  items: readonly MetricItem[],
  { resampled, unitOf }: Pick<GroupGapOptions, "resampled" | "unitOf">,
  random: Random,
): GroupValue[] {
  const groups = [...new Set(items.map(({ group }) => group as string))].sort();
  return groups.map((group) => {
    const own = items.filter((item) => item.group === group);
    const values = Float64Array.from(own, ({ value }) => value);
    const units = itemUnits(own, unitOf);
    const interval = meanInterval(values, units, resampled, random);
    return {
      group,
      value: mean(values),
      n: own.length,
      ...unitsBehind(units),
      ...(interval === undefined ? {} : { interval }),
    };
  });
}

function meanInterval(values: Float64Array, units: ItemUnits, resampled: string, random: Random): Interval | undefined {
  return bootstrapInterval(units.size, ofUnits(units, countedMean(values)), random, { unit: resampled, kind: "bca" });
}

/**
 * Interval of the difference between the two groups that are furthest apart. A bootstrap of the gap itself could never
 * reach zero, because a largest minus a smallest mean is positive even where all groups are alike; this difference can.
 * The two groups were chosen after looking, so the level is shared out over all pairs of groups (Bonferroni). Units that
 * name several groups are drawn with all of them, others within their group. None where one of the two has a single unit.
 */
function gapInterval(
  values: Float64Array,
  units: ItemUnits,
  labels: Uint32Array,
  groupCount: number,
  resampled: string,
  random: Random,
): Interval | undefined {
  const means = groupMeans(values, labels, groupCount);
  const { highest, lowest } = furthestApart(means);
  if (highest === lowest || hasSingleUnit(units, labels, [highest, lowest])) return undefined;
  const strata = unitStrata(units, labels);
  const difference: CountedStatistic = (counts) => {
    const drawn = groupMeans(values, labels, groupCount, counts);
    return (drawn[highest] as number) - (drawn[lowest] as number);
  };
  const drawn = bootstrapValues(units.size, ofUnits(units, difference), random, defaultResamples, strata);
  const pairs = pairsOf(groupCount);
  const resamples = defaultResamples.toLocaleString("en-US");
  return percentileInterval(
    drawn.sort(),
    0.025 / pairs,
    `percentile bootstrap, ${resamples} resamples of ${resampled}${strata === undefined ? "" : " within groups"}, of the difference between the two ` +
      `groups furthest apart${pairs === 1 ? "" : `, shared out over ${pairs} pairs of groups`}`,
  );
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
