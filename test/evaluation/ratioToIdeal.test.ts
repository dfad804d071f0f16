import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { compareMetrics } from "../../src/evaluation/compareMetrics.ts";
import type { MetricResult } from "../../src/evaluation/metricResult.ts";
import { ratioWithInterval, resampledRatio } from "../../src/evaluation/ratioToIdeal.ts";

test("a unit that went through 0 makes a ratio beyond every number, in the direction of the distance", () => {
  expect(resampledRatio(2, 0.5, 1)).toBe(4);
  expect(resampledRatio(-2, -4, -1)).toBe(0.5);
  expect(resampledRatio(2, -0.1, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(resampledRatio(-2, -0.1, 1)).toBe(Number.NEGATIVE_INFINITY);
  expect(resampledRatio(2, 0.1, -1)).toBe(Number.NEGATIVE_INFINITY);
  expect(resampledRatio(2, 0, 1)).toBe(Number.POSITIVE_INFINITY);
});

test("there is no ratio where every resample has the same: a point would claim that nothing is unsure", () => {
  expect(ratioWithInterval(2, [2, 2, 2], 0.025, "m")).toBeUndefined();
  expect(ratioWithInterval(2, [1, 2, 3], 0, "m")).toEqual({
    value: 2,
    interval: { low: 1, high: 3, level: 0.95, method: "m" },
  });
  expect(ratioWithInterval(2, [], 0, "m")).toBeUndefined();
});

test("there is no ratio where the interval would reach through infinity", () => {
  const kl = (...values: readonly number[]): MetricResult => ({
    metric: "occupation-kl",
    axis: "gender",
    value: 1,
    ideal: 0,
    unit: "nats",
    n: values.length,
    interval: { low: 0.1, high: 5, level: 0.95, method: "m" },
    items: values.map((value, place) => ({ key: `o${place}`, value })),
  });
  // Of 3^3 resamples of 1, 1 and -1.5, seven or more have a mean below 0: three times, or twice, the last one.
  const [compared] = compareMetrics("a", [kl(1, 1, -1.5)], "b", [kl(3, 3, 3)], seededRandom(1));
  expect(compared?.difference).toBeCloseTo(3 - 0.5 / 3, 12);
  expect(compared).not.toHaveProperty("ratio");
});
