import { describe, expect, test } from "vitest";
import {
  erfc,
  logAddExp,
  logBinomial,
  logErfc,
  logExpm1,
  logFactorial,
  logNormalCdf,
} from "../../src/base/specialFunctions.ts";

describe("logFactorial", () => {
  test("is ln 120 at 5", () => {
    expect(logFactorial(5)).toBeCloseTo(Math.log(120), 14);
    expect(logFactorial(0)).toBe(0);
  });

  test("refuses what is no whole number", () => {
    expect(() => logFactorial(-1)).toThrow(RangeError);
    expect(() => logFactorial(1.5)).toThrow(RangeError);
  });

  test("gives binomials: 10 over 3 is 120", () => {
    expect(Math.exp(logBinomial(10, 3))).toBeCloseTo(120, 10);
  });
});

describe("logAddExp and logExpm1", () => {
  test("add e^a and e^b where both overflow", () => {
    expect(logAddExp(1000, 1000)).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logAddExp(Number.NEGATIVE_INFINITY, 3)).toBe(3);
    expect(logAddExp(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("keep the digits of e^x - 1 near 0", () => {
    expect(logExpm1(1e-12)).toBeCloseTo(Math.log(1e-12), 11);
    expect(logExpm1(1000)).toBe(1000);
  });
});

describe("erfc", () => {
  // Abramowitz and Stegun (1964), table 7.1 (erf), and NIST DLMF section 7.23.
  test.each([
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [2, 0.004677734981047266],
    [3, 2.209049699858544e-5],
    [5, 1.5374597944280349e-12],
    [10, 2.088487583762545e-45],
    [-1, 1.842700792949715],
  ])("of %s is %s", (x, expected) => {
    expect(erfc(x) / expected).toBeCloseTo(1, 12);
  });

  test("is the same on both sides of the point where the method changes", () => {
    expect(erfc(2 - 1e-12) / erfc(2 + 1e-12)).toBeCloseTo(1, 10);
  });

  test("has a logarithm where it underflows: ln erfc(x) is near -x^2 - ln(x sqrt(pi)) - 1/(2x^2)", () => {
    const x = 100;
    expect(logErfc(x)).toBeCloseTo(-x * x - Math.log(x * Math.sqrt(Math.PI)) - 1 / (2 * x * x), 7);
  });

  test("gives the normal distribution: half at 0, 0.975 at 1.959964", () => {
    expect(Math.exp(logNormalCdf(0))).toBeCloseTo(0.5, 14);
    expect(Math.exp(logNormalCdf(1.959963984540054))).toBeCloseTo(0.975, 12);
    expect(Math.exp(logNormalCdf(-1.959963984540054))).toBeCloseTo(0.025, 12);
  });
});
