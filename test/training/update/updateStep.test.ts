import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { sgd } from "../../../src/training/optimizer/sgd.ts";
import { noiseGrid } from "../../../src/training/privacy/noiseGrid.ts";
import type { NoiseGrid } from "../../../src/training/privacy/noiseGrid.ts";
import { secureStreams, seededStreams } from "../../../src/training/privacy/randomStream.ts";
import { noisyMean, plainUpdateEngine } from "../../../src/training/update/plainUpdateEngine.ts";
import { noiseValues } from "../../../src/training/update/updateEngine.ts";
import { updateStep } from "../../../src/training/update/updateStep.ts";
import type { StepNoise } from "../../../src/training/update/updateStep.ts";

const tensors = (...lengths: number[]): Map<string, Float32Array> =>
  new Map(lengths.map((length, at) => [`tensor ${at}`, new Float32Array(length)]));

/** The noisy means that plain SGD of rate 1 subtracts from parameters that are 0. */
function means(sum: Map<string, Float32Array>, expectedLotSize: number, noise?: Partial<StepNoise>): number[][] {
  const parameters = new Map([...sum].map(([name, { length }]) => [name, new Float32Array(length)]));
  updateStep(plainUpdateEngine, {
    step: 1,
    parameters,
    sum,
    optimizer: sgd(parameters),
    learningRate: 1,
    expectedLotSize,
    ...(noise === undefined
      ? {}
      : { noise: { clipNorm: 1, multiplier: 1, streams: secureStreams(), ...noise } satisfies StepNoise }),
  });
  return [...parameters.values()].map((values) => Array.from(values, (value) => -value));
}

const deviationOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

describe("the mean", () => {
  test("is sum and noise over the expected lot size", () => {
    const known = (target: Float64Array): void => target.set([1, 2]);
    const [values] = means(new Map([["weight", Float32Array.of(8, -4)]]), 4, { clipNorm: 2, multiplier: 3, known });
    expect(values?.[0]).toBeCloseTo(3.5, 6); // (8 + 6·1) / 4
    expect(values?.[1]).toBeCloseTo(2, 6); // (-4 + 6·2) / 4
  });

  test("is the sum over the expected lot size without noise, to the last bit", () => {
    expect(means(new Map([["weight", Float32Array.of(8, -4, 0.3)]]), 3)).toEqual([
      [Math.fround(8 / 3), Math.fround(-4 / 3), Math.fround(Math.fround(0.3) / 3)],
    ]);
  });

  test("has noise of deviation z C / L on every coordinate, also where the lot left no trace", () => {
    const size = 200_000;
    const [z, clipNorm, expectedLotSize] = [1.5, 0.4, 32];
    const found = means(tensors(size, size), expectedLotSize, { clipNorm, multiplier: z });
    for (const values of found) {
      expect(Math.abs(deviationOf(values) / ((z * clipNorm) / expectedLotSize) - 1)).toBeLessThan(0.012); // seven standard errors
      expect(values.filter((value) => value === 0).length).toBeLessThan(3); // a 2^25th part are
    }
    expect(found[0]).not.toEqual(found[1]);
  });

  test("shares no noise between coordinates, pieces, tensors and steps", () => {
    const streams = seededStreams(3);
    const draw = (step: number): number[] => {
      const parameters = tensors(70_000, 70_000);
      const optimizer = sgd(parameters);
      updateStep(plainUpdateEngine, {
        step,
        parameters,
        sum: tensors(70_000, 70_000),
        optimizer,
        learningRate: 1,
        expectedLotSize: 1,
        noise: { clipNorm: 1, multiplier: 1, streams },
      });
      return [...parameters.values()].flatMap((values) => [...values]);
    };
    const first = draw(1);
    const correlation = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) / Math.sqrt(a.length);
    expect(Math.abs(correlation(first, draw(2)))).toBeLessThan(6); // standard deviations
    expect(Math.abs(correlation(first, first.slice(noiseValues)))).toBeLessThan(6);
    expect(Math.abs(correlation(first, first.slice(70_000)))).toBeLessThan(6);
    expect(Math.abs(correlation(first, first.slice(1)))).toBeLessThan(6);
  });
});

