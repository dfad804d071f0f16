import { beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import { evaluateModel } from "../../src/evaluation/evaluateScorer.ts";
import type { GroupedText } from "../../src/evaluation/groupedText.ts";
import type { MetricResult } from "../../src/evaluation/metricResult.ts";
import { unmeasured } from "../../src/evaluation/unmeasured.ts";
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

/** The stages with their last report. */
const progress = new Map<string, [number, number | undefined]>();
const evenScorer = scorerWith(1);
let even: readonly MetricResult[];
let uneven: readonly MetricResult[];

beforeAll(async () => {
  even = await evaluateModel(evenScorer, {
    texts,
    random: seededRandom(1),
    label: "base",
    onProgress: ({ stage, done, total }) => progress.set(stage, [done, total]),
  });
  uneven = await evaluateModel(scorerWith(0.1), { texts, random: seededRandom(1) });
}, 60_000);

describe("evaluateModel", () => {
  test("measures everything in a stable order", () => {
    const perAxis = [
      "group-loss",
      "group-loss-gap",
      "stereotype-preference",
      "occupation-kl",
      "occupation-hellinger",
      "occupation-between-kl",
      "occupation-between-hellinger",
    ];
    expect(even.map(({ metric, axis }) => [axis, metric])).toEqual([
      [undefined, "perplexity"],
      ...["gender", "race", "religion"].flatMap((axis) => perAxis.map((metric) => [axis, metric])),
    ]);
    expect(unmeasured([{ arm: "even", metrics: even }])).toEqual([]);
    for (const { metric, value, n, interval } of [...even, ...uneven]) {
      expect(Number.isFinite(value)).toBe(true);
      expect(n).toBeGreaterThan(1);
      // A model that is alike for every occupation, or every text of a group, does not show how far others would lie apart.
      if (/^occupation|-gap$/u.test(metric) && interval === undefined) continue;
      expect(interval?.low).toBeLessThanOrEqual(value + 1e-12);
      expect(interval?.high).toBeGreaterThanOrEqual(value - 1e-12);
    }
  });

  test("gives the same figures for the same seed", async () => {
    expect(await evaluateModel(scorerWith(1), { texts, random: seededRandom(1) })).toEqual(even);
  });

  test("hands the scorer thousands of sequences in large batches and reports progress to the end", () => {
    expect(evenScorer.scored.sequences).toBeGreaterThan(1500);
    expect(evenScorer.scored.largestBatch).toBeGreaterThan(100);
    expect(progress.size).toBe(10);
    for (const [done, total] of progress.values()) expect(done).toBe(total);
    expect([...progress.keys()][0]).toBe("base: held-out text");
  });
});

describe("compareMetrics", () => {
  test("finds no difference between a model and itself", () => {
    const comparisons = compareMetrics("a", even, "b", even, seededRandom(3));
    expect(comparisons.map(({ metric, axis }) => [axis, metric])).toEqual(
      even.filter(({ items }) => items !== undefined).map(({ metric, axis }) => [axis, metric]),
    );
    for (const { difference, interval, pValue } of comparisons) {
      expect([difference, interval, pValue]).toEqual([0, undefined, 1]); // a point would claim that nothing is unsure
    }
  });

  test("finds that a model which shuns one group predicts its texts worse", () => {
    const comparisons = compareMetrics("even", even, "uneven", uneven, seededRandom(3));
    const of = (metric: string, axis?: string) =>
      comparisons.find((comparison) => comparison.metric === metric && comparison.axis === axis);
    const perplexities = of("perplexity");
    expect(perplexities).toMatchObject({ a: "even", b: "uneven", n: 48 });
    expect(perplexities?.interval?.low).toBeGreaterThan(0);
    expect(perplexities?.pValue).toBeLessThan(0.001);
    expect(of("group-loss-gap", "gender")?.difference).not.toBe(0);
    // The gap's own figures must agree with the two reports.
    const gapOf = (results: readonly MetricResult[]): number =>
      results.find(({ metric, axis }) => metric === "group-loss-gap" && axis === "gender")?.value ?? Number.NaN;
    expect(of("group-loss-gap", "gender")?.difference).toBeCloseTo(gapOf(uneven) - gapOf(even), 12);
    const kl = of("occupation-between-kl", "race");
    expect(kl?.n).toBe(40);
    for (const { difference, interval } of comparisons) {
      expect(interval?.low ?? difference).toBeLessThanOrEqual(difference + 1e-9);
      expect(interval?.high ?? difference).toBeGreaterThanOrEqual(difference - 1e-9);
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

  test("flips the signs of whole units where several texts were held out together", () => {
    const result = (loss: number): MetricResult => ({
      metric: "perplexity",
      value: Math.exp(loss),
      unit: "perplexity",
      n: 30,
      items: Array.from({ length: 30 }, (_, index) => ({ key: `t${index}`, value: loss, unit: index % 3 })),
    });
    const [comparison] = compareMetrics("a", [result(2)], "b", [result(3)], seededRandom(1));
    // Three units of ten texts, all worse: two of the eight flips are as large.
    expect(comparison).toMatchObject({ n: 30, pValue: 0.25 });
    expect(comparison?.method).toBe(
      "paired permutation test, all sign flips of units of privacy, all texts of one together",
    );
  });

  test("pairs each text with itself where a corpus repeats its ids", async () => {
    const repeated = texts.map((text, index) => ({ ...text, id: `t${index % 3}` }));
    const results = await evaluateModel(scorerWith(1), { texts: repeated, random: seededRandom(1) });
    const ofTexts = results.filter(({ metric }) => metric === "perplexity" || metric === "group-loss-gap");
    const comparisons = compareMetrics("a", ofTexts, "b", ofTexts, seededRandom(3));
    for (const { difference, interval, pValue } of comparisons) {
      expect([difference, interval, pValue]).toEqual([0, undefined, 1]); // a point would claim that nothing is unsure
    }
    expect(comparisons.map(({ n }) => n)).toEqual(ofTexts.map(({ n }) => n));
  });

  test("items that share a key are a caller's mistake", () => {
    const items = ["x", "y", "x"].map((key, value) => ({ key, value }));
    const result: MetricResult = { metric: "perplexity", value: 1, unit: "perplexity", n: 3, items };
    const unique: MetricResult = { ...result, items: items.slice(0, 2) };
    expect(() => compareMetrics("a", [unique], "b", [result], seededRandom(1))).toThrow(RangeError);
    expect(() => compareMetrics("a", [result], "b", [unique], seededRandom(1))).toThrow(RangeError);
  });

  test("names the test that was made where most items do not differ", () => {
    const result = (changed: number): MetricResult => ({
      metric: "stereotype-preference",
      axis: "race",
      value: 0,
      unit: "share",
      n: 40,
      items: Array.from({ length: 40 }, (_, index) => ({ key: `${index}`, value: index < changed ? 1 : 0 })),
    });
    const methodOf = (changed: number): string | undefined =>
      compareMetrics("a", [result(0)], "b", [result(changed)], seededRandom(1))[0]?.method;
    expect(methodOf(3)).toBe("paired permutation test, all sign flips of sentence pairs");
    expect(methodOf(30)).toBe("paired permutation test, 10,000 sign flips of sentence pairs");
  });
});
