import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hellinger, jensenShannon, klDivergence, normalise, uniform } from "../../src/evaluation/divergence.ts";

describe("divergences", () => {
  const distribution = fc
    .array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
    .map((weights) => normalise(weights) as number[]);

  test("have hand-computed values", () => {
    expect(klDivergence([0.8, 0.2], [0.5, 0.5])).toBeCloseTo(0.8 * Math.log(1.6) + 0.2 * Math.log(0.4), 14);
    // 1/√2 · √((√0.8 - √0.5)² + (√0.2 - √0.5)²)
    expect(hellinger([0.8, 0.2], [0.5, 0.5])).toBeCloseTo(
      Math.sqrt(((Math.sqrt(0.8) - Math.sqrt(0.5)) ** 2 + (Math.sqrt(0.2) - Math.sqrt(0.5)) ** 2) / 2),
      14,
    );
    expect(hellinger([1, 0], [0, 1])).toBeCloseTo(1, 14);
    expect(klDivergence([1, 0], [0.5, 0.5])).toBeCloseTo(Math.LN2, 14);
    expect(klDivergence([0.5, 0.5], [1, 0])).toBe(Infinity);
  });

  test("are zero for equal distributions and positive otherwise", () => {
    fc.assert(
      fc.property(distribution, distribution, (p, q) => {
        expect(klDivergence(p, p)).toBe(0);
        expect(hellinger(p, p)).toBe(0);
        expect(klDivergence(p, q)).toBeGreaterThanOrEqual(0);
        expect(hellinger(p, q)).toBeLessThanOrEqual(1);
        // Hellinger² <= KL/2 in nats (with H² = half the squared distance of the roots).
        expect(hellinger(p, q) ** 2).toBeLessThanOrEqual(klDivergence(p, q) / 2 + 1e-12);
      }),
    );
  });

  test("Jensen-Shannon is the mean divergence from the middle, at most ln 2, and alike both ways", () => {
    expect(jensenShannon([0.8, 0.2], [0.2, 0.8])).toBeCloseTo(0.8 * Math.log(1.6) + 0.2 * Math.log(0.4), 14);
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(Math.LN2, 14);
    fc.assert(
      fc.property(distribution, distribution, (p, q) => {
        const middle = p.map((value, index) => (value + (q[index] as number)) / 2);
        expect(jensenShannon(p, q)).toBeCloseTo((klDivergence(p, middle) + klDivergence(q, middle)) / 2, 12);
        expect(jensenShannon(p, q)).toBeCloseTo(jensenShannon(q, p), 14);
        expect(jensenShannon(p, p)).toBe(0);
      }),
    );
  });

  test("normalise refuses weights without mass, and uniform sums to one", () => {
    expect(normalise([0, 0])).toBeUndefined();
    expect(normalise([1, 3])).toEqual([0.25, 0.75]);
    expect(uniform(4)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
