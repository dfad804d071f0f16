import type { StandardNoise } from "./gaussianNoise.ts";

/**
 * (S + z C xi) / L in place of S: one fresh draw for every coordinate, whether the lot touched it or not. Divides by the
 * expected lot size L, a public constant, never by the size of the lot, which is private.
 *
 * The addition is in double precision; rounding to single precision comes last.
 *
 * @param sum name -> clipped sum S; overwritten with the noisy mean
 * @param noiseDeviation z C, the standard deviation of the noise on the sum
 * @see Abadi et al. (2016), "Deep Learning with Differential Privacy", Algorithm 1
 */
export function noisyMean(
  sum: ReadonlyMap<string, Float32Array>,
  noise: StandardNoise | undefined,
  noiseDeviation: number,
  expectedLotSize: number,
): void {
  for (const values of sum.values()) {
    const draws = new Float64Array(noise === undefined ? 0 : Math.min(values.length, pieceLength));
    for (let start = 0; start < values.length; start += pieceLength) {
      const piece = values.subarray(start, start + pieceLength);
      const xi = draws.subarray(0, noise === undefined ? 0 : piece.length);
      noise?.draw(xi);
      for (let index = 0; index < piece.length; index += 1) {
        const noisy = (piece[index] as number) + (noise === undefined ? 0 : noiseDeviation * (xi[index] as number));
        piece[index] = noisy / expectedLotSize;
      }
    }
  }
}

const pieceLength = 16384;
