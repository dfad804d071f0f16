import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { readBold } from "../../../src/evaluation/benchmarks/bold.ts";
import { readCrowsPairs } from "../../../src/evaluation/benchmarks/crowsPairs.ts";
import {
  crowsPairsBenchmark,
  pairPreference,
  winoBiasBenchmark,
} from "../../../src/evaluation/benchmarks/pairPreference.ts";
import { sentenceScores } from "../../../src/evaluation/benchmarks/sentenceScores.ts";
import { readStereoSet, stereoSet } from "../../../src/evaluation/benchmarks/stereoSet.ts";
import { readWinoBias } from "../../../src/evaluation/benchmarks/winoBias.ts";
import { readWinogender, winogender } from "../../../src/evaluation/benchmarks/winogender.ts";
import { readCheckpoint } from "../../../src/lm/checkpoint.ts";
import type { TokenScorer } from "../../../src/lm/tokenScorer.ts";
import { createTokenScorer } from "../../../src/training/runtime/createTokenScorer.ts";
import { fakeScorer } from "../fakeScorer.ts";
import { wilsonInterval } from "../../../src/evaluation/wilson.ts";

const shared = join(import.meta.dirname, "..", "..", "..", "..", "shared");
const benchmarks = join(shared, "benchmarks");
const read = (...path: string[]): string => readFileSync(join(benchmarks, ...path), "utf8");

/** A model that likes some words, whatever comes before: P = 0.5 for those, 0.125 for the others. */
const likes = (...words: string[]) =>
  fakeScorer((before, next) => (words.some((word) => next.startsWith(word)) ? 0.5 : before.length < 0 ? 1 : 0.125));

const item = (id: string, target: string, sentences: readonly [string, string, string], type = "gender") => ({
  id,
  target,
  bias_type: type,
  context: "",
  sentences: sentences.map((sentence, index) => ({
    sentence,
    id: `${id}-${index}`,
    gold_label: ["stereotype", "anti-stereotype", "unrelated"][index],
  })),
});

describe("StereoSet", () => {
  const file = (intrasentence: unknown[], version = "1.1", intersentence: unknown[] = []): string =>
    JSON.stringify({ version, data: { intrasentence, intersentence } });

  test("averages over target terms, as published: by hand", async () => {
    const items = readStereoSet(
      file([
        // Stereotype wins, both beat the unrelated one: ss 1, lms 1 of term a.
        item("1", "a", ["x good good", "x good bad", "x bad bad"]),
        // Anti-stereotype wins, and only it beats the unrelated one: term b has ss 0.5 and lms 3/4 with the next item.
        item("2", "b", ["x bad bad", "x good good", "x good bad"]),
        item("3", "b", ["x good good", "x good bad", "x bad bad"]),
      ]),
      "test.json",
    );
    const results = await stereoSet(likes("good"), items, seededRandom(1));
    const of = (metric: string) => results.find((one) => one.metric === metric && one.axis === "gender")?.value;
    expect(of("stereoset-ss")).toBeCloseTo((1 + 0.5) / 2, 12);
    expect(of("stereoset-lms")).toBeCloseTo((1 + 0.75) / 2, 12);
    expect(of("stereoset-icat")).toBeCloseTo((0.875 * 0.25) / 0.5, 12);
    expect(results.filter(({ axis }) => axis === undefined)).toHaveLength(3);
    expect(results.some(({ axis }) => axis === "race")).toBe(false);
  });

  test("an ideal model has icat 1, a model that always prefers the stereotype 0", async () => {
    const balanced = readStereoSet(
      file([item("1", "a", ["x good", "x bad", "x ugly"]), item("2", "a", ["x bad", "x good", "x ugly"])]),
      "t",
    );
    const scorer = fakeScorer((_, next) => ({ good: 0.5, bad: 0.25, ugly: 0.01 })[next] ?? 0.1);
    expect((await stereoSet(scorer, balanced, seededRandom(1)))[2]?.value).toBeCloseTo(1, 12);
    const always = readStereoSet(file([item("1", "a", ["x good", "x bad", "x ugly"])]), "t");
    expect((await stereoSet(scorer, always, seededRandom(1)))[2]?.value).toBe(0);
  });

  test("another version, another layout and an empty file are refused with what is wrong", () => {
    const good = item("1", "a", ["x", "y", "z"]);
    expect(() => readStereoSet(file([good], "2.0"), "f.json")).toThrow(
      'f.json is not StereoSet (intrasentence) as published: version "2.0"; 1.1 is known.',
    );
    expect(() => readStereoSet("{}", "f.json")).toThrow("version undefined");
    expect(() => readStereoSet("no", "f.json")).toThrow("not a JSON document");
    expect(() => readStereoSet(file([{ ...good, sentences: [] }]), "f.json")).toThrow("no usable item");
    expect(readStereoSet(file([good, { ...good, target: 3 }], "1.1", [{}, {}]), "f.json").skipped).toEqual([
      { reason: "intersentence item: only for models with a next-sentence head", count: 2 },
      { reason: "item without a target, or without one sentence of each label", count: 1 },
    ]);
  });
});

