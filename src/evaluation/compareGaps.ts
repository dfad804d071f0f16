import type { Random } from "../base/random.ts";
import { bootstrapValues, defaultResamples, percentileInterval, resampledP } from "./bootstrap.ts";
import { comparedItems } from "./comparedGroups.ts";
import { furthestApart, gapOf, groupMeans, pairsOf } from "./groupMeans.ts";
import { hasSingleUnit, itemUnits, ofUnits, unitStrata } from "./itemUnits.ts";
import type { MetricComparison, MetricItem } from "./metricResult.ts";
import { ratioWithInterval, resampledRatio } from "./ratioToIdeal.ts";

export interface CompareGapsOptions {
  /** Of the bootstrap; 2,000 when absent. */
  readonly resamples?: number;
  /** Whether b's gap is told in units of a's too; for a gap whose interval leaves out 0. */
  readonly withRatio?: boolean;
  /** What is resampled, for the method; texts when absent. */
  readonly resampled?: string | undefined;
  /** As for `groupGap`. */
  readonly unitOf?: ((key: string) => string) | undefined;
}

/**
 * Compares two models' gaps between groups (largest minus smallest group mean) on the same texts: gap of b minus gap of a.
 *
 * The interval is that of a difference in differences, (b's furthest pair) - (a's furthest pair), each pair with its
 * sign as observed and the same texts drawn for both models. Resampling the two gaps themselves would reject a true null
 * in half of all cases: a largest minus a smallest mean grows with the spread of the losses, so a model whose losses
 * are merely smaller looks fairer. The pairs were chosen after looking, so the level is shared out over all pairs of groups
 * (Bonferroni). The p value is of the same difference, from the same resamples: labels shuffled among the texts would test
 * whether groups matter in either model, and call a change of nothing significant where one gap grew less than chance has it.
 *
 * @param allOfA, allOfB losses of the same texts in the same order, with their groups; those with too few units are left out
 * @returns undefined when the texts are about fewer than two groups, or one of the groups furthest apart has a single unit
 */
export function compareGaps(
  allOfA: readonly MetricItem[],
  allOfB: readonly MetricItem[],
  random: Random,
  options: CompareGapsOptions = {},
): Pick<MetricComparison, "difference" | "interval" | "pValue" | "ratio" | "n" | "method"> | undefined {
  const { resamples = defaultResamples, withRatio = false, resampled = "texts", unitOf } = options;
  const { items: itemsA, groups } = comparedItems(allOfA, unitOf);
  if (groups.length < 2) return undefined;
  const itemsB = allOfB.filter(({ group }) => groups.includes(group as string));
  const labels = Uint32Array.from(itemsA, ({ group }) => groups.indexOf(group as string));
  const units = itemUnits(itemsA, unitOf);
  const strata = unitStrata(units, labels);
  const a = Float64Array.from(itemsA, ({ value }) => value);
  const b = Float64Array.from(itemsB, ({ value }) => value);
  const pairA = furthestApart(groupMeans(a, labels, groups.length));
  const pairB = furthestApart(groupMeans(b, labels, groups.length));
  if (hasSingleUnit(units, labels, [pairA.highest, pairA.lowest, pairB.highest, pairB.lowest])) return undefined;
  const ratios: number[] = [];
  const apart = (counts: Uint32Array): number => {
    const ofA = groupMeans(a, labels, groups.length, counts);
    const ofB = groupMeans(b, labels, groups.length, counts);
    const gapB = (ofB[pairB.highest] as number) - (ofB[pairB.lowest] as number);
    const gapA = (ofA[pairA.highest] as number) - (ofA[pairA.lowest] as number);
    // A gap as observed is above 0.
    if (withRatio) ratios.push(resampledRatio(gapB, gapA, 1));
    return gapB - gapA;
  };
  const drawn = bootstrapValues(units.size, ofUnits(units, apart), random, resamples, strata).sort();
  if (drawn.length === 0) return undefined;
  const gapA = gapOf(groupMeans(a, labels, groups.length));
  const gapB = gapOf(groupMeans(b, labels, groups.length));
  const pairs = pairsOf(groups.length);
  const tail = 0.025 / pairs;
  const how =
    `${resamples.toLocaleString("en-US")} resamples of ${resampled}` +
    `${strata === undefined ? "" : " within groups"}, of the ` +
    `difference between the groups furthest apart in each model` +
    (pairs === 1 ? "" : `, shared out over ${pairs} pairs of groups`);
  const method = `paired percentile bootstrap, ${how}`;
  const ratio = ratioWithInterval(gapB / gapA, ratios, tail, method);
  const interval = percentileInterval(drawn, tail, method);
  return {
    difference: gapB - gapA,
    ...(interval === undefined ? {} : { interval }),
    pValue: Math.min(1, pairs * resampledP(gapB - gapA, drawn)),
    ...(ratio === undefined ? {} : { ratio }),
    n: a.length,
    method: `paired bootstrap test, ${how}`,
  };
}
