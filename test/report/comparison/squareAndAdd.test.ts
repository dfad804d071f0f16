import { expect, test } from "vitest";
import { squareAndAdd } from "../../../src/report/comparison/squareAndAdd.ts";

test("two symmetric intervals of arms 3 and 4 give one of arm 5", () => {
  const { value, low, high } = squareAndAdd({ value: 10, low: 7, high: 13 }, { value: 20, low: 16, high: 24 });
  expect([value, low, high]).toEqual([10, 5, 15]); // 3² + 4² = 5²
});

test("each end uses the arms that point its way", () => {
  // Down: B's lower arm 3 and A's upper arm 4. Up: B's upper arm 12 and A's lower arm 5.
  const { low, high } = squareAndAdd({ value: 0, low: -5, high: 4 }, { value: 0, low: -3, high: 12 });
  expect([low, high]).toEqual([-5, 13]);
});

test("is Newcombe's interval for two proportions: 56/70 against 48/80 of his paper, method 10", () => {
  // Newcombe (1998), table II, column a: 0.0524 to 0.3339 from Wilson's intervals of both.
  const wilson = (k: number, n: number) => {
    const z = 1.959964;
    const centre = (k + z ** 2 / 2) / (n + z ** 2);
    const half = (z / (n + z ** 2)) * Math.sqrt((k * (n - k)) / n + z ** 2 / 4);
    return { value: k / n, low: centre - half, high: centre + half };
  };
  const { low, high } = squareAndAdd(wilson(48, 80), wilson(56, 70));
  expect(low).toBeCloseTo(0.0524, 4);
  expect(high).toBeCloseTo(0.3339, 4);
});
