import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { pairedTest } from "../../src/evaluation/pairedTest.ts";
import { signTest } from "../../src/evaluation/signTest.ts";

describe("pairedTest", () => {
  test("takes all sign flips of a few pairs", () => {
    // Of the 8 sums ±1 ±2 ±3 only +6 and -6 are as large as 6.
    expect(pairedTest(Float64Array.of(1, 2, 3), seededRandom(1))).toBe(2 / 8);
  });

  test("leaves out zeros and is 1 without any difference", () => {
    expect(pairedTest(Float64Array.of(0, 0), seededRandom(1))).toBe(1);
    expect(pairedTest(Float64Array.of(0, 1, 2, 3), seededRandom(1))).toBe(2 / 8);
  });

  test("is McNemar's exact test on differences of -1, 0 and 1", () => {
    expect(pairedTest(Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, -1, -1, 0, 0), seededRandom(1))).toBeCloseTo(
      signTest(8, 2),
      12,
    );
  });

  test("comes near the exact p by random flips", () => {
    const many = Float64Array.from({ length: 40 }, (_, index) => (index < 28 ? 1 : -1));
    expect(Math.abs(pairedTest(many, seededRandom(3)) - signTest(28, 12))).toBeLessThan(0.004);
  });
});
