import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { groupGap } from "../../src/evaluation/groupGap.ts";
import type { MetricItem } from "../../src/evaluation/metricResult.ts";

const options = {
  axis: "gender",
  metric: "sentiment",
  gapMetric: "sentiment-gap",
  unit: "score",
  resampled: "prompts",
} as const;

const items = (female: readonly number[], male: readonly number[]): MetricItem[] => [
  ...female.map((value, index) => ({ key: `f${index}`, value, group: "gender.female" })),
  ...male.map((value, index) => ({ key: `m${index}`, value, group: "gender.male" })),
];

test("a gap to a group of one item has no interval: that group's chance is not known", () => {
  const gapOf = (male: readonly number[]) => groupGap(items([1, 2, 3, 4], male), options, seededRandom(1))[1];
  expect(gapOf([8])).toMatchObject({ metric: "sentiment-gap", value: 5.5 });
  expect(gapOf([8])).not.toHaveProperty("interval");
  expect(gapOf([7, 9])?.interval).toMatchObject({ level: 0.95 });
});
