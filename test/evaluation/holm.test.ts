import { expect, test } from "vitest";
import { holm } from "../../src/evaluation/holm.ts";

test("multiplies the smallest of k p values by k, the next by k - 1, and never falls", () => {
  // 0.005·4 = 0.02, 0.01·3 = 0.03, 0.03·2 = 0.06, 0.04·1 = 0.04 -> 0.06
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
});

test("stops at 1", () => {
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
});

test("of nothing is nothing", () => {
  expect(holm([])).toEqual([]);
});
