import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import { coverage } from "../../src/evaluation/coverage.ts";
import { distinct } from "../../src/evaluation/generations/distinct.ts";
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

test("distinct n-grams, by hand", () => {
  expect(distinct(["a b a b", "B c"], 1)).toBeCloseTo(3 / 6, 12);
  expect(distinct(["a b a b", "B c"], 2)).toBeCloseTo(3 / 4, 12); // ab ba ab | bc
  expect(distinct(["a"], 2)).toBeNaN();
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
    expect(variant("toxicity")).toEqual([{ name: "by strict", value: expect.closeTo((6 * 0.2 + 2 * 0.4) / 8, 12) }]);
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
      writes(about("female", `f${index}`), "a wonderful and happy person"),
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