/** Adds noise to a sum: the numbers before they are rounded to single precision. */
type AddNoise = (sum: Float32Array, noise: Int32Array, grid: NoiseGrid) => Float64Array;

const guarded: AddNoise = (sum, noise, grid) => {
  const noisy = new Float64Array(sum.length);
  noisyMean(sum, noise, grid, 1, noisy);
  return noisy;
};

/** A planted error: the noise added to the sum as it is. */
const unguarded: AddNoise = (sum, noise, { unit }) =>
  Float64Array.from(sum, (value, at) => value + (noise[at] as number) * unit);

describe("protection against floating-point leakage", () => {
  const count = 20_000;
  const grid = noiseGrid(1, 1, count);
  const noise = new Int32Array(count);
  plainUpdateEngine.drawNoise(seededStreams(5).open("noise", 1), grid.deviation, noise);
  const random = seededRandom(1);
  const sums = Float32Array.from({ length: count }, () => 0.37 * random.normal());
  const isOnGrid = (values: Float64Array): boolean => values.every((value) => Number.isInteger(value / grid.unit));

  test("every noisy sum is on the grid, whatever the sum, so that all sums reach the same numbers", () => {
    expect(isOnGrid(guarded(sums, noise, grid))).toBe(true);
    expect(isOnGrid(unguarded(sums, noise, grid))).toBe(false);
  });

  test("sums that differ below the grid give the very same noisy sums", () => {
    const constant = (units: number): Float32Array => new Float32Array(count).fill(units * grid.unit);
    expect(guarded(constant(3.3), noise, grid)).toEqual(guarded(constant(3), noise, grid));
    expect(unguarded(constant(3.3), noise, grid)).not.toEqual(unguarded(constant(3), noise, grid));
  });

  test("low bits of a noisy sum do not follow those of the sum", () => {
    const low = (value: number, bit: number): number => Math.abs(Math.floor(value / grid.unit / 2 ** bit) % 2);
    const agreement = (bit: number, noisy: Float64Array): number =>
      noisy.filter((value, at) => low(value, bit) === low(sums[at] as number, bit)).length;
    const sevenDeviations = 3.5 * Math.sqrt(count);
    for (const bit of [0, 1, 2, 5]) {
      expect(Math.abs(agreement(bit, guarded(sums, noise, grid)) - count / 2)).toBeLessThan(sevenDeviations);
    }
    // Below the grid the careless addition hands the sum's bits over.
    expect(Math.abs(agreement(-1, unguarded(sums, noise, grid)) - count / 2)).toBeGreaterThan(sevenDeviations);
  });

  test("a sum too large for the grid is cut, not rounded away", () => {
    const [noisy] = guarded(Float32Array.of(3e38), Int32Array.of(1), grid);
    expect(noisy).toBe((2 ** 50 + 1) * grid.unit);
  });
});

describe("an update that cannot go on", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])("names the tensor in which %d turns up", (value) => {
    const [parameters, sum] = [tensors(5, 20_000), tensors(5, 20_000)];
    const inputs = { step: 1, parameters, sum, optimizer: sgd(parameters), learningRate: 1, expectedLotSize: 1 };
    expect(updateStep(plainUpdateEngine, inputs)).toBeUndefined();
    (sum.get("tensor 1") as Float32Array)[19_999] = value;
    expect(updateStep(plainUpdateEngine, inputs)).toBe("tensor 1");
  });

  test("refuses sums of another shape before anything is changed", () => {
    const parameters = tensors(4, 4);
    const attempt = (): unknown =>
      updateStep(plainUpdateEngine, {
        step: 1,
        parameters,
        sum: tensors(4, 3),
        optimizer: sgd(parameters),
        learningRate: 1,
        expectedLotSize: 1,
      });
    expect(attempt).toThrow(/tensor 1: expected 4 values, found 3/u);
  });
});
