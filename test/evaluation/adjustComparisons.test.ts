import { expect, test } from "vitest";
import { adjustComparisons } from "../../src/evaluation/adjustComparisons.ts";
import type { MetricComparison } from "../../src/evaluation/metricResult.ts";

const one = (metric: MetricComparison["metric"], axis: "gender" | "race", pValue: number): MetricComparison => ({
  metric,
  axis,
  a: "a",
  b: "b",
  difference: 0,
  interval: { low: 0, high: 0, level: 0.95, method: "m" },
  pValue,
  n: 2,
  method: "m",
});

test("p values are corrected within one measure on one axis", () => {
  const adjusted = adjustComparisons([
    one("coverage-gap", "gender", 0.01),
    one("coverage-gap", "race", 0.02),
    one("coverage-gap", "gender", 0.03),
    one("toxicity-gap", "gender", 0.04),
  ]);
  // Two on gender: 0.01·2 and 0.03; the others are alone.
  expect(adjusted.map(({ adjustedP }) => adjustedP)).toEqual([0.02, 0.02, 0.03, 0.04]);
  expect(adjusted.map(({ pValue }) => pValue)).toEqual([0.01, 0.02, 0.03, 0.04]);
});
