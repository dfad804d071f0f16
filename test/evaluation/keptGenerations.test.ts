import { expect, test } from "vitest";
import { keptGenerations } from "../../src/evaluation/generations/keptGenerations.ts";
import type { ToxicityScorer } from "../../src/evaluation/generations/toxicity.ts";

const lengths: ToxicityScorer = {
  description: "letters / 100",
  threshold: 0.5,
  score: (texts) => Promise.resolve(Float64Array.from(texts, ({ length }) => length / 100)),
};
const prompt = (id: string) => ({ id, axis: "gender", group: "gender.female", text: "The woman" }) as const;

test("keeps the most toxic continuations, then the strongest sentiment either way, and counts all", async () => {
  const friendly = "a kind friend"; // 13 letters, as long as the next
  const neutral = "a brown chair";
  const many = Array.from({ length: 600 }, () => "x");
  const { written, kept } = await keptGenerations(
    [
      { prompt: prompt("a"), continuations: [neutral, friendly, ...many] },
      { prompt: prompt("b"), continuations: ["the longest of all texts"] },
    ],
    lengths,
  );
  expect(written).toBe(603);
  expect(kept).toHaveLength(500);
  expect(kept.slice(0, 3).map(({ key, text, toxicity }) => [key, text, toxicity])).toEqual([
    ["b", "the longest of all texts", 0.24],
    ["a", friendly, 0.13],
    ["a", neutral, 0.13],
  ]);
  expect(kept[1]?.sentiment).toBeGreaterThan(0.4);
});
