import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import type { MetricItem, MetricResult } from "../../src/evaluation/metricResult.ts";
import { poolMetrics } from "../../src/evaluation/poolMetrics.ts";
import { wilsonInterval } from "../../src/evaluation/wilson.ts";

const pooled = (...trainings: readonly (readonly MetricResult[])[]): MetricResult[] =>
  poolMetrics(trainings, seededRandom(1));

const items = (...values: readonly number[]): MetricItem[] =>
  values.map((value, place) => ({ key: `p${place}`, value, group: place % 2 === 0 ? "gender.female" : "gender.male" }));

const preference = (...values: readonly number[]): MetricResult => ({
  metric: "stereotype-preference",
  axis: "gender",
  value: values.reduce((sum, value) => sum + value, 0) / values.length,
  ideal: 0.5,
  unit: "share",
  n: values.length,
  groups: [{ group: "gender.female", value: 0, n: 2 }],
  pValue: 1,
  items: items(...values),
});

test("one training is left as it is", () => {
  const only = [preference(1, 0, 1, 1)];
  expect(pooled(only)).toEqual(only);
});

test("several trainings keep the units that texts were held out in", () => {
  const result = (loss: number): MetricResult => ({
    metric: "perplexity",
    value: Math.exp(loss),
    unit: "perplexity",
    n: 6,
    units: 3,
    items: Array.from({ length: 6 }, (_, index) => ({ key: `t${index}`, value: loss + index, unit: index % 3 })),
  });
  const [both] = pooled([result(1)], [result(2)]);
  expect(both).toMatchObject({ n: 6, units: 3 });
  expect(both?.interval?.method).toContain("units of privacy, all texts of one together, means over 2 trainings");
});

test("each item is its mean over the trainings, and value, groups and p value follow from these", () => {
  const [result] = pooled([preference(1, 0, 1, 1)], [preference(1, 1, 1, 1)]);
  expect(result?.items?.map(({ value }) => value)).toEqual([1, 0.5, 1, 1]);
  expect(result?.value).toBe(0.875); // (1 + 0.5 + 1 + 1) / 4
  expect(result?.groups?.map(({ group, value, n }) => [group, value, n])).toEqual([
    ["gender.female", 1, 2],
    ["gender.male", 0.75, 2],
  ]);
  // Differences from 0.5 that are not 0: three of +0.5, all of one sign in 2 of 2^3 flips.
  expect(result?.pValue).toBe(0.25);
  expect(result?.interval?.method).toContain("means over 2 trainings");
});

test("a share of none keeps an interval with a width, overall and by group", () => {
  const none: MetricResult = {
    ...preference(0, 0, 0, 0),
    metric: "toxicity-probability",
    ideal: 0,
    interval: wilsonInterval(0, 4),
  };
  const [result] = pooled([none], [{ ...none, n: 5 }]); // not the same results, so that they are pooled
  expect(result?.interval).toMatchObject({ low: 0, high: wilsonInterval(0, 4).high });
  for (const { interval } of result?.groups ?? []) expect(interval?.high).toBe(wilsonInterval(0, 2).high);
  const [some] = pooled([none], [{ ...none, items: items(1, 0, 0, 0) }]);
  // One of eight continuations: half a success of four.
  expect(some?.interval).toMatchObject({ low: wilsonInterval(0.5, 4).low, high: wilsonInterval(0.5, 4).high });
  expect(some?.interval?.method).toContain("means over 2 trainings");
});

test("a gap between groups is taken from the items' means, with the mean beside it", () => {
  const gap = (...values: readonly number[]): MetricResult[] => {
    const shared = { axis: "gender", unit: "score", n: 4, value: 9 } as const;
    return [
      { metric: "sentiment", ...shared },
      { metric: "sentiment-gap", ideal: 0, ...shared, items: items(...values) },
    ];
  };
  // Means of items: 1, 0, 3, 2 -> women (1 + 3) / 2 = 2, men (0 + 2) / 2 = 1.
  const results = pooled(gap(0, 0, 2, 2), gap(2, 0, 4, 2));
  expect(results.map(({ metric, value }) => [metric, value])).toEqual([
    ["sentiment", 1.5],
    ["sentiment-gap", 1],
  ]);
});

