import { describe, expect, test } from "vitest";
import { signTest } from "../../src/evaluation/signTest.ts";

describe("signTest", () => {
  test("is 2/2^n when all signs agree", () => {
    expect(signTest(6, 0)).toBeCloseTo(2 / 64, 14);
    expect(signTest(0, 6)).toBeCloseTo(2 / 64, 14);
  });

  test("is 1 for even counts and for none", () => {
    expect(signTest(5, 5)).toBe(1);
    expect(signTest(0, 0)).toBe(1);
  });

  test("adds up the binomial tail", () => {
    // 2 (1 + 10 + 45) / 1024
    expect(signTest(8, 2)).toBeCloseTo(112 / 1024, 14);
  });
});
