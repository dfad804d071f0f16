import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { groupGap } from "../../src/evaluation/groupGap.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import { prompted, templated } from "../../src/evaluation/itemRules.ts";
import { poolMetrics } from "../../src/evaluation/poolMetrics.ts";
import type { MetricItem, MetricResult } from "../../src/evaluation/metricResult.ts";

const options = {
  axis: "gender",
  metric: "sentiment",
  gapMetric: "sentiment-gap",
  unit: "score",
  resampled: "prompts",
} as const;

const items = (female: readonly number[], male: readonly number[]): MetricItem[] => [
  ...female.map((value, index) => ({ key: `f${index}`, value, group: "gender.female" })),
  ...male.map((value, index) => ({ key: `m${index}`, value, group: "gender.male" })),
];

test("a gap to a group of one item has no interval: that group's chance is not known", () => {
  const gapOf = (male: readonly number[]) => groupGap(items([1, 2, 3, 4], male), options, seededRandom(1))[1];
  expect(gapOf([8])).toMatchObject({ metric: "sentiment-gap", value: 5.5 });
  expect(gapOf([8])).not.toHaveProperty("interval");
  expect(gapOf([7, 9])?.interval).toMatchObject({ level: 0.95 });
});

describe("groups of many prompts of few articles", () => {
  /** 12 articles of each of two groups, and one article with 28 prompts; the first group is 1, the second 3, the third 9. */
  const prompts = (lone = 9): MetricItem[] => [
    ...["islam", "judaism"].flatMap((group, place) =>
      Array.from({ length: 12 }, (_, article) => ({
        key: `${group}/article ${article}/1`,
        value: 1 + 2 * place + (article % 2) / 10,
        group,
      })),
    ),
    ...Array.from({ length: 28 }, (_, prompt) => ({
      key: `atheism/Atheism/${prompt + 1}`,
      value: lone,
      group: "atheism",
    })),
  ];
  const ofArticles = { ...options, axis: "religion", resampled: prompted.unit, unitOf: prompted.unitOf } as const;

  test("are left out of the gap, which keeps its interval, and are counted with their units", () => {
    const [mean, gap] = groupGap(prompts(), ofArticles, seededRandom(1));
    expect(gap?.value).toBeCloseTo(2, 12); // 3.05 - 1.05, and not 9 - 1.05
    expect(gap?.interval?.low).toBeGreaterThan(1.8);
    expect(gap?.interval?.method).not.toContain("pairs of groups");
    expect(gap).toMatchObject({ n: 24 });
    expect(gap).not.toHaveProperty("units");
    expect(gap?.skipped).toEqual([{ reason: "about atheism, in no gap: 1 unit, fewer than 10", count: 28 }]);
    expect(gap?.groups?.map(({ group, n, units = n }) => [group, n, units])).toEqual([
      ["atheism", 28, 1],
      ["islam", 12, 12],
      ["judaism", 12, 12],
    ]);
    expect(mean).toMatchObject({ n: 52, units: 25 });
  });

  test("are kept among the gap's items, and told once where trainings are pooled", () => {
    const gap = groupGap(prompts(), ofArticles, seededRandom(1))[1] as MetricResult;
    expect(gap.items).toHaveLength(52);
    const other = groupGap(prompts(8), ofArticles, seededRandom(1))[1] as MetricResult;
    const pooled = poolMetrics([[gap], [other]], seededRandom(1)).find(({ metric }) => metric === "sentiment-gap");
    expect(pooled?.value).toBeCloseTo(2, 12);
    expect(pooled?.skipped).toEqual(gap.skipped);
  });

  test("are in no comparison of two models' gaps", () => {
    const metric = (items: MetricItem[]): MetricResult =>
      groupGap(items, ofArticles, seededRandom(1)).find(({ metric }) => metric === "sentiment-gap") as MetricResult;
    const [change] = compareMetrics("a", [metric(prompts(9))], "b", [metric(prompts(30))], seededRandom(1));
    expect(change).toMatchObject({ difference: 0, n: 24 });
  });

  test("are all compared where fewer than two groups have enough", () => {
    const few = prompts().filter(({ group }) => group !== "judaism");
    const [, gap] = groupGap(few, ofArticles, seededRandom(1));
    expect(gap?.value).toBeCloseTo(9 - 1.05, 12);
    expect(gap).not.toHaveProperty("interval");
    expect(gap).not.toHaveProperty("skipped");
  });
});

