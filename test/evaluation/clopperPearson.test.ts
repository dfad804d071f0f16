import { describe, expect, test } from "vitest";
import { clopperPearson } from "../../src/evaluation/clopperPearson.ts";

describe("the exact interval of a share", () => {
  test.each([
    // quantiles of the beta distribution, by mpmath with 30 digits
    [0, 10, 0, 0.3084971078187608],
    [10, 10, 0.6915028921812392, 1],
    [5, 10, 0.1870860284474045, 0.8129139715525955],
    [1, 100, 0.00025314603297742, 0.054459385392081],
    [7, 1000, 0.0028188587596205, 0.014369194978919],
  ])("%i of %i", (successes, n, low, high) => {
    const interval = clopperPearson(successes, n);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
  });

  test("leaves exactly the tails outside", () => {
    const probability = (p: number, count: number): number => (count === 0 ? (1 - p) ** 3 : 3 * p * (1 - p) ** 2);
    const { low, high } = clopperPearson(1, 3);
    expect(1 - probability(low, 0)).toBeCloseTo(0.025, 10);
    expect(probability(high, 0) + probability(high, 1)).toBeCloseTo(0.025, 10);
  });

  test("refuses what is no share", () => {
    expect(() => clopperPearson(3, 2)).toThrow(RangeError);
    expect(() => clopperPearson(0, 0)).toThrow(RangeError);
    expect(() => clopperPearson(0.5, 2)).toThrow(RangeError);
  });
});