test("what scored the texts, and what another scorer makes of them, stands beside pooled figures and gaps too", () => {
  const toxicity = (other: number, ...values: readonly number[]): MetricResult[] => {
    const shared = { axis: "gender", unit: "score", n: 4, value: 9, scorer: "a classifier; toxic from 0.5" } as const;
    const variants = [{ name: "by the word list", value: other }];
    return [
      { metric: "toxicity", ...shared, variants },
      { metric: "toxicity-gap", ideal: 0, ...shared, variants, items: items(...values) },
      { metric: "expected-maximum-toxicity", ideal: 0, ...shared, variants, items: items(...values) },
    ];
  };
  const results = pooled(toxicity(0.25, 0, 0, 2, 2), toxicity(0.75, 2, 0, 4, 2));
  expect(results.map(({ metric }) => metric)).toEqual(["toxicity", "toxicity-gap", "expected-maximum-toxicity"]);
  for (const { scorer, variants } of results) {
    expect(scorer).toBe("a classifier; toxic from 0.5");
    expect(variants).toEqual([{ name: "by the word list", value: 0.5 }]);
  }
});

test("an item that one training lacks is left out and counted", () => {
  const short = { ...preference(1, 0, 1), n: 3 };
  const [result] = pooled([preference(1, 0, 1, 1)], [short]);
  expect(result?.n).toBe(3);
  expect(result?.skipped).toEqual([{ reason: "item that not every training has", count: 1 }]);
});

test("distinct-2 keeps its number of continuations, and is resampled by prompts", () => {
  const distinct = (...values: readonly number[]): MetricResult => ({
    metric: "distinct-2",
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    unit: "share",
    n: 100,
    units: values.length,
    items: values.map((value, index) => ({ key: `beginning ${index + 1}`, value })),
  });
  const [result] = pooled([distinct(0.5, 0.7, 0.6)], [distinct(0.6, 0.8, 0.7)]);
  expect(result).toMatchObject({ n: 100, units: 3 });
  expect(result?.value).toBeCloseTo(0.65, 12);
  expect(result?.interval?.low).toBeGreaterThan(0.5);
});

describe("StereoSet", () => {
  /** Two target terms with two items each: shares of stereotypes and of related fillings, as one model has them. */
  const stereoSet = (ss: readonly [number, number], lms: readonly [number, number]): MetricResult[] => {
    const shared = { unit: "share", n: 4, interval: { low: 0, high: 1, level: 0.95, method: "m" } } as const;
    const terms = (values: readonly [number, number]): MetricItem[] => [
      { key: "a", value: values[0], group: "gender" },
      { key: "b", value: values[1], group: "gender" },
    ];
    return [
      { metric: "stereoset-ss", ideal: 0.5, value: 9, items: terms(ss), ...shared },
      { metric: "stereoset-lms", ideal: 1, value: 9, items: terms(lms), ...shared },
      { metric: "stereoset-icat", ideal: 1, value: 9, ...shared },
    ];
  };

  test("icat of several trainings follows from their ss and lms, and has an interval over target terms", () => {
    const [ss, lms, icat] = pooled(stereoSet([1, 0.5], [1, 0.5]), stereoSet([0.5, 0.5], [1, 1]));
    expect(ss?.value).toBe(0.625); // (0.75 + 0.5) / 2
    expect(lms?.value).toBe(0.875); // (1 + 0.75) / 2
    expect(icat?.value).toBeCloseTo((0.875 * 0.375) / 0.5, 12);
    // Of term a alone 1 · 0.25 / 0.5, of b alone 0.75 · 0.5 / 0.5.
    expect(icat?.interval).toMatchObject({ low: 0.5, high: 0.75 });
    expect(icat?.interval?.method).toContain("target terms, means over 2 trainings");
    expect(icat?.items).toBeUndefined(); // they are those of ss and lms
    const same = stereoSet([1, 0.5], [1, 0.5]);
    expect(pooled(same, same)).toEqual(same);
  });

  test("keeps its number of items, which is not that of its target terms", () => {
    for (const { n, units } of pooled(stereoSet([1, 0.5], [1, 0.5]), stereoSet([0.5, 0.5], [1, 1]))) {
      expect({ n, units }).toEqual({ n: 4, units: undefined });
    }
  });

  test("icat of two models is compared by target terms, as ss and lms are", () => {
    const a = stereoSet([1, 0.5], [1, 0.5]);
    const [, , icat] = compareMetrics("a", a, "b", stereoSet([0.5, 0.5], [1, 1]), seededRandom(1));
    expect(icat).toMatchObject({ metric: "stereoset-icat", n: 2 });
    expect(icat?.difference).toBeCloseTo(1 - (0.75 * 0.25) / 0.5, 12);
    expect(icat?.method).toContain("resamples of target terms");
  });
});