describe("CrowS-Pairs", () => {
  const csv = `,sent_more,sent_less,stereo_antistereo,bias_type
0,"She is good, dear",She is bad dear,stereo,gender
1,They are bad,They are good,antistereo,race-color
2,Some are good,Some are good,stereo,age
`;

  test("counts the more stereotyping sentence whichever way the stereotype goes, ties one half", async () => {
    const pairs = readCrowsPairs(csv, "c.csv");
    expect(pairs.items[0]?.more).toBe("She is good, dear");
    const results = await pairPreference(likes("good"), crowsPairsBenchmark, pairs, seededRandom(1));
    expect(results.map(({ axis, value, n }) => ({ axis, value, n }))).toEqual([
      { axis: undefined, value: 0.5, n: 3 },
      { axis: "gender", value: 1, n: 1 },
      { axis: "race", value: 0, n: 1 },
    ]);
    expect(results[0]?.groups?.map(({ group, value }) => [group, value])).toEqual([
      ["age", 0.5],
      ["gender", 1],
      ["race-color", 0],
    ]);
  });

  test("the two rules of scoring can disagree, and both are named", async () => {
    // Four tokens at 0.5 each: a better mean than one at 0.25, and a smaller total.
    const scorer = fakeScorer((_, next) => (next === "a" ? 0.5 : 0.25));
    const pairs = { items: [{ id: "0", category: "gender", more: "a a a a", less: "b" }], skipped: [] };
    const [whole] = await pairPreference(scorer, crowsPairsBenchmark, pairs, seededRandom(1));
    expect(whole?.value).toBe(1);
    expect(whole?.scoring).toBe("by mean log-probability (bias-bench)");
    expect(whole?.variants?.[0]).toEqual({
      name: "by total log-probability (lm-evaluation-harness)",
      value: 0,
      interval: wilsonInterval(0, 1),
    });
    expect(whole?.variants?.[1]).toMatchObject({ unit: "nats" });
    expect(whole?.variants?.[1]?.value).toBeCloseTo(2 * Math.LN2, 6);
    expect(whole?.variants?.[1]).not.toHaveProperty("interval"); // of one pair
    const two = { items: [...pairs.items, { id: "1", category: "gender", more: "b", less: "b" }], skipped: [] };
    const [both] = await pairPreference(scorer, crowsPairsBenchmark, two, seededRandom(1));
    // Differences 2 ln 2 and 0: resamples of two pairs reach from both 0 to both 2 ln 2.
    expect(both?.variants?.[1]?.value).toBeCloseTo(Math.LN2, 6);
    expect(both?.variants?.[1]?.interval?.low).toBe(0);
    expect(both?.variants?.[1]?.interval?.high).toBeCloseTo(2 * Math.LN2, 6);
  });

  test("refuses a table with other columns", () => {
    expect(() => readCrowsPairs("a,b\n1,2\n", "c.csv")).toThrow("no column sent_more");
  });
});

describe("WinoBias and Winogender", () => {
  test("pairs line with line and leaves out what differs in more than a pronoun", async () => {
    const files = {
      pro: "1 [The nurse] slept because [she] was tired.\n2 The nurse ran.\n",
      anti: "1 [The nurse] slept because [he] was tired.\n2 The nurse walked.\n",
      type: "type1",
      split: "dev",
    };
    const read = readWinoBias([files], "w");
    expect(read.items.map(({ more }) => more)).toEqual(["The nurse slept because she was tired."]);
    expect(read.skipped).toEqual([{ reason: "lines of the two files that differ in more than a pronoun", count: 1 }]);
    const [result] = await pairPreference(likes("she"), winoBiasBenchmark, read, seededRandom(1));
    expect(result).toMatchObject({ axis: "gender", value: 1, n: 1 });
    expect(() => readWinoBias([{ ...files, anti: "1 x\n" }], "w")).toThrow("2 pro- and 1 anti-stereotyped lines");
  });

  test("the correlation with labour statistics, by hand", async () => {
    const sentences = ["nurse", "clerk", "smith"]
      .flatMap((who) => ["male", "female"].map((gender) => `${who}.other.0.${gender}.txt\t${who} ${gender}`))
      .join("\n");
    const table = "occupation\tbls_pct_female\nnurse\t90\nclerk\t50\nsmith\t10\n";
    const read = readWinogender(`sentid\tsentence\n${sentences}\nx.y.0.neutral.txt\tthey\n`, table, "w");
    expect(read.items).toHaveLength(3);
    const leaning: Readonly<Record<string, number>> = { nurse: 0.8, clerk: 0.4, smith: 0.2 };
    const scorer = fakeScorer((before, next) => (next === "female" ? (leaning[before[0] ?? ""] ?? 0.5) : 0.1));
    const [result] = await winogender(scorer, read, seededRandom(1));
    const [x, y] = [[90, 50, 10], [0.8, 0.4, 0.2].map((p) => Math.log(p / 0.1))] as const;
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const along = x.reduce((sum, value, index) => sum + (value - mean(x)) * ((y[index] as number) - mean(y)), 0);
    const size = (values: readonly number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0));
    expect(result?.value).toBeCloseTo(along / (size(x) * size(y)), 5);
    expect(result?.variants?.[0]).toMatchObject({ value: 1, unit: "share", interval: wilsonInterval(3, 3) });
  });
});

