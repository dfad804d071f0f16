import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noiseGrid, roundToEven } from "../../../src/training/privacy/noiseGrid.ts";

const anyNorm = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const anyMultiplier = fc.double({ min: 0.05, max: 100, noNaN: true });

describe("the grid of the noise", () => {
  test("has a power of two for a unit, of which the noise has 2^24 to 2^25", () => {
    fc.assert(
      fc.property(anyNorm, anyMultiplier, (clipNorm, multiplier) => {
        const { unit, deviation } = noiseGrid(clipNorm, multiplier, 1);
        expect(Number.isInteger(Math.log2(unit))).toBe(true);
        expect(deviation).toBeGreaterThanOrEqual(2 ** 24);
        expect(deviation).toBeLessThan(2 ** 25 + 200); // 1 + unit / C more, z of them
      }),
    );
  });

  test("pays for what rounding adds to the sensitivity: noise of z (C + gamma sqrt P)", () => {
    const { unit, deviation } = noiseGrid(1, 1, 82_000_000);
    expect(unit).toBe(2 ** -24);
    expect(deviation * unit).toBeCloseTo(1 + Math.sqrt(82_000_000) * 2 ** -24, 12);
    expect(deviation * unit).toBeLessThan(1.0006);
  });

  test("two sums that are C apart are at most C + gamma sqrt P apart once rounded", () => {
    const rows = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(rows, rows, fc.double({ min: 0.01, max: 1, noNaN: true }), (sum, step, unit) => {
        const other = sum.map((value, at) => value + (step[at] as number));
        const rounded = (values: number[]): number[] => values.map((value) => roundToEven(value / unit) * unit);
        const distance = (a: number[], b: number[]): number =>
          Math.hypot(...a.map((value, at) => value - (b[at] as number)));
        expect(distance(rounded(sum), rounded(other))).toBeLessThanOrEqual(
          distance(sum, other) + unit * Math.sqrt(5) + 1e-9,
        );
      }),
    );
  });

  test("rounding the noise is rounding the noisy sum, because the sum is on the grid: post-processing of the Gaussian", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.double({ min: -1e8, max: 1e8, noNaN: true }).map((value) => Math.round(value * 1024) / 1024 + 2 ** -12),
        (sum, noise) => {
          expect(sum + roundToEven(noise)).toBe(roundToEven(sum + noise));
        },
      ),
    );
  });

  test("rounds halves to even numbers, as the hardware does", () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999].map(roundToEven)).toEqual([0, 2, 2, -0, -2, 2].map((it) => it + 0));
  });
});
