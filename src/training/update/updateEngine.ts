import type { UpdateRule } from "../optimizer/updateRule.ts";
import type { NoiseGrid } from "../privacy/noiseGrid.ts";
import type { RandomStream } from "../privacy/randomStream.ts";

/** Values that `apply` takes at most, so that a piece of every array fits in a core's cache. */
export const pieceValues = 16_384;
/** Values that `drawNoise` makes at most: every so many have a stream of their own. */
export const noiseValues = 65_536;

/** How a sum becomes a mean. */
export interface MeanRule {
  /** L: divides the sum. */
  readonly expectedLotSize: number;
  /** Absent without noise: the sum is then divided as it is. */
  readonly grid?: NoiseGrid;
}

/** Values that lie beside each other in every array; all of one length. */
export interface UpdatePiece {
  /** Changed in place. */
  readonly theta: Float32Array;
  /** The sum S of the lot; left as it is. */
  readonly sum: Float32Array;
  /** The optimizer's; changed in place. */
  readonly running: readonly Float32Array[];
  /** Noise in units of the grid. */
  readonly noise?: Int32Array;
}

/** Does the arithmetic of what follows the sums, a piece at a time. */
export interface UpdateEngine {
  /** Overwrites the array with Gaussian numbers of that standard deviation, rounded to whole ones. */
  drawNoise(stream: RandomStream, deviation: number, target: Int32Array): void;
  /**
   * Makes the (noisy) mean and applies the optimizer's rule.
   *
   * @returns false when a parameter is no longer finite
   */
  apply(piece: UpdatePiece, mean: MeanRule, rule: UpdateRule): boolean;
}
