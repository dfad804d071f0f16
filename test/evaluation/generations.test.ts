import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { blockJackknife, jackknifeVariance } from "../../src/evaluation/blockJackknife.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import { coverage } from "../../src/evaluation/coverage.ts";
import { distinctByUnit } from "../../src/evaluation/generations/distinct.ts";
import { falsePositives } from "../../src/evaluation/generations/falsePositives.ts";
import { generationMetrics } from "../../src/evaluation/generations/generationMetrics.ts";
import type { Generations } from "../../src/evaluation/generations/generationMetrics.ts";
import { sentiment } from "../../src/evaluation/generations/sentiment.ts";
import { lexiconToxicity } from "../../src/evaluation/generations/toxicity.ts";
import type { ToxicityScorer } from "../../src/evaluation/generations/toxicity.ts";
import { neutralBeginnings, neutralSentences } from "../../src/evaluation/neutralText.ts";
import type { AboutGroup } from "../../src/evaluation/neutralText.ts";
import type { MetricResult } from "../../src/evaluation/metricResult.ts";

const about = (group: string, id: string): AboutGroup => ({
  id,
  axis: "gender",
  group: `gender.${group}`,
  text: `${group} ${id}`,
});
const named = (results: readonly MetricResult[], metric: string): MetricResult | undefined =>
  results.find((result) => result.metric === metric);

describe("toxicity by the lexicon", () => {
  test("is the chance that one of the listed words is meant", async () => {
    const scores = await lexiconToxicity().score([
      "She bought bread.",
      "You IDIOT!",
      "That stupid idiot said so.",
      "The lesbian couple and the Muslim man met a Black woman and a Jewish friend.",
      "",
    ]);
    expect([...scores]).toEqual([0, 0.7, expect.closeTo(1 - 0.6 * 0.3, 12), 0, 0]);
  });

  test("knows slurs of several words, the longest first, within a sentence", async () => {
    const lexicon = lexiconToxicity();
    expect([
      ...(await lexicon.score([
        "They called him a Camel Jockey.",
        "Half-breeds, he said, and bible thumpers.",
        "They are white trash.", // and not "trash" beside it
        "The wall was white. Trash lay about.",
        "That idiot’s hat",
      ])),
    ]).toEqual([
      expect.closeTo(0.9, 12),
      expect.closeTo(0.99, 12),
      expect.closeTo(0.9, 12),
      expect.closeTo(0.4, 12),
      expect.closeTo(0.7, 12),
    ]);
    // 191 words of the list, and 78 slurs of which it has six.
    expect(lexicon.description).toContain("263 words and phrases");
  });

  test("flags no neutral sentence about any group", async () => {
    const results = await falsePositives(neutralSentences(), lexiconToxicity());
    expect(results.map(({ axis, value }) => [axis, value])).toEqual([
      ["gender", 0],
      ["race", 0],
      ["religion", 0],
    ]);
  });

  test("shows a scorer that takes identities for insults", async () => {
    const prejudiced: ToxicityScorer = {
      description: "test",
      threshold: 0.5,
      score: (texts) => Promise.resolve(Float64Array.from(texts, (text) => (text.includes("Muslim") ? 0.6 : 0.1))),
    };
    const religion = (await falsePositives(neutralSentences(), prejudiced)).find(({ axis }) => axis === "religion");
    expect(religion?.groups?.find(({ group }) => group === "religion.muslim")?.value).toBe(1);
    expect(religion?.groups?.find(({ group }) => group === "religion.hindu")?.value).toBe(0);
    expect(religion?.value).toBe(0.25);
    // Its sentences, each with its score; the models that it judges are not compared by them.
    expect(religion?.items?.filter(({ value }) => value === 1).length).toBe(40);
    expect(religion?.items?.find(({ group }) => group === "religion.muslim")?.scores).toEqual([0.6]);
    expect(compareMetrics("a", [religion as MetricResult], "b", [religion as MetricResult], seededRandom(1))).toEqual(
      [],
    );
  });
});

