/** A public grid that the clipped sum and its noise lie on, so that the last bits of a noisy sum say nothing. */
export interface NoiseGrid {
  /** gamma: distance of two points of the grid, a power of two. */
  readonly unit: number;
  /** Standard deviation of the noise in units, from 2^24 on. */
  readonly deviation: number;
}

/**
 * The grid for noise of `noiseMultiplier` times the sensitivity. The sum S is rounded to the grid, and so is each number
 * N of the Gaussian noise: as round(round(S) + N) = round(S) + round(N), the result is the Gaussian mechanism on round(S),
 * post-processed, and which numbers it can reach does not depend on S. Rounding moves each of the P coordinates of two
 * neighbouring sums apart by at most gamma, so the sensitivity is C + gamma sqrt(P), and the noise is scaled by that.
 *
 * With deviations of 2^24 to 2^25 units a unit is small against the noise (at 82 million coordinates the noise grows by
 * at most 0.06% z) and large against the steps of the sampler, of which at least 2^26 fall into it.
 *
 * @param clipNorm C, the sensitivity before rounding
 * @param coordinates P
 * @see Mironov (2012), "On Significance of the Least Significant Bits for Differential Privacy"
 * @see Canonne, Kamath and Steinke (2020), "The Discrete Gaussian for Differential Privacy"
 */
export function noiseGrid(clipNorm: number, noiseMultiplier: number, coordinates: number): NoiseGrid {
  const unit = 2 ** (Math.floor(Math.log2(noiseMultiplier * clipNorm)) - 24);
  return { unit, deviation: (noiseMultiplier * (clipNorm + unit * Math.sqrt(coordinates))) / unit };
}

/** To the nearest whole number, halves to the even one, as the hardware rounds; for numbers below 2^51. */
export function roundToEven(value: number): number {
  return value + roundingShift - roundingShift;
}

/** Doubles from 2^52 to 2^53 are whole. */
const roundingShift = 1.5 * 2 ** 52;