describe("BOLD", () => {
  test("is read by axis and group; what belongs to no axis is counted", () => {
    const prompts = JSON.stringify({ American_actors: { A: ["A was an ", ""], B: ["B is "] } });
    const files = new Map([
      ["gender_prompt.json", prompts],
      ["profession_prompt.json", prompts],
    ]);
    const { items, skipped } = readBold(files, "bold");
    expect(items).toEqual([
      { id: "American_actors/A/1", axis: "gender", group: "American_actors", prompt: "A was an" },
      { id: "American_actors/B/1", axis: "gender", group: "American_actors", prompt: "B is" },
    ]);
    expect(skipped).toEqual([
      { reason: "empty prompt", count: 1 },
      { reason: "file of prompts that belong to no axis", count: 1 },
    ]);
    expect(() => readBold(new Map([["gender_prompt.json", "[]"]]), "bold")).toThrow("no prompt in");
  });
});

describe.skipIf(!existsSync(benchmarks))("the published files (skipped where ../shared/benchmarks is absent)", () => {
  test("hold as many items as their papers say", () => {
    const byType = new Map<string, number>();
    const stereo = readStereoSet(read("stereoset", "intrasentence.json"), "s");
    for (const { biasType } of stereo.items) byType.set(biasType, (byType.get(biasType) ?? 0) + 1);
    expect(Object.fromEntries(byType)).toEqual({ gender: 253, race: 962, religion: 79 });
    const crows = readCrowsPairs(read("crows-pairs", "crows_pairs_anonymized.csv"), "c");
    expect(crows.items).toHaveLength(1508);
    expect(crows.items.filter(({ category }) => category === "race-color")).toHaveLength(516);
    expect(crows.items.filter(({ category }) => category === "religion")).toHaveLength(105);
    expect(crows.skipped).toEqual([]);
    const types = (["type1", "type2"] as const).map((type) => ({
      pro: read("winobias", `pro_stereotyped_${type}.txt.dev`),
      anti: read("winobias", `anti_stereotyped_${type}.txt.dev`),
      type,
      split: "dev",
    }));
    const wino = readWinoBias(types, "w");
    expect(wino.items.length + (wino.skipped[0]?.count ?? 0)).toBe(792);
    const gender = readWinogender(
      read("winogender", "all_sentences.tsv"),
      read("winogender", "occupations-stats.tsv"),
      "g",
    );
    const bold = readBold(
      new Map([["religious_ideology_prompt.json", read("bold", "religious_ideology_prompt.json")]]),
      "b",
    );
    expect(bold.items.filter(({ group }) => group === "hinduism")).toHaveLength(12);
    expect(gender.items).toHaveLength(240);
    expect(new Set(gender.items.map(({ occupation }) => occupation)).size).toBe(60);
    expect(gender.items.every(({ percentFemale }) => percentFemale !== undefined)).toBe(true);
  });
});

const golden = join(shared, "golden");

interface GoldenScore {
  readonly text: string;
  readonly withBos: { readonly sumLogProb: number };
  readonly stereoset: { readonly meanLogProb: number };
}

describe.skipIf(!existsSync(join(golden, "generation.json")))("against the golden tiny GPT-2", () => {
  let scorer: TokenScorer;
  beforeAll(async () => {
    scorer = await createTokenScorer(await readCheckpoint(join(golden, "tiny-gpt2")), { threads: 1 });
  }, 60_000);
  afterAll(() => scorer.dispose());

  test("both rules of scoring, and which sentence each prefers", async () => {
    const { sequenceScores } = JSON.parse(readFileSync(join(golden, "generation.json"), "utf8")) as {
      sequenceScores: {
        pairs: { a: GoldenScore; b: GoldenScore; prefer: { stereosetScore: string; withBosSum: string } }[];
      };
    };
    expect(sequenceScores.pairs.length).toBeGreaterThan(0);
    for (const { a, b, prefer } of sequenceScores.pairs) {
      const [scoreA, scoreB] = await sentenceScores(scorer, [a.text, b.text]);
      for (const [score, wanted] of [
        [scoreA, a],
        [scoreB, b],
      ] as const) {
        expect((score?.total ?? 0) / wanted.withBos.sumLogProb).toBeCloseTo(1, 5);
        expect((score?.mean ?? 0) / wanted.stereoset.meanLogProb).toBeCloseTo(1, 5);
      }
      expect((scoreA?.total ?? 0) > (scoreB?.total ?? 0) ? "a" : "b").toBe(prefer.withBosSum);
      expect((scoreA?.mean ?? 0) > (scoreB?.mean ?? 0) ? "a" : "b").toBe(prefer.stereosetScore);
    }
  });
});
