import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { compareGaps } from "../../src/evaluation/compareGaps.ts";
import type { MetricItem } from "../../src/evaluation/metricResult.ts";

const few = { resamples: 400 };

/** Losses of `perGroup` texts in each of `groups` groups. */
function items(groups: number, perGroup: number, loss: (group: number, text: number) => number): MetricItem[] {
  return Array.from({ length: groups * perGroup }, (_, index) => ({
    key: `t${index}`,
    group: `race.${index % groups}`,
    value: loss(index % groups, index),
  }));
}

describe("compareGaps", () => {
  test("is the difference of the two gaps", () => {
    // Means 1, 2, 4: gap 3. Means 1, 5, 4: gap 4, between other groups.
    const a = items(3, 12, (group, text) => ([1, 2, 4][group] as number) + (text % 2 === 0 ? 0.1 : -0.1));
    const b = items(3, 12, (group) => [1, 5, 4][group] as number);
    const compared = compareGaps(a, b, seededRandom(1), few);
    expect(compared).toMatchObject({ n: 36, interval: { level: 0.95 } });
    expect(compared?.difference).toBeCloseTo(1, 12);
    expect(compared?.interval?.low).toBeLessThan(1);
    expect(compared?.interval?.high).toBeGreaterThan(1);
    expect(compared?.interval?.method).toContain("shared out over 3 pairs of groups");
  });

  test("has no interval where every text of a group is alike: a point would claim that nothing is unsure", () => {
    const compared = compareGaps(
      items(2, 12, (group) => group),
      items(2, 12, (group) => 3 * group),
      seededRandom(1),
      few,
    );
    expect(compared).toMatchObject({ difference: 2, n: 24 });
    expect(compared).not.toHaveProperty("interval");
  });

  test("is not told where a group has a single text: no resample would draw another one", () => {
    const many = items(2, 12, (group, text) => group + text / 10);
    const a = [
      ...many.filter(({ group }) => group === "race.0"),
      ...many.filter(({ group }) => group === "race.1").slice(0, 1),
    ];
    expect(compareGaps(a, a, seededRandom(1), few)).toBeUndefined();
    expect(compareGaps(many, many, seededRandom(1), few)).toBeDefined();
  });

  test("finds nothing between a model and itself, or one whose losses are all one higher", () => {
    const random = seededRandom(2);
    const a = items(3, 12, () => random.normal());
    expect(compareGaps(a, a, seededRandom(1), few)).toMatchObject({ difference: 0, pValue: 1 });
    const higher = a.map((item) => ({ ...item, value: item.value + 1 }));
    expect(compareGaps(a, higher, seededRandom(1), few)?.pValue).toBe(1);
  });

  test("finds a gap that widened", () => {
    const random = seededRandom(3);
    const a = items(4, 30, (group) => (group === 2 ? 1 : 0) + random.normal());
    const b = a.map((item) => ({
      ...item,
      value: item.value + (item.group === "race.2" ? 1 : 0) + 0.1 * random.normal(),
    }));
    const compared = compareGaps(a, b, seededRandom(1), few);
    expect(compared?.difference).toBeCloseTo(1, 0);
    expect(compared?.interval?.low).toBeGreaterThan(0.5);
    expect(compared?.pValue).toBeLessThan(0.001);
  });

  test("rejects rarely where groups do not matter and one model's losses are merely smaller", () => {
    const random = seededRandom(4);
    let leavesOutZero = 0;
    let significant = 0;
    for (let run = 0; run < 100; run += 1) {
      const a = items(4, 30, () => random.normal());
      const b = a.map((item) => ({ ...item, value: 0.8 * item.value + 0.1 * random.normal() }));
      const compared = compareGaps(a, b, random, few);
      if (compared?.interval === undefined) throw new Error("nothing was compared");
      if (compared.interval.low > 0 || compared.interval.high < 0) leavesOutZero += 1;
      if (compared.pValue <= 0.05) significant += 1;
    }
    expect(leavesOutZero).toBeLessThanOrEqual(10);
    expect(significant).toBeLessThanOrEqual(10);
  });

  test("has a p value of the very difference that its interval is of", () => {
    const random = seededRandom(5);
    // Groups matter in neither model, b's losses are thrice as far apart: its gap grows, and no more than that.
    for (let run = 0; run < 30; run += 1) {
      const a = items(3, 20, () => random.normal());
      const b = a.map((item) => ({ ...item, value: 3 * item.value }));
      const compared = compareGaps(a, b, random, few);
      if (compared?.interval === undefined) throw new Error("nothing was compared");
      const { low, high } = compared.interval;
      const leavesOutZero = low > 0 || high < 0;
      if (compared.pValue < 0.04) expect(leavesOutZero).toBe(true);
      if (compared.pValue > 0.06) expect(leavesOutZero).toBe(false);
    }
  });

  test("needs two groups", () => {
    const a = items(1, 12, () => 1);
    expect(compareGaps(a, a, seededRandom(1), few)).toBeUndefined();
  });
});
