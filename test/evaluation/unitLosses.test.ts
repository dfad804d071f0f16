import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { meanOver, pairedChange, unitCount, worstRise } from "../../src/evaluation/unitLosses.ts";
import type { TextUnits } from "../../src/evaluation/unitLosses.ts";

const units = (unitOf: readonly number[]): TextUnits => ({ texts: unitOf.map(String), unitOf, unit: "sentences" });
const losses = (...values: number[]): Float64Array => Float64Array.from(values);

describe("the mean over texts", () => {
  test("counts every text once, also where units differ in size", () => {
    const clustered = units([0, 0, 0, 1]);
    expect(unitCount(clustered)).toBe(2);
    expect(meanOver(clustered, losses(1, 1, 1, 5), seededRandom(1)).value).toBe(2);
  });

  test("is surer with texts of their own than with as many variants of few sentences", () => {
    const values = losses(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    const width = (of: TextUnits): number => {
      const { interval } = meanOver(of, values, seededRandom(1));
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    expect(width(units([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]))).toBeGreaterThan(
      1.5 * width(units(values.length === 12 ? Array.from(values.keys()) : [])),
    );
  });

  test("of one unit has no interval", () => {
    expect(meanOver(units([0, 0]), losses(1, 2), seededRandom(1))).toEqual({ value: 1.5 });
  });
});

describe("a paired change", () => {
  test("of the same amount everywhere is that amount, without doubt", () => {
    const change = pairedChange(
      units([0, 1, 2, 3, 4]),
      losses(1, 2, 3, 4, 5),
      losses(1.5, 2.5, 3.5, 4.5, 5.5),
      seededRandom(1),
    );
    expect(change.value).toBe(0.5);
    expect(change.interval).toMatchObject({ low: 0.5, high: 0.5 });
    expect(change.pValue).toBe(2 / 32); // of 2^5 sign patterns only the two extremes are as large
  });

  test("flips the signs of whole units", () => {
    // Two units of five texts: four patterns, two of them as extreme.
    const change = pairedChange(
      units([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
      losses(...Array<number>(10).fill(1)),
      losses(...Array<number>(10).fill(2)),
      seededRandom(1),
    );
    expect(change.pValue).toBe(0.5);
  });
});

test("the rise to the worst of several models is that of the one with the largest mean", () => {
  const rise = worstRise(units([0, 1]), losses(1, 1), [losses(1, 1.5), losses(3, 1), losses(0, 0)], seededRandom(1));
  expect(rise.value).toBe(1); // means 1.25, 2 and 0 against 1
  // Of the four equally likely resamples (1 1, 1 2, 2 1, 2 2) the rises are 2, 1, 1 and 0.5.
  expect(rise.interval).toMatchObject({ low: 0.5, high: 2 });
});
