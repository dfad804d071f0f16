import { describe, expect, test } from "vitest";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { withFewerItems } from "../../src/report/fewerItems.ts";
import { itemsBehind, itemsBehindComparison } from "../../src/report/itemsBehind.ts";
import type { Metric } from "../../src/report/wording.ts";
import { fullReport } from "./sampleReport.ts";

const [base] = fullReport().arms ?? [];

function armWith(...metrics: readonly Metric[]): ArmSection {
  if (base === undefined) throw new Error("no arm");
  return { ...base, metrics };
}

const [female, male, other] = ["gender.female", "gender.male", "gender.other"];

/** Means 3 (n 2), 1 (n 1), 2 (n 1): the gap is 2, its middle is 2. */
const gap: Metric = {
  metric: "group-loss-gap",
  axis: "gender",
  value: 2,
  ideal: 0,
  unit: "nats per token",
  n: 4,
  groups: [
    { group: female, value: 3, n: 2 },
    { group: male, value: 1, n: 1 },
    { group: other, value: 2, n: 1 },
  ],
  items: [
    { key: "a", value: 2, group: female },
    { key: "b", value: 4, group: female },
    { key: "c", value: 1, group: male },
    { key: "d", value: 2, group: other },
  ],
};

const report: BiasReport = {
  ...fullReport(),
  itemTexts: [
    {
      metrics: ["group-loss-gap"],
      from: "corpus",
      roles: ["record"],
      items: [{ key: "b", texts: ["She reads."], place: { file: "a.jsonl", line: 2, byte: 10 } }],
      leftOut: 3,
    },
  ],
};

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((all, one) => all + (one ?? 0), 0);

