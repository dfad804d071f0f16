/**
 * The smallest two-sided p that a test of paired differences can give: all `n` of one sign, which is one of 2^n sign patterns, and its
 * mirror image. Approximations go below it, down to 0, where they no longer hold.
 */
export function smallestSignP(n: number): number {
  return Math.max(Number.MIN_VALUE, 2 ** (1 - n));
}
