import { expect, test } from "vitest";
import { countedScorer } from "../../src/jobs/countedScorer.ts";

const model = {
  vocabularySize: 8,
  maximumLength: 64,
  startOfTextId: 0,
  endOfTextId: 0,
  encode: (text: string) => Array.from(text, (_, index) => index % 8),
  decode: () => "",
};

test("knows how much a model would compute, and takes every token for as likely as any other", async () => {
  const scorer = countedScorer(model);
  const [first, second] = await scorer.logProbabilities([
    [0, 1, 2, 3],
    [0, 1],
  ]);
  expect(Array.from(first ?? [])).toEqual([1, 2, 3].map(() => Math.fround(-Math.log(8))));
  expect(second).toHaveLength(1);
  expect(scorer.nodes).toBe(32); // both in a small row
  const [next] = await scorer.nextLogProbabilities([[0, 1, 2]]);
  expect(next).toHaveLength(8);
  expect(scorer.nodes).toBe(32 + 32);
});

test("more texts are more work, what they share is not", async () => {
  const nodesOf = async (sequences: readonly (readonly number[])[]): Promise<number> => {
    const scorer = countedScorer(model);
    const scored = await scorer.logProbabilitiesAndTop(sequences);
    expect(scored.map(({ isTop }) => isTop.length)).toEqual(sequences.map(({ length }) => length - 1));
    return scorer.nodes;
  };
  const texts = Array.from({ length: 100 }, (_, text) => Array.from({ length: 30 }, (__, at) => (at * text) % 8));
  const same = texts.map(() => texts[1] as number[]);
  const [alone, all, shared] = [await nodesOf(texts.slice(0, 1)), await nodesOf(texts), await nodesOf(same)];
  expect(alone).toBe(32);
  expect(all).toBeGreaterThanOrEqual(7 * 29); // multiples of a text modulo 8: eight different ones
  expect(shared).toBe(32);
});
