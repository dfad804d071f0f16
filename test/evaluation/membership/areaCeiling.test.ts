import { expect, test } from "vitest";
import { normalCdf } from "../../../src/evaluation/normal.ts";
import { largestArea } from "../../../src/evaluation/membership/areaCeiling.ts";
import { largestTruePositiveRate } from "../../../src/evaluation/membership/privacyCeiling.ts";

test("is 0.5, guessing, where nothing is learnt", () => {
  expect(largestArea({ epsilon: 0, delta: 0 })).toBe(0.5); // 1 - 1/(1 + 1)
});

test("is the area under the largest true-positive rates at every false-positive rate", () => {
  for (const claim of [
    { epsilon: 1, delta: 0 },
    { epsilon: 2, delta: 0.01 },
    { epsilon: 0.3, delta: 0.1 },
  ]) {
    const steps = 200_000;
    let area = 0;
    for (let step = 0; step < steps; step += 1) area += largestTruePositiveRate(claim, (step + 0.5) / steps) / steps;
    expect(largestArea(claim)).toBeCloseTo(area, 5);
  }
});

test("is far smaller where mu is known: 0.7602 for mu 1", () => {
  const area = largestArea({ epsilon: 8, delta: 1e-5, gdpMu: 1 });
  // Phi(1/√2) = 0.760250; delta_1(8) = Phi(-7.5) - e^8 Phi(-8.5) is below 1e-13.
  expect(area).toBeCloseTo(0.76025, 5);
  expect(area).toBeLessThan(largestArea({ epsilon: 8, delta: 1e-5 }));
});

test("adds what mu does not cover, and is never above that of epsilon and delta", () => {
  // delta_2(1) = Phi(0.5) - e Phi(-1.5) = 0.691462 - 2.718282 · 0.066807 = 0.509862; far too much, so the lines decide.
  expect(largestArea({ epsilon: 1, delta: 0.01, gdpMu: 2 })).toBeCloseTo(1 - 0.99 ** 2 / (1 + Math.E), 12);
  // delta_0.5(1.5) = Phi(-2.75) - e^1.5 Phi(-3.25) = 0.0029798 - 4.4816891 · 0.00057703 = 0.00039373
  expect(largestArea({ epsilon: 1.5, delta: 0.001, gdpMu: 0.5 })).toBeCloseTo(
    normalCdf(0.5 / Math.SQRT2) + 2 * 0.00039373,
    6,
  );
});
