import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { bootstrapInterval, bootstrapValues, countedMean, quantileOfSorted } from "../../src/evaluation/bootstrap.ts";
import { hellinger, klDivergence, normalise, uniform } from "../../src/evaluation/divergence.ts";
import { normalCdf, normalQuantile } from "../../src/evaluation/normal.ts";
import { pairedTest } from "../../src/evaluation/pairedTest.ts";
import { permutationTest } from "../../src/evaluation/permutation.ts";
import { signTest } from "../../src/evaluation/signTest.ts";
import { wilsonInterval } from "../../src/evaluation/wilson.ts";

describe("normalQuantile", () => {
  test("is 1.959964 at 0.975 and inverts the distribution function", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    for (const p of [1e-9, 1e-4, 0.02, 0.3, 0.9, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
  });

  test("refuses 0 and 1", () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});

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

describe("permutationTest", () => {
  test("is small for parted groups and large for mixed ones", () => {
    const values = Float64Array.from({ length: 20 }, (_, index) => index);
    const gap = (labels: Uint32Array): number => {
      let [sum, other] = [0, 0];
      values.forEach((value, index) => (labels[index] === 0 ? (sum += value) : (other += value)));
      return Math.abs(sum - other);
    };
    const parted = Uint32Array.from({ length: 20 }, (_, index) => (index < 10 ? 0 : 1));
    const mixed = Uint32Array.from({ length: 20 }, (_, index) => index % 2);
    expect(permutationTest(parted, gap, seededRandom(1), 999)).toBe(1 / 1000);
    expect(permutationTest(mixed, gap, seededRandom(1), 999)).toBeGreaterThan(0.5);
    expect(parted.slice(0, 2)).toEqual(Uint32Array.of(0, 0));
  });
});

describe("bootstrapInterval", () => {
  test("is a point when all items are equal, in both kinds", () => {
    const values = new Float64Array(12).fill(3);
    for (const kind of ["percentile", "bca"] as const) {
      const interval = bootstrapInterval(12, countedMean(values), seededRandom(1), { unit: "texts", kind });
      expect(interval?.low).toBeCloseTo(3, 12);
      expect(interval?.high).toBeCloseTo(3, 12);
    }
  });

  test("is near the normal interval for a mean of many items", () => {
    const random = seededRandom(5);
    const values = Float64Array.from({ length: 400 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400);
    for (const kind of ["percentile", "bca"] as const) {
      const interval = bootstrapInterval(400, countedMean(values), random, { unit: "texts", kind });
      expect(interval?.low).toBeCloseTo(mean - (1.96 * deviation) / 20, 1);
      expect(interval?.high).toBeCloseTo(mean + (1.96 * deviation) / 20, 1);
      expect(interval?.low).toBeLessThan(mean);
      expect(interval?.high).toBeGreaterThan(mean);
    }
  });

  test("leans to the long tail with BCa", () => {
    const random = seededRandom(9);
    const values = Float64Array.from({ length: 40 }, () => Math.exp(1.5 * random.normal()));
    const percentile = bootstrapInterval(40, countedMean(values), seededRandom(1), { unit: "texts" });
    const bca = bootstrapInterval(40, countedMean(values), seededRandom(1), { unit: "texts", kind: "bca" });
    expect(bca?.high).toBeGreaterThan(percentile?.high as number);
    expect(bca?.low).toBeGreaterThan(percentile?.low as number);
  });

  test("has no interval for a single item", () => {
    expect(bootstrapInterval(1, () => 1, seededRandom(1), { unit: "texts" })).toBeUndefined();
  });

  test("keeps the size of every stratum", () => {
    const strata = Uint32Array.of(0, 0, 0, 1, 1);
    bootstrapValues(
      5,
      (counts) => {
        expect((counts[0] as number) + (counts[1] as number) + (counts[2] as number)).toBe(3);
        return 0;
      },
      seededRandom(2),
      50,
      strata,
    );
  });

  test("interpolates quantiles between order statistics", () => {
    const values = Float64Array.of(1, 2, 3, 4, 5);
    expect(quantileOfSorted(values, 0)).toBe(1);
    expect(quantileOfSorted(values, 0.5)).toBe(3);
    expect(quantileOfSorted(values, 0.9)).toBeCloseTo(4.6, 12);
  });
});

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

  test("normalise refuses weights without mass, and uniform sums to one", () => {
    expect(normalise([0, 0])).toBeUndefined();
    expect(normalise([1, 3])).toEqual([0.25, 0.75]);
    expect(uniform(4)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