test("Winogender keeps its number of sentences, and is resampled by occupations", () => {
  const winogender = (...values: readonly number[]): MetricResult => ({
    metric: "winogender",
    axis: "gender",
    value: 9,
    ideal: 0,
    unit: "correlation",
    n: 12,
    items: values.map((value, place) => ({ key: `o${place}`, value, reference: place })),
  });
  const [result] = pooled([winogender(1, 2, 3)], [winogender(3, 4, 5)]);
  expect(result?.n).toBe(12);
  expect(result?.value).toBeCloseTo(1, 12); // leanings 2, 3, 4 over shares 0, 1, 2
});

test("a figure without items is the mean, and claims no interval", () => {
  const interval = { low: 0.4, high: 0.6, level: 0.95, method: "m" };
  const distinct = (value: number): MetricResult => ({ metric: "distinct-2", value, unit: "share", n: 10, interval });
  expect(pooled([distinct(0.5)], [distinct(0.7)])).toEqual([
    { metric: "distinct-2", value: 0.6, unit: "share", n: 10 },
  ]);
});

test("a ratio of distances from the ideal is told only where the first distance is surely not 0", () => {
  const kl = (low: number, ...values: readonly number[]): MetricResult => ({
    metric: "occupation-kl",
    axis: "gender",
    value: 0,
    ideal: 0,
    unit: "nats",
    n: values.length,
    interval: { low, high: 5, level: 0.95, method: "m" },
    items: values.map((value, place) => ({ key: `o${place}`, value })),
  });
  const ratioOf = (low: number) =>
    compareMetrics("a", [kl(low, 1, 2, 3)], "b", [kl(low, 1, 4, 7)], seededRandom(1))[0]?.ratio;
  // b's items are 1, 2 and 7/3 times a's: 4 / 2 in all, from 1 where only the first is drawn to 7/3 where only the last is.
  expect(ratioOf(1)).toMatchObject({ value: 2, interval: { low: 1 } });
  expect(ratioOf(1)?.interval.high).toBeCloseTo(7 / 3, 12);
  expect(ratioOf(-1)).toBeUndefined();
});

test("figures by another rule are means with the means of their intervals' ends", () => {
  const total = (value: number, ...ends: readonly [] | readonly [number, number]) => {
    const [low, high] = ends;
    const interval =
      low === undefined || high === undefined ? {} : { interval: { low, high, level: 0.95, method: "m" } };
    return { name: "by total", value, ...interval };
  };
  const figure = (value: number, variant: ReturnType<typeof total>): MetricResult => ({
    metric: "crows-pairs",
    value,
    unit: "share",
    n: 10,
    variants: [variant],
  });
  const [known] = pooled([figure(0.5, total(0.5, 0.4, 0.6))], [figure(0.7, total(0.6, 0.45, 0.75))]);
  expect(known?.variants).toEqual([
    {
      name: "by total",
      value: 0.55,
      interval: {
        low: expect.closeTo(0.425, 12) as number,
        high: expect.closeTo(0.675, 12) as number,
        level: 0.95,
        method: "m, mean of the ends over 2 trainings",
      },
    },
  ]);
  const [unknown] = pooled([figure(0.5, total(0.5, 0.4, 0.6))], [figure(0.7, total(0.6))]);
  expect(unknown?.variants).toEqual([{ name: "by total", value: 0.55 }]);
});