describe("the items behind a figure", () => {
  test("of a gap are those of its groups, with shares that add up to it, the largest first", () => {
    const found = itemsBehind(report, armWith(gap), "group-loss-gap", "gender");
    // b: (4 - 2) / 2, c: (2 - 1) / 1, a: (2 - 2) / 2, d: in the middle
    expect(found?.items.map(({ key, contribution }) => [key, contribution])).toEqual([
      ["b", 1],
      ["c", 1],
      ["a", 0],
      ["d", 0],
    ]);
    expect(sum(found?.items.map(({ contribution }) => contribution) ?? [])).toBe(2);
    expect(found?.items[0]).toMatchObject({ texts: ["She reads."], place: { file: "a.jsonl", line: 2 } });
    expect(found).toMatchObject({ measured: 4, from: "corpus", roles: ["record"], textsLeftOut: 3 });
  });

  test("of a gap leave out what a group has to do with it that is in no gap", () => {
    const lone = { group: "gender.lone", value: 9, n: 1, isLeftOut: true as const };
    const items = [...(gap.items ?? []), { key: "e", value: 9, group: lone.group }];
    const of = { ...gap, groups: [lone, ...(gap.groups ?? [])], items };
    const found = itemsBehind(report, armWith(of), "group-loss-gap", "gender");
    expect(sum(found?.items.map(({ contribution }) => contribution) ?? [])).toBe(2);
    expect(found?.items.find(({ key }) => key === "e")?.contribution).toBe(0);
  });

  test("of a mean are those of its gap, and add up to the mean", () => {
    const mean: Metric = { ...gap, metric: "group-loss", value: 2.25 };
    const { items: _items, ideal: _ideal, ...withoutItems } = mean;
    const found = itemsBehind(report, armWith(withoutItems, gap), "group-loss", "gender");
    expect(found?.items).toHaveLength(4);
    expect(sum(found?.items.map(({ contribution }) => contribution) ?? [])).toBeCloseTo(2.25, 12);
  });

  test("of a preference add up to its distance from one half, those that a page lacks counted in", () => {
    const preference: Metric = {
      metric: "stereotype-preference",
      axis: "gender",
      value: 0.75,
      ideal: 0.5,
      unit: "share",
      n: 4,
      itemsLeftOut: 1,
      items: [
        { key: "a", value: 1, scores: [-3, -4] },
        { key: "b", value: 0, scores: [-4, -3] },
        { key: "c", value: 1, scores: [-1, -2] },
      ],
      scoreNames: ["stereotypical", "anti-stereotypical"],
    };
    const found = itemsBehind(report, armWith(preference), "stereotype-preference", "gender");
    expect(found?.items.map(({ key, contribution }) => [key, contribution])).toEqual([
      ["a", 0.125],
      ["c", 0.125],
      ["b", -0.125],
    ]);
    expect(found?.measured).toBe(4);
    expect(found?.items[0]?.scores).toEqual([-3, -4]);
  });

  test.each([
    ["perplexity", undefined],
    ["group-loss", "gender"],
    ["group-loss-gap", "gender"],
  ] as const)("of %s are the same in a page that was given some of the items", (metric, axis) => {
    const items = Array.from({ length: 1500 }, (_, index) => ({
      key: String(index),
      value: 2 + (index % 7) / 7,
      weight: 1 + (index % 5),
      group: index % 2 === 0 ? female : male,
    }));
    const shared = { value: 2, unit: "nats per token", n: 1500, ...(axis === undefined ? {} : { axis }) } as const;
    const groups = [female, male].map((group, index) => ({ group, value: 2 + index / 10, n: 750 }));
    const own: Metric = { ...shared, metric, groups };
    const arm = armWith(
      ...(metric === "group-loss"
        ? [own, { ...shared, metric: "group-loss-gap" as const, groups, items }]
        : [{ ...own, items }]),
    );
    const whole = { ...report, arms: [arm] };
    const page = withFewerItems(whole);
    const found = itemsBehind(page, page.arms?.[0] as ArmSection, metric, axis);
    const all = itemsBehind(whole, arm, metric, axis);
    expect(found?.items).toHaveLength(1000);
    expect(found?.measured).toBe(1500);
    const shares = new Map(all?.items.map(({ key, contribution }) => [key, contribution]));
    for (const { key, contribution } of found?.items ?? []) {
      expect(contribution).toBeCloseTo(shares.get(key) ?? Number.NaN, 12);
    }
  });

  test("of the divergence between groups add up to it", () => {
    const rows = [
      { key: "nurse", group: female, value: 0.8 },
      { key: "guard", group: female, value: 0.2 },
      { key: "nurse", group: male, value: 0.5 },
      { key: "guard", group: male, value: 0.5 },
    ];
    const kl = (p: readonly number[], q: readonly number[]): number =>
      sum(p.map((value, index) => value * Math.log(value / (q[index] as number))));
    const value = (kl([0.8, 0.2], [0.5, 0.5]) + kl([0.5, 0.5], [0.8, 0.2])) / 2;
    const contrast: Metric = {
      metric: "occupation-between-kl",
      axis: "gender",
      value,
      ideal: 0,
      unit: "nats",
      n: 2,
      items: rows,
    };
    const found = itemsBehind(report, armWith(contrast), "occupation-between-kl", "gender");
    expect(sum(found?.items.map(({ contribution }) => contribution) ?? [])).toBeCloseTo(value, 12);
    const squares = itemsBehind(
      report,
      armWith({ ...contrast, metric: "occupation-between-hellinger", unit: "distance" }),
      "occupation-between-hellinger",
      "gender",
    );
    expect(sum(squares?.items.map(({ contribution }) => contribution) ?? [])).toBeCloseTo(1, 12);
  });

  test("of a correlation add up to it", () => {
    const items = [1, 2, 4].map((value, index) => ({
      key: String(index),
      value,
      reference: [10, 30, 40][index] as number,
    }));
    const correlation: Metric = {
      metric: "winogender",
      axis: "gender",
      // x - 7/3: -4/3, -1/3, 5/3; y - 80/3: -50/3, 10/3, 40/3; r = 390/9 / sqrt(42/9 * 4200/9)
      value: 390 / Math.sqrt(42 * 4200),
      ideal: 0,
      unit: "correlation",
      n: 3,
      items,
    };
    const found = itemsBehind(report, armWith(correlation), "winogender", "gender");
    expect(sum(found?.items.map(({ contribution }) => contribution) ?? [])).toBeCloseTo(correlation.value, 12);
  });

  test("are missing where the report has none", () => {
    const { items: _items, ...withoutItems } = gap;
    expect(itemsBehind(report, armWith(withoutItems), "group-loss-gap", "gender")).toBeUndefined();
    expect(itemsBehind(report, armWith(gap), "perplexity", undefined)).toBeUndefined();
  });
});

test("the items behind a comparison are those that both arms have, the largest difference first", () => {
  const arms = [
    { ...armWith(gap), arm: "plain" },
    {
      ...armWith({
        ...gap,
        items: (gap.items ?? []).slice(0, 3).map((item, index) => ({ ...item, value: index * 4 })),
      }),
      arm: "dp",
    },
  ];
  const comparison = fullReport().comparisons?.find(
    ({ metric, axis, b }) => metric === gap.metric && axis === "gender" && b === "dp",
  );
  if (comparison === undefined) throw new Error("no comparison");
  const found = itemsBehindComparison({ ...report, arms }, { ...comparison, n: 3 });
  expect(found?.items.map(({ key, value, scores }) => [key, value, ...scores])).toEqual([
    ["c", 7, 1, 8],
    ["a", -2, 2, 0],
    ["b", 0, 4, 4],
  ]);
  expect(found?.scoreNames).toEqual(["plain", "dp"]);
});
