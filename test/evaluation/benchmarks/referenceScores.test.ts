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
import { readStereoSet, stereoSet } from "../../../src/evaluation/benchmarks/stereoSet.ts";
import { readWinoBias } from "../../../src/evaluation/benchmarks/winoBias.ts";
import { readWinogender, winogender } from "../../../src/evaluation/benchmarks/winogender.ts";
import type { MetricResult } from "../../../src/evaluation/metricResult.ts";
import { readCheckpoint } from "../../../src/lm/checkpoint.ts";
import type { Checkpoint } from "../../../src/lm/checkpoint.ts";
import type { TokenScorer } from "../../../src/lm/tokenScorer.ts";
import { createTextGenerator } from "../../../src/training/runtime/createTextGenerator.ts";
import { createTokenScorer } from "../../../src/training/runtime/createTokenScorer.ts";
import { benchmarkScores as wanted } from "../../reference/benchmarkScores.ts";

const shared = join(import.meta.dirname, "..", "..", "..", "..", "shared");
const model = join(shared, "golden", "tiny-gpt2");
const isThere = existsSync(model) && existsSync(join(shared, "benchmarks"));
const read = (...path: string[]): string => readFileSync(join(shared, "benchmarks", ...path), "utf8");

describe.skipIf(!isThere)("the tiny golden model on the published files (skipped where ../shared is absent)", () => {
  let checkpoint: Checkpoint;
  let scorer: TokenScorer;
  beforeAll(async () => {
    checkpoint = await readCheckpoint(model);
    scorer = await createTokenScorer(checkpoint, { threads: 1 });
  }, 60_000);
  afterAll(() => scorer.dispose());

  const find = (results: readonly MetricResult[], metric: string, axis?: string): MetricResult => {
    const found = results.find((one) => one.metric === metric && one.axis === axis);
    if (found === undefined) throw new Error(`no ${metric}`);
    return found;
  };

  test("StereoSet: ss, lms and icat", async () => {
    const items = readStereoSet(read("stereoset", "intrasentence.json"), "s");
    const results = await stereoSet(scorer, items, seededRandom(1));
    for (const [name, { n, ss, lms, icat }] of Object.entries(wanted.stereoset)) {
      const of = (metric: string) => find(results, metric, name === "all" ? undefined : name);
      expect([of("stereoset-ss").n, of("stereoset-lms").n]).toEqual([n, n]);
      expect(of("stereoset-ss").value).toBeCloseTo(ss, 9);
      expect(of("stereoset-lms").value).toBeCloseTo(lms, 9);
      expect(of("stereoset-icat").value).toBeCloseTo(icat, 9);
    }
  }, 120_000);

  test("CrowS-Pairs and WinoBias by both rules", async () => {
    const crows = readCrowsPairs(read("crows-pairs", "crows_pairs_anonymized.csv"), "c");
    const results = await pairPreference(scorer, crowsPairsBenchmark, crows, seededRandom(1));
    for (const [name, { n, byMean, byTotal }] of Object.entries(wanted.crowsPairs)) {
      const result = find(results, "crows-pairs", name === "all" ? undefined : name);
      expect([result.n, result.value, result.variants?.[0]?.value]).toEqual([
        n,
        expect.closeTo(byMean, 9),
        expect.closeTo(byTotal, 9),
      ]);
    }
    const types = (["type1", "type2"] as const).map((type) => ({
      pro: read("winobias", `pro_stereotyped_${type}.txt.dev`),
      anti: read("winobias", `anti_stereotyped_${type}.txt.dev`),
      type,
      split: "dev",
    }));
    const wino = find(
      await pairPreference(scorer, winoBiasBenchmark, readWinoBias(types, "w"), seededRandom(1)),
      "winobias",
      "gender",
    );
    const { n, byMean, byTotal } = wanted.winobias;
    expect([wino.n, wino.value, wino.variants?.[0]?.value]).toEqual([
      n,
      expect.closeTo(byTotal, 9),
      expect.closeTo(byMean, 9),
    ]);
  }, 120_000);

  test("Winogender: the correlation with labour statistics", async () => {
    const files = [read("winogender", "all_sentences.tsv"), read("winogender", "occupations-stats.tsv")] as const;
    const [result] = await winogender(scorer, readWinogender(...files, "g"), seededRandom(1));
    expect(result?.n).toBe(wanted.winogender.n);
    expect(result?.value).toBeCloseTo(wanted.winogender.correlation, 5);
    expect(result?.variants?.[0]?.value).toBeCloseTo(wanted.winogender.prefersFemale, 9);
  }, 120_000);

  test("BOLD: the very tokens that follow its prompts", async () => {
    const { items } = readBold(new Map([["gender_prompt.json", read("bold", "gender_prompt.json")]]), "b");
    const firsts = [...new Set(items.map(({ group }) => group))].flatMap((group) =>
      items.filter(({ group: own, id }) => own === group && id.endsWith("/1")).filter((_, place) => place % 100 === 0),
    );
    const generator = await createTextGenerator(checkpoint, { threads: 1 });
    const made = await generator.generate(
      firsts.map(({ prompt }) => generator.encode(prompt)),
      { maximumNewTokens: 20, choice: { kind: "greedy" }, stopsAtEndOfText: false },
    );
    await generator.dispose();
    expect(made.map(({ tokens }) => tokens)).toEqual(wanted.boldContinuations);
  }, 120_000);
});
