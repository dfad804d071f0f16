import { applyRule } from "../optimizer/applyRule.ts";
import type { NoiseGrid } from "../privacy/noiseGrid.ts";
import { roundToEven } from "../privacy/noiseGrid.ts";
import { StandardNormal } from "../privacy/standardNormal.ts";
import type { UpdateEngine } from "./updateEngine.ts";

/** The engine as it is written down; the one in WebAssembly must give the same bits. */
export const plainUpdateEngine: UpdateEngine = {
  drawNoise(stream, deviation, target) {
    const normal = new StandardNormal(stream);
    for (let at = 0; at < target.length; at += 1) target[at] = roundToEven(normal.next() * deviation);
  },
  apply({ theta, sum, running, noise }, { grid, expectedLotSize }, rule) {
    const mean = new Float32Array(sum.length);
    if (grid === undefined || noise === undefined) {
      for (let at = 0; at < mean.length; at += 1) mean[at] = (sum[at] as number) / expectedLotSize;
    } else {
      noisyMean(sum, noise, grid, expectedLotSize, mean);
    }
    applyRule(rule, theta, mean, running);
    return theta.every(Number.isFinite);
  },
};

/**
 * (S + N) / L for a sum S and noise N on a grid: one fresh number for every coordinate, whether the lot touched it or not.
 * Divides by the expected lot size L, a public constant, never by the size of the lot, which is private. S + N is exact in
 * double precision; the division and rounding to single precision come last.
 *
 * @param sum [n] S, which is rounded to the grid here
 * @param noise [n] N in units of the grid
 * @param mean [n] overwritten; in double precision its L-fold is still on the grid
 * @see Abadi et al. (2016), "Deep Learning with Differential Privacy", Algorithm 1
 */
export function noisyMean(
  sum: Float32Array,
  noise: Int32Array,
  { unit }: NoiseGrid,
  expectedLotSize: number,
  mean: Float32Array | Float64Array,
): void {
  const scale = 1 / unit;
  const rate = unit / expectedLotSize;
  for (let at = 0; at < sum.length; at += 1) {
    const units = (sum[at] as number) * scale;
    const bounded = units > mostUnits ? mostUnits : units < -mostUnits ? -mostUnits : units;
    mean[at] = (roundToEven(bounded) + (noise[at] as number)) * rate;
  }
}

/** A sum is cut to what is rounded exactly: 2^25 times the noise. That moves no two sums further apart. */
const mostUnits = 2 ** 50;
