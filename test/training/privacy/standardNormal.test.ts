import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { logNormalCdf } from "../../../src/base/specialFunctions.ts";
import { secureStreams, seededStreams } from "../../../src/training/privacy/randomStream.ts";
import type { RandomStream } from "../../../src/training/privacy/randomStream.ts";
import { layerEdges, layerHeights, StandardNormal } from "../../../src/training/privacy/standardNormal.ts";

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

/** A stream of given 64-bit words, each lower half first, and then ones. */
function wordStream(...words: readonly bigint[]): RandomStream {
  const halves = words.flatMap((word) => [Number(word & 0xffffffffn), Number(word >> 32n)]);
  return { draw: (target) => target.fill(0xffffffff).set(halves.splice(0, target.length)) };
}

describe("the tail", () => {
  const tail = (...uniforms: readonly bigint[]): number =>
    new StandardNormal(wordStream(0xffff_ffff_ffff_f800n, ...uniforms)).next(); // layer 0, beyond its edge

  test("is left at its beginning by the largest uniform numbers", () => {
    const almostOne = (1n << 64n) - 1n;
    expect(tail(almostOne, almostOne, 1n, 0n)).toBeCloseTo(layerEdges[1] as number, 12); // x = 0, y > 0
  });

  test("goes beyond 8.6 deviations, where 53-bit uniform numbers of another method end, and beyond 20", () => {
    // u = 2^-20 and 2^-90: ln 2 · 20 / 3.654 = 3.79 and 17.07; y from 63 zeros, ln 2 · 64 · 2 > 3.79².
    expect(tail(1n << 44n, 0n, 1n, 0n)).toBeCloseTo(3.6541528853610088 + (20 * Math.LN2) / 3.6541528853610088, 12);
    const far = tail(0n, 1n << 38n, 0n, 0n, 0n, 0n, 0n, 1n, 0n);
    expect(far).toBeCloseTo(3.6541528853610088 + (90 * Math.LN2) / 3.6541528853610088, 12);
    expect(far).toBeGreaterThan(20);
  });

  test("is drawn as finely near its end as anywhere", () => {
    const near = tail(1n << 14n, 0n, 0n, 1n, 0n);
    const next = tail(1n << 14n, 1n << 12n, 0n, 1n, 0n); // the last of 52 bits
    expect(Math.abs(next - near)).toBeLessThan(1e-14);
  });
});

/** Share of places that are under the density: half of it over the area of all layers. */
const accepted = Math.sqrt(Math.PI / 2) / (256 * 0.00492867323399);

/**
 * How far the probability of one cell of the grid is from the normal distribution's, relative: the layers' places that
 * fall into it are counted exactly, as `StandardNormal` rounds them.
 */
function cellError(cell: number, deviation: number): number {
  const x = cell / deviation;
  let found = 0;
  for (let layer = 0; layer < 256; layer += 1) {
    if (x > (layerEdges[layer] as number)) break;
    const share = x < (layerEdges[layer + 1] as number) ? 1 : acceptance(layer, x);
    if (layer === 0 && share < 1) break; // replaced by the tail
    const scale = (layerEdges[layer] as number) / 2 ** 53;
    const first = firstPlace(cell - 0.5, scale, deviation);
    found += (share * Number(firstPlace(cell + 0.5, scale, deviation) - first)) / 2 ** 53 / 256;
  }
  const expected = (Math.sqrt(2 / Math.PI) * Math.exp(-(x ** 2) / 2)) / deviation; // of |x|
  return found / accepted / expected - 1;
}

function acceptance(layer: number, x: number): number {
  const bottom = layerHeights[layer] as number;
  return (Math.exp(-(x ** 2) / 2) - bottom) / ((layerHeights[layer + 1] as number) - bottom);
}

/** The first place whose number is above `edge` units: 53 bits, by bisection around the guess. */
function firstPlace(edge: number, scale: number, deviation: number): bigint {
  let low = BigInt(Math.floor(edge / deviation / scale)) - 64n;
  let high = low + 128n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (Number(middle) * scale * deviation > edge) high = middle;
    else low = middle;
  }
  return high;
}

test("the probability of a cell of the noise grid is off by less than 2^-23, and by 2^-26 in the mean square", () => {
  const random = seededRandom(7);
  for (const deviation of [2 ** 24, 2 ** 24 * 1.37, 2 ** 25 - 1]) {
    let squares = 0;
    const cells = 3000;
    for (let index = 0; index < cells; index += 1) {
      const x = Math.min(3.6, Math.abs(random.normal()));
      const cell = Math.max(1, Math.round(x * deviation));
      // Not where an edge of a layer cuts the cell: its two sides have different shares.
      const half = 0.5 / deviation;
      const isCut = layerEdges.some((edge) => Math.abs(edge - cell / deviation) <= half);
      if (isCut) continue;
      const error = cellError(cell, deviation);
      expect(Math.abs(error)).toBeLessThan(2 ** -23);
      squares += error ** 2 / cells;
    }
    expect(Math.sqrt(squares)).toBeLessThan(2 ** -26);
  }
});
