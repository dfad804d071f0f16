import { expect, test } from "vitest";
import { gaussianNoise } from "../../../src/training/privacy/gaussianNoise.ts";
import { noisyMean } from "../../../src/training/privacy/noisyMean.ts";
import { secureStreams } from "../../../src/training/privacy/randomStream.ts";

test("adds the noise to the sum and divides by the expected lot size", () => {
  const sum = new Map([["weight", Float32Array.of(8, -4)]]);
  noisyMean(sum, { draw: (target) => target.set([1, 2]) }, 6, 4);
  expect([...(sum.get("weight") as Float32Array)]).toEqual([3.5, 2]); // (8 + 6·1) / 4 and (-4 + 6·2) / 4
});

test("only divides without noise", () => {
  const sum = new Map([["weight", Float32Array.of(8, -4)]]);
  noisyMean(sum, undefined, 0, 4);
  expect([...(sum.get("weight") as Float32Array)]).toEqual([2, -1]);
});

test("gives every coordinate noise of deviation z C / L, also those that the lot did not touch", () => {
  const size = 200_000;
  const sum = new Map([
    ["first", new Float32Array(size)],
    ["second", new Float32Array(size)],
  ]);
  const [z, clipNorm, expectedLotSize] = [1.5, 0.4, 32];
  noisyMean(sum, gaussianNoise(secureStreams().open("noise", 1)), z * clipNorm, expectedLotSize);
  for (const values of sum.values()) {
    const deviation = Math.sqrt(values.reduce((total, value) => total + value ** 2, 0) / size);
    expect(deviation / ((z * clipNorm) / expectedLotSize)).toBeCloseTo(1, 1);
    expect(Math.abs(deviation / ((z * clipNorm) / expectedLotSize) - 1)).toBeLessThan(0.012); // seven standard errors
    expect(values.every((value) => value !== 0)).toBe(true);
  }
  expect(sum.get("first")).not.toEqual(sum.get("second"));
});
