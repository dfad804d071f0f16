import type { Random } from "../base/random.ts";

export const defaultSignFlips = 10_000;

export interface PairedTest {
  /** In (0, 1]; 1 when there is no difference that is not zero. */
  readonly pValue: number;
  /** True when all sign flips were taken, false when random ones were. */
  readonly isExact: boolean;
}

/**
 * Two-sided paired permutation test by sign flips: were the two members of each pair exchangeable, each difference
 * would be as likely with the other sign. All 2^n flips are taken when there are at most `flips` of them (the test is
 * then exact), else `flips` random ones with the observed one counted (Phipson and Smyth 2010).
 *
 * On differences of -1, 0 and 1 this is McNemar's exact test.
 */
export function pairedTest(differences: Float64Array, random: Random, flips = defaultSignFlips): PairedTest {
  const nonZero = differences.filter((difference) => difference !== 0);
  if (nonZero.length === 0) return { pValue: 1, isExact: true };
  const observed = Math.abs(nonZero.reduce((sum, difference) => sum + difference, 0));
  const threshold = observed - 1e-12 * nonZero.reduce((sum, difference) => sum + Math.abs(difference), 0);
  if (nonZero.length < 31 && 2 ** nonZero.length <= flips) {
    return { pValue: exact(nonZero, threshold), isExact: true };
  }
  let atLeast = 1;
  for (let flip = 0; flip < flips; flip += 1) {
    let sum = 0;
    for (const difference of nonZero) sum += random.next() < 0.5 ? difference : -difference;
    if (Math.abs(sum) >= threshold) atLeast += 1;
  }
  return { pValue: atLeast / (flips + 1), isExact: false };
}

function exact(differences: Float64Array, threshold: number): number {
  const total = 2 ** differences.length;
  let atLeast = 0;
  for (let flip = 0; flip < total; flip += 1) {
    let sum = 0;
    for (let index = 0; index < differences.length; index += 1) {
      const difference = differences[index] as number;
      sum += (flip >>> index) & 1 ? -difference : difference;
    }
    if (Math.abs(sum) >= threshold) atLeast += 1;
  }
  return atLeast / total;
}
