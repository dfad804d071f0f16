import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logErfc } from "../../../src/base/specialFunctions.ts";
import { subsampledGaussianRdp } from "../../../src/training/privacy/subsampledGaussianRdp.ts";
import { rdpOrders } from "../../../src/training/privacy/rdpOrders.ts";
import { rdpValues } from "../../reference/accountantValues.ts";

const golden = "../shared/golden/accountant-rdp-curves.json";

describe("the Rényi privacy of one step", () => {
  test("is order / (2 sigma^2) when every record is in every lot", () => {
    expect(subsampledGaussianRdp(1, 2, 8)).toBe(1); // 8 / (2 · 4)
  });

  test("is nothing when no record is ever drawn, and infinite without noise", () => {
    expect(subsampledGaussianRdp(0, 1, 8)).toBe(0);
    expect(subsampledGaussianRdp(0.1, 0, 8)).toBe(Number.POSITIVE_INFINITY);
  });

  test("is ln(1 + q^2 (e^(1/sigma^2) - 1)) at order 2", () => {
    // A = (1-q)^2 + 2 q (1-q) + q^2 e^(1/s^2)
    const expected = Math.log1p(0.01 ** 2 * Math.expm1(1 / 0.8 ** 2));
    expect(subsampledGaussianRdp(0.01, 0.8, 2) / expected).toBeCloseTo(1, 13);
  });

  test.each(rdpValues)("agrees with 40-digit quadrature at q %d, sigma %d, order %d", (q, sigma, order, expected) => {
    expect(subsampledGaussianRdp(q, sigma, order) / expected).toBeCloseTo(1, 11);
  });

  test.skipIf(!existsSync(golden))("agrees with every value of the golden curves", () => {
    const { curves } = JSON.parse(readFileSync(golden, "utf8")) as {
      curves: { q: number; sigma: number; orders: number[]; exact: number[] }[];
    };
    for (const { q, sigma, orders, exact } of curves) {
      for (const [index, order] of orders.entries()) {
        expect(subsampledGaussianRdp(q, sigma, order) / (exact[index] as number)).toBeCloseTo(1, 11);
      }
    }
  });

  test("agrees with the signed series of erfc at fractional orders", () => {
    for (const [q, sigma, order] of [
      [0.01, 1, 1.5],
      [0.1, 2, 3.3],
      [0.5, 2, 1.1],
      [0.25, 4, 7.8],
    ] as const) {
      expect(subsampledGaussianRdp(q, sigma, order) / rdpBySignedSeries(q, sigma, order)).toBeCloseTo(1, 6);
    }
  });

  test("joins the whole orders smoothly", () => {
    const below = subsampledGaussianRdp(0.05, 1.2, 5 - 1e-7);
    const above = subsampledGaussianRdp(0.05, 1.2, 5 + 1e-7);
    expect((below + above) / 2 / subsampledGaussianRdp(0.05, 1.2, 5)).toBeCloseTo(1, 10);
  });

  test("is finite and positive for the smallest rates, noises and the largest orders", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-7, max: 0.999, noNaN: true }),
        fc.double({ min: 0.2, max: 100, noNaN: true }),
        fc.constantFrom(1.1, 1.5, 2, 3.7, 10.9, 63, 1024),
        (q, sigma, order) => {
          const value = subsampledGaussianRdp(q, sigma, order);
          expect(value).toBeGreaterThan(0);
          // Subsampling never costs more than the mechanism on all records.
          expect(value).toBeLessThanOrEqual((order / (2 * sigma ** 2)) * (1 + 1e-12));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("falls with noise and grows with the sampling rate and the order", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 0.9, noNaN: true }),
        fc.double({ min: 0.3, max: 10, noNaN: true }),
        fc.constantFrom(1.3, 2, 5.5, 20),
        (q, sigma, order) => {
          const value = subsampledGaussianRdp(q, sigma, order);
          expect(subsampledGaussianRdp(q, sigma * 1.1, order)).toBeLessThan(value);
          expect(subsampledGaussianRdp(q * 1.1, sigma, order)).toBeGreaterThan(value);
          expect(subsampledGaussianRdp(q, sigma, order + 1)).toBeGreaterThan(value);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is bounded at once, and closely, where there is next to no noise", () => {
    for (const [q, sigma] of [
      [0.01, 1e-3],
      [0.5, 1e-2],
      [1e-6, 0.03],
    ] as const) {
      for (const order of rdpOrders.filter((one) => !Number.isInteger(one))) {
        const value = subsampledGaussianRdp(q, sigma, order);
        const unsampled = order / (2 * sigma ** 2);
        const rounding = 1e-12 * unsampled;
        expect(value).toBeLessThanOrEqual(unsampled);
        // A >= E[(q e^u)^order] = q^order e^((order^2 - order) / (2 s^2)), and what is told is at most ln(1/q) above that.
        const atLeast = unsampled + (order * Math.log(q)) / (order - 1);
        expect(value).toBeGreaterThanOrEqual(atLeast - rounding);
        expect(value - Math.log(1 / q)).toBeLessThanOrEqual(atLeast + rounding);
      }
    }
  });

  test("refuses rates, noises and orders that mean nothing", () => {
    expect(() => subsampledGaussianRdp(1.1, 1, 2)).toThrow(RangeError);
    expect(() => subsampledGaussianRdp(0.1, -1, 2)).toThrow(RangeError);
    expect(() => subsampledGaussianRdp(0.1, 1, 1)).toThrow(RangeError);
  });
});

/** Mironov, Talwar and Zhang (2019), section 3.3: two series with binomials whose sign alternates beyond the order. */
function rdpBySignedSeries(q: number, sigma: number, order: number): number {
  const x0 = sigma ** 2 * Math.log(1 / q - 1) + 0.5;
  let binomial = 1;
  let sum = 0;
  for (let k = 0; k < 3000; k += 1) {
    const j = order - k;
    const near = k * Math.log(q) + j * Math.log1p(-q) + (k * k - k) / (2 * sigma ** 2);
    const far = j * Math.log(q) + k * Math.log1p(-q) + (j * j - j) / (2 * sigma ** 2);
    sum += (binomial / 2) * Math.exp(near + logErfc((k - x0) / (Math.SQRT2 * sigma)));
    sum += (binomial / 2) * Math.exp(far + logErfc((x0 - j) / (Math.SQRT2 * sigma)));
    binomial *= (order - k) / (k + 1);
  }
  return Math.log(sum) / (order - 1);
}
