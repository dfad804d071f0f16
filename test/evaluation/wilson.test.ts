import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wilsonInterval } from "../../src/evaluation/wilson.ts";

describe("wilsonInterval", () => {
  test("is 0 to 0.2775 for 0 of 10", () => {
    // z² = 3.8415; the upper end is z² / (n + z²) = 3.8415 / 13.8415.
    const { low, high } = wilsonInterval(0, 10);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(3.841458820694124 / 13.841458820694124, 10);
  });

  test("is symmetric about one half at 5 of 10", () => {
    const { low, high } = wilsonInterval(5, 10);
    expect(low + high).toBeCloseTo(1, 12);
    expect(low).toBeCloseTo(0.2366, 4);
  });

  test("always holds the share", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const successes = Math.round(part * n);
        const { low, high } = wilsonInterval(successes, n);
        expect(low).toBeLessThanOrEqual(successes / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual(successes / n - 1e-12);
      }),
    );
  });
});
