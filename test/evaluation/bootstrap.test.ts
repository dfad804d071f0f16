import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import {
  bootstrapInterval,
  bootstrapValues,
  countedMean,
  quantileOfSorted,
  resampledP,
} from "../../src/evaluation/bootstrap.ts";
import type { CountedStatistic } from "../../src/evaluation/bootstrap.ts";
import { ofUnits } from "../../src/evaluation/itemUnits.ts";
import { countedPerplexity } from "../../src/evaluation/perplexity.ts";

const skewed = Float64Array.from({ length: 40 }, (_, index) => Math.exp(1.5 * Math.sin(7 * index)));
const texts = [...skewed].map((value, index) => ({ key: `${index}`, value, weight: 1 + (index % 9) }));
/** Of one to five items. */
const units = { size: 15, of: Uint32Array.from(skewed, (_, index) => (index < 20 ? index % 15 : 10 + (index % 5))) };

describe("bootstrapInterval", () => {
  test("is not told when all items are equal: how far others would lie apart is not known", () => {
    for (const value of [0, 3, 0.1]) {
      const values = new Float64Array(12).fill(value);
      for (const kind of ["percentile", "bca"] as const) {
        expect(
          bootstrapInterval(12, countedMean(values), seededRandom(1), { unit: "texts", kind }),
          `${value}`,
        ).toBeUndefined();
      }
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

  test("BCa computes a mean once for each resample and once for all items, however many they are", () => {
    const values = Float64Array.from({ length: 300 }, (_, index) => Math.sin(index));
    const mean = countedMean(values);
    let calls = 0;
    const counted: CountedStatistic = Object.assign(
      (counts: Uint32Array) => {
        calls += 1;
        return mean(counts);
      },
      { leaveOneOut: mean.leaveOneOut as NonNullable<CountedStatistic["leaveOneOut"]> },
    );
    bootstrapInterval(300, counted, seededRandom(1), { unit: "texts", kind: "bca" });
    expect(calls).toBe(2000 + 1);
  });

  test.each([
    ["a mean", 40, countedMean(skewed)],
    ["a perplexity", 40, countedPerplexity(texts)],
    ["a mean over units of items", 15, ofUnits(units, countedMean(skewed))],
    ["a perplexity over units of items", 15, ofUnits(units, countedPerplexity(texts))],
  ])("BCa of %s is that of the same statistic computed without each item in turn", (_, size, statistic) => {
    const options = { unit: "texts", kind: "bca" } as const;
    const fast = bootstrapInterval(size, statistic, seededRandom(3), options);
    const plain = bootstrapInterval(size, (counts) => statistic(counts), seededRandom(3), options);
    expect(statistic.leaveOneOut).toBeDefined();
    expect(fast?.low).toBeCloseTo(plain?.low as number, 12);
    expect(fast?.high).toBeCloseTo(plain?.high as number, 12);
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

describe("resampledP", () => {
  test("is twice the smaller share on one side of 0, the estimate counted: by hand", () => {
    const drawn = Float64Array.from({ length: 99 }, (_, index) => index - 4); // four below 0, one at it
    expect(resampledP(45, drawn)).toBeCloseTo((2 * 6) / 100, 12);
    expect(resampledP(0, Float64Array.of(-1, 0, 1))).toBe(1);
    expect(resampledP(0, new Float64Array(10))).toBe(1);
  });

  test("goes on along the normal tail where no resample reaches 0, and is never more than one of them would make", () => {
    const around = (mean: number): Float64Array =>
      Float64Array.from({ length: 999 }, (_, index) => mean + Math.sin(index)).sort();
    const near = resampledP(1.01, around(1.01)); // 1.4 standard errors: the tail would be larger than one of 1,000
    expect(near).toBeCloseTo(2 / 1000, 12);
    expect(resampledP(5, around(5))).toBeLessThan(1e-9); // 7.1 standard errors
    expect(resampledP(5, around(5))).toBeGreaterThan(0);
    expect(resampledP(3, new Float64Array(999).fill(3))).toBeCloseTo(2 / 1000, 12);
    const rounded = Float64Array.from({ length: 999 }, (_, index) => 3 + (index % 3) * 4e-16);
    expect(resampledP(3, rounded)).toBeCloseTo(2 / 1000, 12);
  });
});
