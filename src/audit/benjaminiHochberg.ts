/**
 * The q value of each p value: the share of false findings to expect when everything up to it is called one.
 *
 * @param pValues of all tests of one list, each 0..1, in any order
 * @returns q values in the same order
 * @see Benjamini and Hochberg (1995), "Controlling the false discovery rate"
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(pValues).sort();
  const bySorted = new Float64Array(sorted.length);
  let smallest = 1;
  for (let rank = sorted.length; rank >= 1; rank -= 1) {
    smallest = Math.min(smallest, (sorted[rank - 1] as number) * (sorted.length / rank));
    bySorted[rank - 1] = smallest;
  }
  return Float64Array.from(pValues, (p) => bySorted[firstIndexOf(sorted, p)] as number);
}

/** Equal p values share the q value of their last rank, which the pass from the end has carried to their first. */
function firstIndexOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
