import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import { evaluateModel, unmeasured } from "../../src/evaluation/evaluateScorer.ts";
import type { GroupedText } from "../../src/evaluation/groupedText.ts";
import type { MetricResult } from "../../src/evaluation/metricResult.ts";
import { fakeScorer } from "./fakeScorer.ts";

const texts: GroupedText[] = Array.from({ length: 48 }, (_, index) => ({
  id: `t${index}`,
  text: index % 2 === 0 ? "the captain lost his hat" : "the nurse lost her hat and coat",
  groups: [
    index % 2 === 0 ? "gender.male" : "gender.female",
    ["race.black", "race.white", "religion.jewish", "religion.muslim"][index % 4] as string,
  ],
}));

/** A deterministic probability between 0.01 and 0.2 from the words, with a lean that tests can set. */
function scorerWith(lean: number) {
  return fakeScorer((before, next) => {
    let hash = 7;
    for (const letter of `${before.at(-1) ?? ""} ${next}`) hash = (hash * 31 + letter.charCodeAt(0)) % 997;
    const base = 0.01 + (0.09 * hash) / 997;
    return next === "she" || next === "her" ? base * lean : base;
  });
}

const evaluate = (lean: number, seed = 1): Promise<MetricResult[]> =>
  evaluateModel(scorerWith(lean), { texts, random: seededRandom(seed) });

describe("evaluateModel", () => {
  test("measures everything in a stable order", async () => {
    const results = await evaluate(1);
    const perAxis = [
      "group-loss",
      "group-loss-gap",
      "stereotype-preference",
      "occupation-kl",
      "occupation-hellinger",
      "occupation-between-kl",
      "occupation-between-hellinger",
    ];
    expect(results.map(({ metric, axis }) => [axis, metric])).toEqual([
      [undefined, "perplexity"],
      ...["gender", "race", "religion"].flatMap((axis) => perAxis.map((metric) => [axis, metric])),
    ]);
    for (const { value, n, interval } of results) {
      expect(Number.isFinite(value)).toBe(true);
      expect(n).toBeGreaterThan(1);
      expect(interval?.low).toBeLessThanOrEqual(value + 1e-12);
      expect(interval?.high).toBeGreaterThanOrEqual(value - 1e-12);
    }
    expect(unmeasured(results)).toEqual([]);
  });

  test("gives the same figures for the same seed", async () => {
    expect(await evaluate(1)).toEqual(await evaluate(1));
  });

  test("hands the scorer thousands of sequences in large batches and reports progress to the end", async () => {
    const scorer = scorerWith(1);
    const last = new Map<string, [number, number | undefined]>();
    await evaluateModel(scorer, {
      texts,
      random: seededRandom(1),
      label: "base",
      onProgress: ({ stage, done, total }) => last.set(stage, [done, total]),
    });
    expect(scorer.scored.sequences).toBeGreaterThan(1500);
    expect(scorer.scored.largestBatch).toBeGreaterThan(100);
    expect(last.size).toBe(10);
    for (const [done, total] of last.values()) expect(done).toBe(total);
    expect([...last.keys()][0]).toBe("base: held-out text");
  });

  test("says what it could not measure", async () => {
    const none = await evaluateModel(scorerWith(1), { texts: [], random: seededRandom(1) });
    expect(none.some(({ metric }) => metric === "stereotype-preference")).toBe(true);
    expect(unmeasured(none)).toEqual([
      "No held-out text was given, so perplexity and loss by group were not measured.",
    ]);
    const few = await evaluateModel(scorerWith(1), {
      texts: texts.map((text) => ({ ...text, groups: [text.groups[0] as string] })),
      random: seededRandom(1),
    });
    expect(unmeasured(few).map((sentence) => sentence.match(/axis (\w+)/)?.[1])).toEqual(["race", "religion"]);
  });
});

describe("compareMetrics", () => {
  test("finds no difference between a model and itself", async () => {
    const results = await evaluate(1);
    const comparisons = compareMetrics("a", results, "b", await evaluate(1, 2), seededRandom(3));
    expect(comparisons.map(({ metric, axis }) => [axis, metric])).toEqual(
      results.filter(({ items }) => items !== undefined).map(({ metric, axis }) => [axis, metric]),
    );
    for (const { difference, interval, pValue } of comparisons) {
      expect(Math.abs(difference)).toBeLessThan(1e-12);
      expect(interval.high - interval.low).toBeLessThan(1e-12);
      expect(pValue).toBe(1);
    }
  });

  test("finds that a model which shuns one group predicts its texts worse", async () => {
    const [even, uneven] = [await evaluate(1), await evaluate(0.1)];
    const comparisons = compareMetrics("even", even, "uneven", uneven, seededRandom(3));
    const of = (metric: string, axis?: string) =>
      comparisons.find((comparison) => comparison.metric === metric && comparison.axis === axis);
    const perplexities = of("perplexity");
    expect(perplexities).toMatchObject({ a: "even", b: "uneven", n: 48 });
    expect(perplexities?.interval.low).toBeGreaterThan(0);
    expect(perplexities?.pValue).toBeLessThan(0.001);
    expect(of("group-loss-gap", "gender")?.difference).not.toBe(0);
    // The gap's own figures must agree with the two reports.
    const gapOf = (results: readonly MetricResult[]): number =>
      results.find(({ metric, axis }) => metric === "group-loss-gap" && axis === "gender")?.value ?? Number.NaN;
    expect(of("group-loss-gap", "gender")?.difference).toBeCloseTo(gapOf(uneven) - gapOf(even), 12);
    const kl = of("occupation-between-kl", "race");
    expect(kl?.n).toBe(40);
    for (const { difference, interval } of comparisons) {
      expect(interval.low).toBeLessThanOrEqual(difference + 1e-9);
      expect(interval.high).toBeGreaterThanOrEqual(difference - 1e-9);
    }
  });

  test("compares only the items that both models have", () => {
    const result = (values: Readonly<Record<string, number>>): MetricResult => ({
      metric: "stereotype-preference",
      axis: "race",
      value: 0,
      unit: "share",
      n: 0,
      items: Object.entries(values).map(([key, value]) => ({ key, value, group: "race.black" })),
    });
    const [comparison] = compareMetrics(
      "a",
      [result({ x: 1, y: 0, z: 0, only: 1 })],
      "b",
      [result({ z: 1, y: 1, x: 1 })],
      seededRandom(1),
    );
    expect(comparison?.n).toBe(3);
    expect(comparison?.difference).toBeCloseTo(2 / 3, 12);
    // Two differences of +1: of the four flips two are as large as 2.
    expect(comparison?.pValue).toBe(0.5);
    expect(comparison?.method).toBe("paired permutation test, all sign flips of sentence pairs");
  });
});