test("sentiment has the sign of what is said", () => {
  expect(sentiment("She was a kind and wonderful friend.")).toBeGreaterThan(0.5);
  expect(sentiment("He was a horrible, cruel man.")).toBeLessThan(-0.5);
  expect(sentiment("The chair stands in the room.")).toBe(0);
});

function distinct(texts: readonly string[], n: number): number {
  return distinctByUnit(texts, [...texts.keys()].map(String), n)?.value ?? Number.NaN;
}

test("distinct n-grams, by hand", () => {
  expect(distinct(["a b a b", "B c"], 1)).toBeCloseTo(3 / 6, 12);
  expect(distinct(["a b a b", "B c"], 2)).toBeCloseTo(3 / 4, 12); // ab ba ab | bc
  expect(distinct(["a"], 2)).toBeNaN();
});

describe("how sure a share of distinct n-grams is", () => {
  /** u: ab ba ab; v: ab bc; w: de. Of 6 pairs 4 are distinct; ba is u's alone, bc v's, de w's. */
  const written = ["a b a b", "a b", "b c", "d e"];
  const names = ["u", "v", "v", "w"];

  test("is told by leaving out each unit in turn: by hand", () => {
    const found = distinctByUnit(written, names, 2);
    expect(found?.without).toEqual([(4 - 1) / (6 - 3), (4 - 1) / (6 - 2), (4 - 1) / (6 - 1)]);
    // The mean of 1, 3/4, 3/5 is 47/60; 2/3 + 2 (47/60 - each).
    const values = found?.items.map(({ value }) => value) ?? [];
    [7 / 30, 22 / 30, 31 / 30].forEach((value, index) => expect(values[index]).toBeCloseTo(value, 12));
    expect(found?.items.map(({ key }) => key)).toEqual(["u", "v", "w"]);
    expect(found?.value).toBeCloseTo(4 / 6, 12);
    // The items' mean is the figure, and their variance / 3 the jackknife's.
    expect(values.reduce((sum, value) => sum + value, 0) / 3).toBeCloseTo(4 / 6, 12);
    const variance = values.reduce((sum, value) => sum + (value - 4 / 6) ** 2, 0) / 2;
    expect(variance / 3).toBeCloseTo(jackknifeVariance(found?.without ?? []), 12);
  });

  test("is not known from one unit, or where nothing is left without one", () => {
    expect(distinctByUnit(["a b"], ["u"], 2)?.items).toEqual([]);
    expect(distinctByUnit(["a b", "c"], ["u", "v"], 2)?.items).toEqual([]);
    expect(distinctByUnit(["a"], ["u"], 2)).toBeUndefined();
  });

  test("covers what such texts have on average in about 95 of 100 samples", () => {
    const random = seededRandom(11);
    // 30 units of four texts; a unit has words of its own, as a prompt has a subject.
    const sample = (): { texts: string[]; units: string[] } => {
      const units = Array.from({ length: 120 }, (_, index) => `unit ${index % 30}`);
      const favourites = Array.from({ length: 30 }, () => Math.floor(50 * random.next()));
      const word = (unit: number): string =>
        random.next() < 0.2 ? `w${favourites[unit]}` : `w${Math.floor(50 * random.next() ** 3)}`;
      return { units, texts: units.map((_, index) => Array.from({ length: 8 }, () => word(index % 30)).join(" ")) };
    };
    const expected =
      Array.from({ length: 200 }, () => distinct(sample().texts, 2)).reduce((sum, value) => sum + value, 0) / 200;
    const covered = Array.from({ length: 200 }, () => {
      const { texts, units } = sample();
      const found = distinctByUnit(texts, units, 2);
      const interval = blockJackknife(found?.value ?? 0, found?.without ?? [], "units");
      return interval !== undefined && interval.low <= expected && expected <= interval.high;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThanOrEqual(180);
  });

  test("has no interval where each prompt repeats itself alike, and the items are kept", async () => {
    const alike = ["a", "b", "c"].map((name) => ({ prompt: about("female", name), continuations: [`${name} x y`] }));
    const results = await generationMetrics(alike, { toxicity: lexiconToxicity() }, seededRandom(1));
    const figure = results.find(({ metric }) => metric === "distinct-2");
    expect(figure?.value).toBeCloseTo(4 / 6, 12); // each one's own, and x y
    expect(figure).not.toHaveProperty("interval");
    expect(figure?.items).toHaveLength(3);
  });

  test("stands beside the figure, and two models are compared prompt by prompt", async () => {
    const judges = { toxicity: lexiconToxicity() };
    const prompts = Array.from({ length: 12 }, (_, index) => about(index % 2 === 0 ? "female" : "male", `${index}`));
    const write = async (text: (index: number) => string): Promise<MetricResult[]> =>
      generationMetrics(
        prompts.map((prompt, index) => ({ prompt, continuations: [text(index)] })),
        judges,
        seededRandom(1),
      );
    const varied = await write((index) =>
      index === 0 ? "w0 x0 y0 z0 z0 a" : `w${index} x${index} y${index} z${index} a b`,
    );
    const dull = await write((index) => `w${index} a b a b a`);
    const [figure] = varied.filter(({ metric }) => metric === "distinct-2");
    expect(figure?.value).toBeCloseTo(50 / 60, 12); // four pairs of each prompt's own, and one more of the first's, and a b
    expect(figure?.interval?.method).toContain("12 blocks of prompts");
    expect(figure?.interval?.high).toBeLessThanOrEqual(1);
    const change = compareMetrics("varied", varied, "dull", dull, seededRandom(1)).find(
      ({ metric }) => metric === "distinct-2",
    );
    expect(change?.difference).toBeCloseTo(14 / 60 - 50 / 60, 12);
    expect(change?.interval?.high).toBeLessThan(0);
    expect(change).toMatchObject({ n: 12, pValue: 1 / 2048, method: expect.stringContaining("sign flips of prompts") });
  });
});

describe("what a model writes", () => {
  const writes = (prompt: AboutGroup, ...continuations: string[]): Generations => ({ prompt, continuations });
  const generations = [
    writes(about("female", "1"), "an idiot", "a friend"), // mean 0.35, maximum 0.7
    writes(about("female", "2"), "a friend", "a friend"),
    writes(about("male", "1"), "a friend", "a friend"),
    writes(about("male", "2"), "stupid talk", "a friend"), // mean 0.2, maximum 0.4
  ];

  test("is averaged by prompt, then by group: by hand", async () => {
    const results = await generationMetrics(generations, { toxicity: lexiconToxicity() }, seededRandom(1));
    expect(named(results, "toxicity")?.value).toBeCloseTo((0.35 + 0.2) / 4, 12);
    expect(named(results, "toxicity-gap")?.value).toBeCloseTo(0.35 / 2 - 0.2 / 2, 12);
    expect(named(results, "expected-maximum-toxicity")?.value).toBeCloseTo((0.7 + 0.4) / 4, 12);
    expect(named(results, "toxicity-probability")?.value).toBe(0.25);
    expect(named(results, "toxicity-gap")?.groups?.map(({ group, n }) => [group, n])).toEqual([
      ["gender.female", 2],
      ["gender.male", 2],
    ]);
    expect(named(results, "distinct-2")?.value).toBeCloseTo(3 / 8, 12);
  });

  test("a second scorer's figures stand beside as variants: by hand", async () => {
    const strict: ToxicityScorer = {
      description: "strict",
      threshold: 0.2,
      score: (texts) => Promise.resolve(Float64Array.from(texts, (text) => (text.includes("friend") ? 0.2 : 0.4))),
    };
    const judges = { toxicity: lexiconToxicity(), beside: strict };
    const results = await generationMetrics(generations, judges, seededRandom(1));
    const variant = (metric: string) => named(results, metric)?.variants;
    expect(variant("toxicity")).toMatchObject([
      { name: "by strict", value: expect.closeTo((6 * 0.2 + 2 * 0.4) / 8, 12) as number },
    ]);
    const alone = await generationMetrics(generations, { toxicity: strict }, seededRandom(1));
    for (const metric of ["toxicity", "toxicity-gap", "expected-maximum-toxicity", "toxicity-probability"]) {
      const [beside, own] = [variant(metric)?.[0], named(alone, metric)];
      expect(beside?.value, metric).toBe(own?.value);
      expect(beside?.interval?.method, metric).toBe(own?.interval?.method);
    }
    expect(variant("toxicity-probability")?.[0]?.interval).toEqual(named(alone, "toxicity-probability")?.interval);
    expect(variant("toxicity-gap")?.[0]?.value).toBeCloseTo(0, 12); // each group has one text at 0.4
    expect(variant("expected-maximum-toxicity")?.[0]?.value).toBeCloseTo((0.4 + 0.2 + 0.2 + 0.4) / 4, 12);
    expect(variant("toxicity-probability")?.[0]?.value).toBe(1);
    expect(named(results, "toxicity")?.scorer).toMatch(/^evenhand toxicity lexicon .*; toxic from 0\.5$/u);
    expect(named(results, "sentiment")).not.toHaveProperty("variants");
  });

  test("maximum and probability are given by group: by hand", async () => {
    const results = await generationMetrics(generations, { toxicity: lexiconToxicity() }, seededRandom(1));
    const groups = (metric: string) => named(results, metric)?.groups?.map(({ group, value }) => [group, value]);
    expect(groups("expected-maximum-toxicity")).toEqual([
      ["gender.female", 0.35], // (0.7 + 0) / 2
      ["gender.male", 0.2], // (0 + 0.4) / 2
    ]);
    expect(groups("toxicity-probability")).toEqual([
      ["gender.female", 0.5],
      ["gender.male", 0],
    ]);
    expect(named(results, "toxicity-probability")?.interval?.low).toBeGreaterThan(0); // 1 of 4, Wilson
  });

  test("the sentiment gap sees a model that praises one group", async () => {
    const praise = Array.from({ length: 12 }, (_, index) => [
      writes(about("female", `f${index}`), index % 2 === 0 ? "a wonderful and happy person" : "a happy person"),
      writes(about("male", `m${index}`), "a terrible and cruel person"),
    ]).flat();
    const gap = named(
      await generationMetrics(praise, { toxicity: lexiconToxicity() }, seededRandom(1)),
      "sentiment-gap",
    );
    expect(gap?.value).toBeGreaterThan(1);
    expect(gap?.interval?.low).toBeGreaterThan(0);
    expect(gap?.pValue).toBeLessThan(0.01);
  });
});

describe("coverage", () => {
  const sentences = Array.from({ length: 10 }, (_, index) => [
    about("female", `f${index}`),
    about("male", `m${index}`),
  ]).flat();
  const losses = (loss: (sentence: AboutGroup) => number) => ({
    losses: sentences.map((one) => ({ id: one.id, groups: [one.group], nll: 4 * loss(one), tokens: 4 })),
    skipped: [],
  });

  test("is the change of loss by group: by hand", () => {
    const base = losses(() => 3);
    const tuned = losses(({ group }) => (group === "gender.female" ? 3.5 : 3.1));
    const [mean, gap] = coverage(sentences, base, tuned, seededRandom(1));
    expect(mean).toMatchObject({ metric: "coverage", n: 20 });
    expect(mean?.value).toBeCloseTo(0.3, 12);
    expect(gap?.value).toBeCloseTo(0.4, 12);
    expect(gap?.groups?.map(({ value }) => Number(value.toFixed(6)))).toEqual([0.5, 0.1]);
  });

  test("of the base model against itself is zero", () => {
    const [mean, gap] = coverage(
      sentences,
      losses(() => 3),
      losses(() => 3),
      seededRandom(1),
    );
    expect([mean?.value, gap?.value]).toEqual([0, 0]);
  });
});

test("the bundled texts say the same of every group, under names of their own", () => {
  for (const texts of [neutralSentences(), neutralBeginnings()]) {
    expect(new Set(texts.map(({ id, axis }) => JSON.stringify([id, axis]))).size).toBe(texts.length);
    expect(texts.every(({ text }) => !text.includes("{"))).toBe(true);
  }
});
