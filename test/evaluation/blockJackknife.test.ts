import { expect, test } from "vitest";
import { blockJackknife } from "../../src/evaluation/blockJackknife.ts";

test("is Student's interval around the value", () => {
  // Without each of 1, 2 and 6: means 4, 3.5 and 1.5, of variance 2/3 · (1 + 0.25 + 2.25) = 7/3; t of 2 degrees is 4.302653.
  const interval = blockJackknife(3, [4, 3.5, 1.5], "sentences");
  expect(interval?.low).toBeCloseTo(3 - 4.302653 * Math.sqrt(7 / 3), 4);
  expect(interval?.method).toContain("3 blocks of sentences");
});

test("is absent where blocks do not show how far others would lie apart: one alone, or all alike", () => {
  expect(blockJackknife(3, [3], "sentences")).toBeUndefined();
  expect(blockJackknife(0, [0, 0, 0], "sentences")).toBeUndefined();
  expect(blockJackknife(0.3, [0.3, 0.1 + 0.2, 0.3], "sentences")).toBeUndefined(); // but for rounding
});
