import { expect, test } from "vitest";
import { trainedOften } from "../../src/evaluation/comparisonWarnings.ts";
import type { MetricComparison } from "../../src/evaluation/metricResult.ts";

const comparison: MetricComparison = {
  metric: "perplexity",
  a: "base",
  b: "plain",
  difference: 0,
  interval: { low: 0, high: 0, level: 0.95, method: "bootstrap" },
  pValue: 1,
  n: 10,
  method: "test",
};

test("says that a difference between arms is one between two trainings", () => {
  expect(trainedOften(1, [])).toEqual([]);
  expect(trainedOften(1, [comparison])).toEqual([
    "Each arm was trained once: the intervals do not cover another seed.",
  ]);
  expect(trainedOften(2, [comparison]).join()).toMatch(/^Each arm was trained 2 times.*not of seeds/u);
});
