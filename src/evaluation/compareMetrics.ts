import type { Random } from "../base/random.ts";
import { bootstrapValues, defaultResamples, percentileInterval, resampledP } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { withIcatItems } from "./benchmarks/stereoSet.ts";
import { compareGaps } from "./compareGaps.ts";
import { isGap, itemRule, meanOfGap } from "./itemRules.ts";
import type { ItemRule } from "./itemRules.ts";
import { itemUnits, ofUnits, unitSums } from "./itemUnits.ts";
import type { MetricComparison, MetricItem, MetricResult } from "./metricResult.ts";
import { defaultSignFlips, pairedTest } from "./pairedTest.ts";
import { distantIdeal, ratioWithInterval, resampledRatio } from "./ratioToIdeal.ts";

/**
 * Compares two models metric by metric on the items that both have: the difference b - a, a paired bootstrap interval
 * (each resample draws the same items for both), a p value, and how far b lies from the ideal in units of how far a does,
 * where a's interval leaves out the ideal. Metrics without items, with fewer than two shared
 * units, or of the scorer alone, are left out.
 *
 * @param armA, armB names of the models in the report
 */
export function compareMetrics(
  armA: string,
  metricsA: readonly MetricResult[],
  armB: string,
  metricsB: readonly MetricResult[],
  random: Random,
): MetricComparison[] {
  const ofB = withIcatItems(metricsB);
  return withIcatItems(metricsA).flatMap((a): MetricComparison[] => {
    const b = ofB.find(({ metric, axis }) => metric === a.metric && axis === a.axis);
    if (b?.items === undefined || a.items === undefined) return [];
    if (a.metric === "toxicity-false-positives") return []; // of the scorer, which is the same for both models
    const [itemsA, itemsB] = sharedItems(a.items, b.items);
    const ideal = distantIdeal(a);
    const comparison = isGap(a.metric)
      ? compareGaps(itemsA, itemsB, random, {
          withRatio: ideal !== undefined,
          resampled: itemRule(meanOfGap[a.metric], itemsA).unit,
          unitOf: itemRule(meanOfGap[a.metric], itemsA).unitOf,
        })
      : compareItems(itemRule(a.metric, itemsA), itemsA, itemsB, ideal, random);
    if (comparison === undefined) return [];
    return [{ metric: a.metric, ...(a.axis === undefined ? {} : { axis: a.axis }), a: armA, b: armB, ...comparison }];
  });
}

function compareItems(
  rule: ItemRule,
  itemsA: readonly MetricItem[],
  itemsB: readonly MetricItem[],
  ideal: number | undefined,
  random: Random,
): Omit<MetricComparison, "metric" | "axis" | "a" | "b"> | undefined {
  const groupCount = rule.itemsOfGroupsShareUnit === true ? new Set(itemsA.map(({ group }) => group)).size : 1;
  const n = itemsA.length / groupCount;
  const units = groupCount > 1 ? undefined : itemUnits(itemsA, rule.unitOf);
  const size = units?.size ?? n;
  if (size < 2) return undefined;
  const resampled = (items: readonly MetricItem[]): CountedStatistic =>
    units === undefined ? rule.statistic(items) : ofUnits(units, rule.statistic(items));
  const ofA = resampled(itemsA);
  const ofB = resampled(itemsB);
  const whole = new Uint32Array(size).fill(1);
  const observed = ofA(whole);
  const ratios: number[] = [];
  const difference: CountedStatistic = (counts) => {
    const [a, b] = [ofA(counts), ofB(counts)];
    if (ideal !== undefined) ratios.push(resampledRatio(b - ideal, a - ideal, observed - ideal));
    return b - a;
  };
  const drawn = bootstrapValues(size, difference, random, defaultResamples);
  if (drawn.length === 0) return undefined;
  drawn.sort();
  const resamples = `${defaultResamples.toLocaleString("en-US")} resamples of ${rule.unit}`;
  const method = `paired percentile bootstrap, ${resamples}`;
  const ratio =
    ideal === undefined
      ? undefined
      : ratioWithInterval((ofB(whole) - ideal) / (observed - ideal), ratios, 0.025, method);
  const test =
    rule.test === "signs"
      ? signTestOf(rule, itemsA, itemsB, random)
      : { pValue: resampledP(ofB(whole) - observed, drawn), method: `paired bootstrap test, ${resamples}` };
  const interval = percentileInterval(drawn, 0.025, method);
  return {
    difference: ofB(whole) - observed,
    ...(interval === undefined ? {} : { interval }),
    ...test,
    ...(ratio === undefined ? {} : { ratio }),
    n,
  };
}

function signTestOf(
  { unit, unitOf }: ItemRule,
  itemsA: readonly MetricItem[],
  itemsB: readonly MetricItem[],
  random: Random,
): Pick<MetricComparison, "pValue" | "method"> {
  const { pValue, isExact } = pairedTest(
    unitSums(itemUnits(itemsA, unitOf), weightedDifferences(itemsA, itemsB)),
    random,
  );
  const flips = isExact ? "all" : defaultSignFlips.toLocaleString("en-US");
  return { pValue, method: `paired permutation test, ${flips} sign flips of ${unit}` };
}

/**
 * The items of both models with the same key and group, in a's order.
 *
 * @throws RangeError when two items of one model share key and group: which is whose counterpart would be a guess
 */
function sharedItems(a: readonly MetricItem[], b: readonly MetricItem[]): [MetricItem[], MetricItem[]] {
  itemsByKey(a); // for its check
  const ofB = itemsByKey(b);
  const sharedA: MetricItem[] = [];
  const sharedB: MetricItem[] = [];
  for (const item of a) {
    const other = ofB.get(item.group)?.get(item.key);
    if (other === undefined) continue;
    sharedA.push(item);
    sharedB.push(other);
  }
  return [sharedA, sharedB];
}

function itemsByKey(items: readonly MetricItem[]): Map<string | undefined, Map<string, MetricItem>> {
  const byGroup = new Map<string | undefined, Map<string, MetricItem>>();
  for (const item of items) {
    let byKey = byGroup.get(item.group);
    if (byKey === undefined) byGroup.set(item.group, (byKey = new Map()));
    if (byKey.has(item.key)) throw new RangeError(`two items of ${item.group ?? "a model"} have the key "${item.key}"`);
    byKey.set(item.key, item);
  }
  return byGroup;
}

/** Total losses for weighted items, so that flipping a text flips all of its tokens. */
function weightedDifferences(a: readonly MetricItem[], b: readonly MetricItem[]): Float64Array {
  return Float64Array.from(a, ({ value, weight = 1 }, index) => {
    const other = b[index] as MetricItem;
    return other.value * (other.weight ?? 1) - value * weight;
  });
}
