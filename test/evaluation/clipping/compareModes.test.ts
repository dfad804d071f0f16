import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { compareModes } from "../../../src/evaluation/clipping/compareModes.ts";
import { subgroupLosses } from "../../../src/evaluation/clipping/subgroupLosses.ts";
import type { MetricItem, MetricResult } from "../../../src/evaluation/metricResult.ts";

const items = (values: readonly number[], group?: string): MetricItem[] =>
  values.map((value, index) => ({
    key: `${group ?? "text"} ${index}`,
    value,
    ...(group === undefined ? {} : { group }),
  }));

const metrics = (heldOut: readonly number[], female: readonly number[], male: readonly number[]): MetricResult[] => [
  { metric: "perplexity", value: 1, unit: "perplexity", n: heldOut.length, items: items(heldOut) },
  {
    metric: "coverage-gap",
    axis: "gender",
    value: 0,
    unit: "nats per token",
    n: female.length + male.length,
    items: [...items(female, "gender.female"), ...items(male, "gender.male")],
  },
];

describe("clip modes compared", () => {
  const hard = { arm: "dp hard", metrics: metrics([1, 2, 3, 4, 5], [1, 1, 1, 1], [1, 2, 3, 4]) };
  const soft = { arm: "dp soft", metrics: metrics([2, 4, 6, 8, 10], [0, 0, 0, 0], [2, 1, 4, 3]) };
  const adaptive = { arm: "dp adaptive", metrics: metrics([1, 2, 3, 4, 5], [1, 1, 1, 1], [1, 2, 3, 4]) };

  test("every pair on held-out texts, each against the first on sentences about each group", () => {
    const tests = compareModes([hard, soft, adaptive], seededRandom(1));
    expect(tests.map(({ a, b, texts, group }) => [a, b, group ?? texts])).toEqual([
      ["dp hard", "dp soft", "held-out records"],
      ["dp hard", "dp adaptive", "held-out records"],
      ["dp soft", "dp adaptive", "held-out records"],
      ["dp hard", "dp soft", "gender.female"],
      ["dp hard", "dp soft", "gender.male"],
      ["dp hard", "dp adaptive", "gender.female"],
      ["dp hard", "dp adaptive", "gender.male"],
    ]);
  });

  test("signed ranks, mean differences and Holm's p by hand", () => {
    const tests = compareModes([hard, soft], seededRandom(1));
    const [heldOut, female, male] = tests;
    // Differences 1..5, all positive: 2 of 32 sign patterns are as extreme.
    expect(heldOut).toMatchObject({ n: 5, difference: 3, rankBiserial: 1, pValue: 2 / 32, isExact: true });
    // Four times -1: 2 of 16.
    expect(female).toMatchObject({ n: 4, difference: -1, rankBiserial: -1, pValue: 2 / 16 });
    // 1, -1, 1, -1: as balanced as can be.
    expect(male).toMatchObject({ n: 4, difference: 0, rankBiserial: 0, pValue: 1 });
    // Holm: the smallest times 3, the next times 2, the last times 1.
    expect(tests.map(({ adjustedP }) => adjustedP)).toEqual([3 / 16, 1 / 4, 1]);
  });

  test("variants of one sentence are one text, not several", () => {
    const named = (...values: readonly number[]): MetricResult[] => [
      {
        metric: "coverage-gap",
        axis: "gender",
        value: 0,
        unit: "nats per token",
        n: values.length,
        items: values.map((value, index) => ({
          key: `sentence ${Math.floor(index / 2) + 1}/${index % 2 === 0 ? "a woman" : "a girl"}`,
          value,
          group: "gender.female",
        })),
      },
    ];
    const [test] = compareModes(
      [
        { arm: "dp hard", metrics: named(0, 0, 0, 0, 0, 0) },
        { arm: "dp soft", metrics: named(1, 3, 4, 4, 2, 4) },
      ],
      seededRandom(1),
    );
    // Three sentences with differences 2, 4 and 3: 2 of 8 sign patterns, not 2 of 64.
    expect(test).toMatchObject({ n: 3, difference: 3, pValue: 2 / 8 });
  });

  test("nothing comes of no modes", () => {
    expect(compareModes([], seededRandom(1))).toEqual([]);
  });
});

test("subgroup losses: the worst case and the average, by hand", () => {
  const interval = { low: 0, high: 4, level: 0.95, method: "bootstrap" };
  const group = (name: string, value: number) => ({ group: `religion.${name}`, value, n: 10 });
  const gap: MetricResult = {
    metric: "group-loss-gap",
    axis: "religion",
    value: 3,
    unit: "nats per token",
    n: 30,
    interval,
    groups: [group("christian", 2), group("jewish", 3), group("muslim", 5)],
  };
  expect(subgroupLosses([gap, { ...gap, metric: "coverage-gap" }])).toEqual([
    {
      axis: "religion",
      n: 30,
      gap: 3,
      interval,
      meanGap: 2, // (1 + 3 + 2) / 3
      mean: 10 / 3,
      worst: { group: "religion.muslim", value: 5 },
    },
  ]);
});
