import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { itemUnits } from "../../src/evaluation/itemUnits.ts";
import { shareInterval } from "../../src/evaluation/shareInterval.ts";
import { wilsonInterval } from "../../src/evaluation/wilson.ts";

const inUnits = (units: readonly number[]) =>
  itemUnits(
    units.map((unit) => ({ key: String(unit) })),
    (key) => key,
  );

describe("the interval of a share", () => {
  test("is Wilson's where every item is its own", () => {
    expect(shareInterval(Float64Array.of(1, 0, 0, 1), inUnits([0, 1, 2, 3]))).toEqual(wilsonInterval(2, 4));
  });

  test("of copies is that of the units, wider for the doubt about their spread", () => {
    // Ten units of four copies each, three of them 1: variance (10/9)(3·(4·0.7)² + 7·(4·0.3)²)/1600 = 0.02333, so that
    // 0.21/0.02333 = 9 items would vary as much, times (t39/t9)² = (2.022691/2.262157)² = 0.7995.
    const values = Float64Array.from({ length: 40 }, (_, item) => Number(item < 12));
    const units = inUnits(Array.from({ length: 40 }, (_, item) => Math.floor(item / 4)));
    const effective = 9 * 0.7995;
    const expected = wilsonInterval(0.3 * effective, effective);
    const { low, high } = shareInterval(values, units);
    expect(low).toBeCloseTo(expected.low, 4);
    expect(high).toBeCloseTo(expected.high, 4);
  });

  test("of none is that of as many items as there are units", () => {
    const { low, high } = shareInterval(
      new Float64Array(40),
      inUnits(Array.from({ length: 40 }, (_, item) => item % 20)),
    );
    expect([low, high]).toEqual([0, wilsonInterval(0, 20).high]);
  });

  test("covers the truth where units share their fate, which Wilson's over the items does not", () => {
    const random = seededRandom(3);
    let covered = 0;
    let naively = 0;
    for (let run = 0; run < 400; run += 1) {
      // 20 units of 6 items; a unit's own chance is 0.1 or 0.7 by a fair coin: the truth is 0.4.
      const chances = Array.from({ length: 20 }, () => (random.next() < 0.5 ? 0.1 : 0.7));
      const values = Float64Array.from({ length: 120 }, (_, item) =>
        Number(random.next() < (chances[item % 20] as number)),
      );
      const wins = values.reduce((sum, value) => sum + value, 0);
      const holds = ({ low, high }: { low: number; high: number }): number => Number(low <= 0.4 && high >= 0.4);
      covered += holds(shareInterval(values, inUnits(Array.from({ length: 120 }, (_, item) => item % 20))));
      naively += holds(wilsonInterval(wins, 120));
    }
    expect(covered).toBeGreaterThanOrEqual(372); // 93%
    expect(naively).toBeLessThan(340); // 85%
  });
});
