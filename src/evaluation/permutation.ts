import type { Random } from "../base/random.ts";

export const defaultPermutations = 5000;

/**
 * One-sided permutation test: the share of relabellings whose statistic is at least the observed one, the observed
 * labelling counted as one of them (Phipson and Smyth 2010), so that p is never 0.
 *
 * @param labels label per item; not changed
 * @param statistic of a labelling; larger is further from "labels do not matter"
 */
export function permutationTest(
  labels: Uint32Array,
  statistic: (labels: Uint32Array) => number,
  random: Random,
  permutations = defaultPermutations,
): number {
  const observed = statistic(labels);
  // Equal labellings can differ in the last bits because their sums are taken in another order.
  const threshold = observed - 1e-12 * Math.abs(observed);
  let atLeast = 1;
  forShuffles(labels, random, permutations, (shuffled) => {
    if (statistic(shuffled) >= threshold) atLeast += 1;
  });
  return atLeast / (permutations + 1);
}

/**
 * Two-sided permutation test: twice the smaller share of relabellings whose statistic is at least, or at most, the
 * observed one, which is counted in both (Phipson and Smyth 2010). The statistic may have any centre.
 *
 * @param tolerance statistics this close count as equal: the rounding of sums that are taken in another order
 */
export function twoSidedPermutationTest(
  labels: Uint32Array,
  statistic: (labels: Uint32Array) => number,
  random: Random,
  permutations = defaultPermutations,
  tolerance = 0,
): number {
  const observed = statistic(labels);
  let atLeast = 1;
  let atMost = 1;
  forShuffles(labels, random, permutations, (shuffled) => {
    const value = statistic(shuffled);
    if (value >= observed - tolerance) atLeast += 1;
    if (value <= observed + tolerance) atMost += 1;
  });
  return Math.min(1, (2 * Math.min(atLeast, atMost)) / (permutations + 1));
}

/** Hands out shuffled labels, each time in the same array. */
function forShuffles(
  labels: Uint32Array,
  random: Random,
  permutations: number,
  visit: (shuffled: Uint32Array) => void,
): void {
  const shuffled = labels.slice();
  for (let round = 0; round < permutations; round += 1) {
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random.next() * (last + 1));
      const label = shuffled[last] as number;
      shuffled[last] = shuffled[other] as number;
      shuffled[other] = label;
    }
    visit(shuffled);
  }
}
