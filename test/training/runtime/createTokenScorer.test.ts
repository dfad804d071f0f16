import { afterEach, describe, expect, test } from "vitest";
import { readCheckpoint } from "../../../src/lm/checkpoint.ts";
import type { TokenScorer } from "../../../src/lm/tokenScorer.ts";
import { createTokenScorer } from "../../../src/training/runtime/createTokenScorer.ts";
import { type GoldenBatches, describeGolden, goldenPath, readGolden } from "../support/golden.ts";
import { plainLogProbabilities, tinyCheckpoint } from "../support/tinyCheckpoint.ts";
import { tinyConfig, tinyLlamaConfig } from "../support/tinyModel.ts";

let scorer: TokenScorer | undefined;

afterEach(async () => {
  await scorer?.dispose();
  scorer = undefined;
});

describe("a compiled scorer", () => {
  for (const tiedHead of [true, false]) {
    test(`agrees with the textbook layers, ${tiedHead ? "tied head" : "head of its own"}`, async () => {
      const checkpoint = tinyCheckpoint(tinyConfig({ tiedHead }));
      scorer = await createTokenScorer(checkpoint, { threads: 1 });
      const sequences = [
        [1, 2],
        [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3],
        [22, 0, 7, 7, 1],
      ];
      const scores = await scorer.logProbabilities(sequences);
      const next = await scorer.nextLogProbabilities(sequences);
      for (const [index, tokens] of sequences.entries()) {
        const expected = await plainLogProbabilities(checkpoint, tokens);
        expect(scores[index]).toHaveLength(tokens.length - 1);
        scores[index]?.forEach((score, t) =>
          expect(score).toBeCloseTo(expected[t]?.[tokens[t + 1] as number] as number, 4),
        );
        expect(next[index]).toHaveLength(checkpoint.config.vocabularySize);
        next[index]?.forEach((score, id) => expect(score).toBeCloseTo(expected.at(-1)?.[id] as number, 4));
      }
    });
  }

  test.each([
    ["GPT-2", tinyConfig({ vocabularySize: 5000 })],
    ["Llama", tinyLlamaConfig({ vocabularySize: 4097 })],
  ])("asks a large vocabulary in parts and gives what the whole gives: %s", async (_, config) => {
    scorer = await createTokenScorer(tinyCheckpoint(config), { threads: 1 });
    const tokens = [3, 4096, 17, 2048, 0, 2047, 4095, 1700];
    const prefixes = tokens.slice(1).map((__, t) => tokens.slice(0, t + 1));
    const whole = await scorer.nextLogProbabilities(prefixes);
    const [scores = new Float32Array()] = await scorer.logProbabilities([tokens]);
    for (const [t, score] of scores.entries())
      expect(score).toBeCloseTo(whole[t]?.[tokens[t + 1] as number] as number, 4);
  });

  test("says which tokens are the model's first choice", async () => {
    const checkpoint = tinyCheckpoint(tinyConfig());
    scorer = await createTokenScorer(checkpoint, { threads: 1 });
    const sequences = [
      [3, 1, 4, 1, 5, 9, 2],
      [6, 5, 3],
    ];
    for (const [index, { logProbabilities, isTop }] of (await scorer.logProbabilitiesAndTop(sequences)).entries()) {
      const tokens = sequences[index] as number[];
      const expected = await plainLogProbabilities(checkpoint, tokens);
      // Goes on with the model's own first choice, so that both answers occur.
      const chosen = expected.map((row) => row.indexOf(Math.max(...row)));
      expect(isTop).toEqual(tokens.slice(1).map((token, t) => token === chosen[t]));
      const [alone = new Float32Array()] = await scorer.logProbabilities([tokens]);
      for (const [t, score] of logProbabilities.entries()) expect(score).toBeCloseTo(alone[t] as number, 5);
      const [greedy] = await scorer.logProbabilitiesAndTop([[...tokens, chosen.at(-1) as number]]);
      expect(greedy?.isTop.at(-1)).toBe(true);
    }
  });

  test.each([
    ["GPT-2", tinyConfig()],
    ["Llama", tinyLlamaConfig()],
  ])("scores what begins alike as if it stood alone: %s", async (_, config) => {
    const checkpoint = tinyCheckpoint(config);
    scorer = await createTokenScorer(checkpoint, { threads: 1 });
    const pairs = [
      [22, 3, 1, 4, 1, 5],
      [22, 3, 1, 9, 1, 5],
      [22, 3, 1, 9],
      [3, 1, 4, 1, 5],
      [22, 3, 1, 4, 1, 5],
    ];
    const together = await scorer.logProbabilities(pairs);
    const next = await scorer.nextLogProbabilities(pairs);
    for (const [index, tokens] of pairs.entries()) {
      const expected = await plainLogProbabilities(checkpoint, tokens);
      expect(together[index]).toHaveLength(tokens.length - 1);
      together[index]?.forEach((score, t) =>
        expect(score).toBeCloseTo(expected[t]?.[tokens[t + 1] as number] as number, 4),
      );
      next[index]?.forEach((score, id) => expect(score).toBeCloseTo(expected.at(-1)?.[id] as number, 4));
    }
  });

  test("gives each sequence the same scores whatever it is scored with", async () => {
    scorer = await createTokenScorer(tinyCheckpoint(tinyConfig()), { threads: 1 });
    const [alone] = await scorer.logProbabilities([[4, 2, 0]]);
    const many = await scorer.logProbabilities(Array.from({ length: 150 }, () => [4, 2, 0]));
    expect(many).toHaveLength(150);
    for (const scores of many) scores.forEach((score, t) => expect(score).toBeCloseTo(alone?.[t] as number, 5));
  });

  test("tells after each pass how many have their scores", async () => {
    scorer = await createTokenScorer(tinyCheckpoint(tinyConfig()), { threads: 1 });
    const told: [number, number][] = [];
    const many = Array.from({ length: 1500 }, (_, index) => [index % 23, index % 19, index % 17, index % 13]);
    await scorer.logProbabilities(many, { onScored: (done, total) => told.push([done, total]) });
    expect(told.length).toBeGreaterThan(1);
    expect(told.at(-1)).toEqual([1500, 1500]);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
  });

  test("sees parameters that change in place", async () => {
    const checkpoint = tinyCheckpoint(tinyConfig());
    scorer = await createTokenScorer(checkpoint, { threads: 1 });
    await scorer.logProbabilities([[1, 2]]);
    for (const values of checkpoint.parameters.values()) values.fill(0);
    const [scores] = await scorer.logProbabilities([[1, 2]]);
    expect(scores?.[0]).toBeCloseTo(-Math.log(23), 5); // all weights 0: every token is as likely
  });

  test("encodes and decodes with the checkpoint's tokenizer", async () => {
    scorer = await createTokenScorer(tinyCheckpoint(tinyConfig()), { threads: 1 });
    expect(scorer).toMatchObject({ vocabularySize: 23, maximumLength: 16, endOfTextId: 22 });
    expect(scorer.encode("cab<|endoftext|>")).toEqual([2, 0, 1, 22]);
    expect(scorer.decode([2, 0, 1])).toBe("cab");
    expect(await scorer.logProbabilities([])).toEqual([]);
  });

  test("refuses sequences it cannot read", async () => {
    scorer = await createTokenScorer(tinyCheckpoint(tinyConfig()), { threads: 1 });
    await expect(scorer.logProbabilities([[1]])).rejects.toThrow("a sequence of 1 tokens; 2 to 16 are possible");
    await expect(scorer.nextLogProbabilities([[]])).rejects.toThrow(RangeError);
    await expect(scorer.nextLogProbabilities([[23]])).rejects.toThrow("outside the vocabulary");
    await expect(scorer.nextLogProbabilities([Array.from({ length: 17 }, () => 1)])).rejects.toThrow("17 tokens");
    await expect(scorer.logProbabilities([[1, 2]], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describeGolden("a compiled scorer against PyTorch in float64", () => {
  test("gives every token's log-probability and every next-token distribution", async () => {
    scorer = await createTokenScorer(await readCheckpoint(goldenPath("tiny-gpt2")), { threads: 1 });
    const { batches } = readGolden("batches.json") as GoldenBatches;
    const forward = readGolden("forward.json") as {
      batches: Record<
        string,
        { float64: { tokenNll: number[][]; logitsFirst6: number[][][]; logSumExp: number[][]; argmax: number[][] } }
      >;
    };
    for (const name of ["A", "B", "E_full"]) {
      const batch = batches[name] as GoldenBatches["batches"][string];
      const expected = forward.batches[name]?.float64 as (typeof forward.batches)[string]["float64"];
      const rows = batch.inputIds.map((tokens, row) => tokens.filter((_, t) => batch.attentionMask[row]?.[t] === 1));
      const scores = await scorer.logProbabilities(rows);
      expect(expected.tokenNll).toHaveLength(rows.length);
      expected.tokenNll.forEach((losses, row) => {
        expect(scores[row]).toHaveLength(losses.length);
        losses.forEach((loss, t) => expect(Math.abs((scores[row]?.[t] ?? Number.NaN) + loss)).toBeLessThan(1e-4));
      });
      const next = await scorer.nextLogProbabilities(rows);
      next.forEach((distribution, row) => {
        const last = expected.logitsFirst6[row]?.at(-1) as number[];
        const logSumExp = expected.logSumExp[row]?.at(-1) as number;
        last.forEach((logit, id) =>
          expect(Math.abs((distribution[id] ?? Number.NaN) - (logit - logSumExp))).toBeLessThan(1e-4),
        );
        expect(distribution.indexOf(Math.max(...distribution))).toBe(expected.argmax[row]?.at(-1));
      });
    }
  });
});
