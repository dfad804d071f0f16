import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { clipFactors } from "../../../src/training/clip/clipFactors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const factor = (mode: "hard" | "automatic" | "soft", norm: number, clipNorm: number): number =>
  clipFactors(mode, tf.tensor1d([norm]), tf.tensor1d([clipNorm])).arraySync()[0] as number;

test("hard clipping leaves short gradients alone and brings long ones to the clip norm", () => {
  expect(factor("hard", 0.5, 1)).toBe(1);
  expect(factor("hard", 4, 1)).toBe(0.25);
  expect(factor("hard", 0, 1)).toBe(1);
});

test("automatic clipping is C / (n + 0.01)", () => {
  expect(factor("automatic", 0.99, 2)).toBeCloseTo(2, 6); // 2 / (0.99 + 0.01)
  expect(factor("automatic", 0, 1)).toBeCloseTo(100, 3);
});

test("soft clipping is C tanh(n / C) / n, and 1 for no gradient at all", () => {
  expect(factor("soft", 2, 2)).toBeCloseTo(Math.tanh(1), 6);
  expect(factor("soft", 0, 2)).toBeCloseTo(1, 6);
});

test("no mode lets a gradient be longer than the clip norm", () => {
  const norm = fc.double({ min: 0, max: 1e10, noNaN: true }).map(Math.fround);
  const clipNorm = fc.double({ min: 1e-3, max: 1e3, noNaN: true }).map(Math.fround);
  fc.assert(
    fc.property(
      fc.constantFrom("hard" as const, "automatic" as const, "soft" as const),
      norm,
      clipNorm,
      (mode, n, c) => {
        expect(factor(mode, n, c) * n).toBeLessThanOrEqual(c * (1 + 1e-6));
      },
    ),
    { numRuns: 200 },
  );
});
