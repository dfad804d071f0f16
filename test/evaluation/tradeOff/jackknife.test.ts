import { expect, test } from "vitest";
import { groupsOf, jackknife } from "../../../src/evaluation/tradeOff/jackknife.ts";
import type { JackknifeSample } from "../../../src/evaluation/tradeOff/jackknife.ts";

const means = (values: readonly number[]): JackknifeSample<number> => {
  const groupOf = groupsOf(values.length);
  return {
    groups: Math.min(20, values.length),
    without(group) {
      const kept = values.filter((_, index) => groupOf[index] !== group);
      return kept.reduce((sum, value) => sum + value, 0) / kept.length;
    },
  };
};

test("of two means with one item a group is the textbook interval of their difference", () => {
  const a = [1, 2, 3, 4, 5];
  const b = [2, 4, 9];
  const { value, interval } = jackknife(means(a), means(b), (x, y) => x - y);
  // Variances of the means: 2.5 / 5 = 0.5 and 13 / 3; the jackknife of a mean is exactly that.
  // Welch's degrees of freedom are (0.5 + 13/3)² / (0.5²/4 + (13/3)²/2) = 2.4715; t there is 3.604096 (scipy 1.15, stats.t.ppf).
  const reach = 3.604096 * Math.sqrt(0.5 + 13 / 3);
  expect(value).toBe(3 - 5);
  expect(interval?.low).toBeCloseTo(-2 - reach, 3);
  expect(interval?.high).toBeCloseTo(-2 + reach, 3);
});

test("has no interval where a sample has a single group", () => {
  expect(jackknife(means([1]), means([1, 2]), (x, y) => x - y)).toEqual({ value: -0.5 });
});

test("has no interval where it makes no difference which group is left out: a point would claim that nothing is unsure", () => {
  expect(jackknife(means([3, 3, 3]), means([1, 1]), (x, y) => x - y)).toEqual({ value: 2 });
});

test("cuts a large sample into twenty groups of about the same size", () => {
  const groups = groupsOf(45);
  const sizes = Array.from({ length: 20 }, (_, group) => groups.filter((own) => own === group).length);
  expect(Math.max(...groups)).toBe(19);
  expect(sizes.every((size) => size === 2 || size === 3)).toBe(true);
});
