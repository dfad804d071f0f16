import { expect, test } from "vitest";
import { meanLosses } from "../../src/evaluation/meanLosses.ts";
import { fakeScorer } from "./fakeScorer.ts";

test("is the mean of a text's token losses, cut where training cuts it", async () => {
  const scorer = fakeScorer((_, next) => (next === "rare" ? 1 / 8 : 1 / 2));
  const texts = ["a rare b", "a", "", "a a a rare rare rare"];
  const losses = await meanLosses(scorer, texts, 4);
  expect(losses[0]).toBeCloseTo((5 / 3) * Math.LN2, 6); // 1, 3 and 1 bits
  expect(losses[1]).toBeCloseTo(Math.LN2, 6);
  expect(losses[2]).toBeNaN();
  expect(losses[3]).toBeCloseTo(Math.LN2, 6); // only the first three fit beside the start of text
});
