import { describe, expect, test } from "vitest";
import { logNormalCdf } from "../../../src/base/specialFunctions.ts";
import { gaussianNoise } from "../../../src/training/privacy/gaussianNoise.ts";
import { secureStreams, seededStreams } from "../../../src/training/privacy/randomStream.ts";
import type { RandomStream } from "../../../src/training/privacy/randomStream.ts";
import { StandardNormal } from "../../../src/training/privacy/standardNormal.ts";

const count = 1_000_000;

function draws(stream: RandomStream): Float64Array {
  const normal = new StandardNormal(stream);
  return Float64Array.from({ length: count }, () => normal.next());
}

/** Chi-square of the counts in bins of a quarter from -4 to 4, 33 degrees of freedom. */
function chiSquare(values: Float64Array): number {
  const observed = new Float64Array(34);
  for (const value of values) {
    const bin = Math.max(0, Math.min(33, Math.ceil((value + 4) * 4)));
    observed[bin] = (observed[bin] as number) + 1;
  }
  let below = 0;
  let sum = 0;
  for (const [bin, found] of observed.entries()) {
    const upTo = bin === 33 ? 1 : Math.exp(logNormalCdf(bin / 4 - 4));
    const expected = count * (upTo - below);
    sum += (found - expected) ** 2 / expected;
    below = upTo;
  }
  return sum;
}

function moments(values: Float64Array): { mean: number; variance: number; fourth: number } {
  let mean = 0;
  let variance = 0;
  let fourth = 0;
  for (const value of values) {
    mean += value / count;
    variance += value ** 2 / count;
    fourth += value ** 4 / count;
  }
  return { mean, variance, fourth };
}

describe("standard normal numbers", () => {
  test("follow the normal distribution bin by bin", () => {
    // 33 degrees of freedom: 77 is passed once in 50,000 times; the seed makes it never or always.
    expect(chiSquare(draws(seededStreams(1).open("noise", 1)))).toBeLessThan(77);
  });

  test("have mean 0, variance 1 and fourth moment 3, from the secure source too", () => {
    for (const streams of [seededStreams(2), secureStreams()]) {
      const { mean, variance, fourth } = moments(draws(streams.open("noise", 1)));
      // Seven standard errors: 1, sqrt 2 and sqrt 96 over the root of the count.
      expect(Math.abs(mean)).toBeLessThan(7e-3);
      expect(Math.abs(variance - 1)).toBeLessThan(7e-3 * Math.SQRT2);
      expect(Math.abs(fourth - 3)).toBeLessThan(7e-3 * Math.sqrt(96));
    }
  });

  test("reach into the tail as often as they should", () => {
    const beyond = draws(seededStreams(3).open("noise", 1)).filter((value) => Math.abs(value) > 3.7).length;
    expect(Math.abs(beyond - 215.6)).toBeLessThan(6 * Math.sqrt(215.6)); // 2 Q(3.7) = 2.156e-4
  });

  test("do not follow each other", () => {
    const values = draws(seededStreams(4).open("noise", 1));
    for (const lag of [1, 2, 4]) {
      let product = 0;
      for (let index = lag; index < count; index += 1) {
        product += ((values[index] as number) * (values[index - lag] as number)) / count;
      }
      expect(Math.abs(product)).toBeLessThan(6e-3);
    }
  });

  test("stay finite on the most extreme bits", () => {
    const stuck = (word: number): RandomStream => ({ draw: (target) => void target.fill(word) });
    expect(new StandardNormal(stuck(0)).next()).toBe(0); // layer 0, place 0: no logarithm of zero
  });
});

describe("guarded noise", () => {
  test("has variance 1, although every value is made of four numbers", () => {
    const target = new Float64Array(count);
    gaussianNoise(secureStreams().open("noise", 1)).draw(target);
    const { mean, variance } = moments(target);
    expect(Math.abs(mean)).toBeLessThan(7e-3);
    expect(Math.abs(variance - 1)).toBeLessThan(7e-3 * Math.SQRT2);
  });

  test("is half the sum of four numbers, after one that is thrown away", () => {
    const stream = () => seededStreams(5).open("noise", 1);
    const normal = new StandardNormal(stream());
    const raw = Array.from({ length: 9 }, () => normal.next());
    const target = new Float64Array(2);
    gaussianNoise(stream()).draw(target);
    const half = (from: number): number => raw.slice(from, from + 4).reduce((sum, value) => sum + value, 0) / 2;
    expect(target[0]).toBeCloseTo(half(1), 14);
    expect(target[1]).toBeCloseTo(half(5), 14);
  });

  test("goes on where it stopped, so that no two tensors share a value", () => {
    const noise = gaussianNoise(seededStreams(6).open("noise", 1));
    const first = new Float64Array(100);
    const second = new Float64Array(100);
    noise.draw(first);
    noise.draw(second);
    expect(new Set([...first, ...second]).size).toBe(200);
  });
});
