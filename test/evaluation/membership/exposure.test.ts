import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { canaryExposure, exposure, exposureCeiling } from "../../../src/evaluation/membership/exposure.ts";

test("exposure: log2 of the candidates for the best known canary, 0 for the worst", () => {
  const candidates = Array.from({ length: 1023 }, (_, index) => index + 1);
  expect(exposure(0, candidates)).toBe(10);
  expect(exposure(2000, candidates)).toBe(0);
  expect(exposure(1, [1])).toBe(0); // a tie: rank 2 of 2
});

describe("the canaries of a training", () => {
  const found = canaryExposure([0, 1.5, 9], [1, 2, 3], { repeats: 1, random: seededRandom(1) });

  test("ranks, mean and area by hand", () => {
    // Ranks 1, 2 and 4 of 4: 2, 1 and 0 bits.
    expect(found).toMatchObject({ canaries: 3, references: 3, exposures: [2, 1, 0], most: 2 });
    expect(found.mean.value).toBe(1);
    expect(found.mean.interval).toMatchObject({ low: 0, high: 2 });
    expect(found.area?.value).toBeCloseTo(5 / 9, 12); // 3 + 2 + 0 of 9 pairs
    expect(found).not.toHaveProperty("ceiling");
  });

  test("a text never seen has every rank alike", () => {
    expect(found.unseen).toBeCloseTo((2 + 1 + Math.log2(4 / 3) + 0) / 4, 12);
    const many = canaryExposure(
      [1],
      Array.from({ length: 9999 }, () => 2),
      { repeats: 1, random: seededRandom(1) },
    );
    expect(many.unseen).toBeCloseTo(1 / Math.LN2, 2);
    expect(many.mean).toEqual({ value: Math.log2(10_000) });
  });

  test("canaries that are all known alike say nothing of how sure their mean is", () => {
    const known = canaryExposure([0, 0.5], [1, 2, 3], { repeats: 1, random: seededRandom(1) });
    expect(known.mean).toEqual({ value: 2 });
  });

  test("epsilon 0 allows what a text never seen has; a large one all that can be shown", () => {
    expect(exposureCeiling({ epsilon: 0, delta: 0 }, 1, 3)).toBeCloseTo(found.unseen, 12);
    expect(exposureCeiling({ epsilon: 50, delta: 0 }, 1, 3)).toBeCloseTo(2, 12);
  });

  test("the ceiling by hand: chances of ranks 1, 2 and 3 of 4 at epsilon ln 2", () => {
    // min(2q, 1 - (1-q)/2): 1/2, then 3/4 (below 1), then 7/8.
    const bits = 0.5 * 1 + 0.75 * Math.log2(3 / 2) + (7 / 8) * Math.log2(4 / 3);
    expect(exposureCeiling({ epsilon: Math.LN2, delta: 0 }, 1, 3)).toBeCloseTo(bits, 12);
  });

  test("repeats are a group: twice epsilon, and delta three times at epsilon ln 2", () => {
    const once = exposureCeiling({ epsilon: 2 * Math.LN2, delta: 0.03 }, 1, 7);
    expect(exposureCeiling({ epsilon: Math.LN2, delta: 0.01 }, 2, 7)).toBeCloseTo(once, 12); // 0.01 (1 + 2)
    expect(exposureCeiling({ epsilon: 0, delta: 0.01 }, 2, 7)).toBeCloseTo(
      exposureCeiling({ epsilon: 0, delta: 0.02 }, 1, 7),
      12,
    );
  });

  test("an epsilon that promises nothing leaves room for everything, however often the canary stands there", () => {
    expect(exposureCeiling({ epsilon: 800, delta: 1e-6 }, 2, 7)).toBeCloseTo(3, 12); // log2(8)
    expect(exposureCeiling({ epsilon: 400, delta: 1e-6 }, 2, 7)).toBeCloseTo(3, 12);
  });

  test("the curve of the whole training is not that of a group", () => {
    const claim = { epsilon: 1, delta: 0, truePositivesAt1Percent: 0.02 };
    const { truePositivesAt1Percent: _curve, ...plain } = claim;
    expect(exposureCeiling(claim, 1, 999)).toBeLessThan(exposureCeiling(plain, 1, 999));
    expect(exposureCeiling(claim, 2, 999)).toBe(exposureCeiling(plain, 2, 999));
  });
});
