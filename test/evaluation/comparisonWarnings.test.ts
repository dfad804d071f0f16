import { expect, test } from "vitest";
import { oneSeed, severalComparisons } from "../../src/evaluation/comparisonWarnings.ts";
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

test("counts the comparisons that are not corrected for their number", () => {
  expect(severalComparisons([comparison])).toEqual([]);
  expect(severalComparisons([comparison, comparison])).toEqual([
    "2 comparisons are shown with uncorrected p values: about one in twenty intervals leaves out zero even where nothing differs.",
  ]);
});

test("says that a difference between arms is one between two trainings", () => {
  expect(oneSeed([])).toEqual([]);
  expect(oneSeed([comparison])).toEqual(["Each arm was trained once: the intervals do not cover another seed."]);
});
