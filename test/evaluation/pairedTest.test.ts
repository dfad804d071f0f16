import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { pairedTest } from "../../src/evaluation/pairedTest.ts";
import { signTest } from "../../src/evaluation/signTest.ts";

describe("pairedTest", () => {
  test("takes all sign flips of a few pairs", () => {
    // Of the 8 sums ±1 ±2 ±3 only +6 and -6 are as large as 6.
    expect(pairedTest(Float64Array.of(1, 2, 3), seededRandom(1))).toEqual({ pValue: 2 / 8, isExact: true });
  });

  test("leaves out zeros and is 1 without any difference", () => {
    expect(pairedTest(Float64Array.of(0, 0), seededRandom(1))).toEqual({ pValue: 1, isExact: true });
    expect(pairedTest(Float64Array.of(0, 1, 2, 3), seededRandom(1)).pValue).toBe(2 / 8);
  });

  test("is McNemar's exact test on differences of -1, 0 and 1", () => {
    expect(pairedTest(Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, -1, -1, 0, 0), seededRandom(1)).pValue).toBeCloseTo(
      signTest(8, 2),
      12,
    );
  });

  test("comes near the exact p by random flips", () => {
    const many = Float64Array.from({ length: 40 }, (_, index) => (index < 28 ? 1 : -1));
    expect(Math.abs(pairedTest(many, seededRandom(3)).pValue - signTest(28, 12))).toBeLessThan(0.004);
  });

  test("says whether it took all flips, by the differences that are not zero", () => {
    const differences = Float64Array.from({ length: 40 }, (_, index) => (index < 13 ? 1 : 0));
    expect(pairedTest(differences, seededRandom(1)).isExact).toBe(true); // 2^13 = 8,192 flips
    expect(pairedTest(differences.fill(1, 13, 14), seededRandom(1)).isExact).toBe(false); // 2^14 = 16,384
  });
});
