import type { Random } from "../../base/random.ts";
import { holm } from "../holm.ts";
import type { MetricItem, MetricResult } from "../metricResult.ts";
import { bySentence, signedRank } from "../signedRank.ts";
import type { SignedRank } from "../signedRank.ts";

/** One of several trainings that differ in how they clip. */
export interface ModeMetrics {
  readonly arm: string;
  readonly metrics: readonly MetricResult[];
}

/** Wilcoxon's signed-rank test of two trainings on losses of the same texts. */
export interface ModeTest extends SignedRank {
  /** Arm ids; differences are b - a, so that above 0 b predicts worse. */
  readonly a: string;
  readonly b: string;
  /** Held-out records, or public sentences about one group. */
  readonly texts: "held-out records" | "public sentences";
  readonly group?: string;
  /** Holm over all tests of the comparison. */
  readonly adjustedP: number;
}

/**
 * Compares trainings that differ in nothing but how they clip: do texts, and texts about which groups, fare differently?
 *
 * All pairs of modes on the held-out records; each mode against the first one, the reference, on the public sentences
 * about each group. On the sentences the losses' difference is that of `coverage`, because the base model is the same; a
 * sentence counts once, with the mean over the ways of naming the group in it, because such variants say the same.
 *
 * @see Soleymani et al. (2025), "SoftAdaClip", which compares clip modes by Wilcoxon's test with Bonferroni's correction;
 *   Holm's is never worse
 */
export function compareModes(modes: readonly ModeMetrics[], random: Random): ModeTest[] {
  const [reference, ...others] = modes;
  if (reference === undefined) return [];
  const tests = [
    ...modes.flatMap((a, index) => modes.slice(index + 1).flatMap((b) => heldOutTest(a, b, random))),
    ...others.flatMap((other) => groupTests(reference, other, random)),
  ];
  const corrected = holm(tests.map(({ pValue }) => pValue));
  return tests.map((test, index) => ({ ...test, adjustedP: corrected[index] as number }));
}

type Unadjusted = Omit<ModeTest, "adjustedP">;

function heldOutTest(a: ModeMetrics, b: ModeMetrics, random: Random): Unadjusted[] {
  const itemsOf = ({ metrics }: ModeMetrics): readonly MetricItem[] =>
    metrics.find(({ metric }) => metric === "perplexity")?.items ?? [];
  return testOf(a.arm, b.arm, { texts: "held-out records" }, itemsOf(a), itemsOf(b), random);
}

function groupTests(a: ModeMetrics, b: ModeMetrics, random: Random): Unadjusted[] {
  const itemsOf = ({ metrics }: ModeMetrics): readonly MetricItem[] =>
    metrics.flatMap(({ metric, items = [] }) => (metric === "coverage-gap" ? items : []));
  const [itemsA, itemsB] = [itemsOf(a), itemsOf(b)];
  const groups = [...new Set(itemsA.flatMap(({ group }) => group ?? []))];
  return groups.flatMap((group) => {
    const own = (items: readonly MetricItem[]) => bySentence(items.filter((item) => item.group === group));
    return testOf(a.arm, b.arm, { texts: "public sentences", group }, own(itemsA), own(itemsB), random);
  });
}

function testOf(
  a: string,
  b: string,
  what: Pick<ModeTest, "texts" | "group">,
  itemsA: readonly Pick<MetricItem, "key" | "value">[],
  itemsB: readonly Pick<MetricItem, "key" | "value">[],
  random: Random,
): Unadjusted[] {
  const tested = signedRank(itemsA, itemsB, random, "texts");
  return tested === undefined ? [] : [{ a, b, ...what, ...tested }];
}