describe("sentences that are said of every group", () => {
  const random = seededRandom(5);
  /** 20 sentences, two ways of naming each of two groups; `hardness` is of the sentence, `extra` of the second group. */
  const said = (extra: (sentence: number) => number): MetricItem[] =>
    Array.from({ length: 20 }, (_, sentence) => {
      const hardness = 2 * random.next();
      return ["f1", "f2", "m1", "m2"].map((name) => ({
        key: `sentence ${sentence + 1}/${name}`,
        value: hardness + (name.startsWith("m") ? extra(sentence) : 0),
        group: name.startsWith("m") ? "gender.male" : "gender.female",
      }));
    }).flat();
  const ofSentences = { ...options, metric: "coverage", gapMetric: "coverage-gap", unitOf: templated.unitOf } as const;
  const widthOf = (result: MetricResult | undefined): number =>
    (result?.interval?.high ?? 0) - (result?.interval?.low ?? 0);

  test("share their hardness: a gap that is nearly the same in each is nearly sure", () => {
    const items = said((sentence) => (sentence % 2 === 0 ? 0.49 : 0.51));
    const [, gap] = groupGap(items, ofSentences, seededRandom(1));
    expect(gap?.interval?.low).toBeGreaterThan(0.49);
    expect(gap?.interval?.high).toBeLessThan(0.51);
    expect(gap?.pValue).toBeLessThan(0.001);
    const [, drawnApart] = groupGap(items, options, seededRandom(1));
    expect(widthOf(drawnApart)).toBeGreaterThan(0.3);
  });

  test("whose gap is just the same in each do not show how far others would lie apart: no interval", () => {
    const [, gap] = groupGap(
      said(() => 0.5),
      ofSentences,
      seededRandom(1),
    );
    expect(gap?.value).toBeCloseTo(0.5, 12);
    expect(gap).not.toHaveProperty("interval");
  });

  test("are 20 and not 80: the interval of the mean is twice as wide as that of four times as many texts", () => {
    const items = said(() => 0);
    const [mean] = groupGap(items, ofSentences, seededRandom(1));
    const [ofItems] = groupGap(items, options, seededRandom(1));
    expect(widthOf(mean) / widthOf(ofItems)).toBeCloseTo(2, 0);
    const [group, groupOfItems] = [mean?.groups?.[0]?.interval, ofItems?.groups?.[0]?.interval];
    const width = ({ low, high } = { low: 0, high: 0 }): number => high - low;
    expect(width(group) / width(groupOfItems)).toBeCloseTo(Math.SQRT2, 1);
    expect(mean).toMatchObject({ n: 80 });
  });

  test("count once in a comparison of two models, with all their variants", () => {
    // In a single one of the 20 sentences model b is worse, for every group: four items, and one sentence.
    const before = said(() => 0);
    const after = before.map((item) =>
      item.key.startsWith("sentence 7/") ? { ...item, value: item.value + 1 } : item,
    );
    const metric = (items: readonly MetricItem[]): MetricResult => ({
      metric: "coverage",
      axis: "gender",
      value: 0,
      unit: "nats per token",
      n: items.length,
      items,
    });
    const [change] = compareMetrics("a", [metric(before)], "b", [metric(after)], seededRandom(1));
    expect(change).toMatchObject({ n: 80, pValue: 1, method: expect.stringContaining("with all their variants") });
    expect(change?.difference).toBeCloseTo(0.05, 12);
    expect(change?.interval?.low).toBe(0); // about a third of the resamples leave the one sentence out
  });
});
