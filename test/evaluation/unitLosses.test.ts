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
  test("of nearly the same amount everywhere is known to that", () => {
    const change = pairedChange(
      units([0, 1, 2, 3, 4]),
      losses(1, 2, 3, 4, 5),
      losses(1.5, 2.5, 3.5, 4.5, 5.75),
      seededRandom(1),
    );
    expect(change.value).toBe(0.55);
    expect(change.interval?.low).toBe(0.5);
    expect(change.interval?.high).toBeLessThanOrEqual(0.75);
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

describe("the rise to the worst of several models", () => {
  test("is that of the one with the largest mean, chosen on one half and measured on the other", () => {
    const centre = losses(1, 1, 1, 1);
    const [mild, worst] = [losses(1, 1.5, 1, 1.5), losses(3, 2.5, 4, 1)];
    const rise = worstRise(units([0, 1, 2, 3]), centre, [mild, worst, losses(0, 0, 0, 0)], seededRandom(1));
    // Both halves choose the second: means 3.5 and 1.75 against 1 and 1.5, so that the rises are 2.5 and 0.75.
    expect(rise.value).toBe(1.625);
    // On the even half the second is always chosen (0 to 1.5 on the odd one), on the odd one either (0, or 2 to 3 on the even one).
    expect(rise.interval?.low).toBeGreaterThanOrEqual(0);
    expect(rise.interval?.high).toBeLessThanOrEqual(2.25);
  });

  test("is about 0 where all models are alike but for chance, and its interval holds 0 as often as it says", () => {
    const random = seededRandom(4);
    const noisy = (): Float64Array => Float64Array.from({ length: 40 }, () => 2 + random.next() - random.next());
    let sum = 0;
    let holdsNone = 0;
    for (let run = 0; run < 50; run += 1) {
      const around = [noisy(), noisy(), noisy(), noisy(), noisy()];
      const { value, interval } = worstRise(units([...Array(40).keys()]), noisy(), around, random);
      sum += value;
      holdsNone += Number((interval?.low ?? 1) <= 0 && (interval?.high ?? -1) >= 0);
    }
    // One mean has the deviation √(1/6)/√40 = 0.065; the largest of five lies 1.16 of them above their mean: 0.075 too much.
    expect(Math.abs(sum / 50)).toBeLessThan(0.03);
    expect(holdsNone).toBeGreaterThanOrEqual(45);
  });

  test("has no interval with fewer than two units a half", () => {
    expect(worstRise(units([0, 1]), losses(1, 1), [losses(3, 1), losses(1, 1.5)], seededRandom(1))).toEqual({
      value: 1,
    });
  });
});
