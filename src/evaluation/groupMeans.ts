/** The two groups whose means are furthest apart, as labels. */
export interface FurthestApart {
  readonly highest: number;
  readonly lowest: number;
}

/**
 * Mean of each group.
 *
 * @param labels label of each value, 0..groupCount-1
 * @param counts how often each value was drawn; once when absent
 * @returns one mean per label; NaN for a group that was not drawn
 */
export function groupMeans(
  values: Float64Array,
  labels: Uint32Array,
  groupCount: number,
  counts?: Uint32Array,
): Float64Array {
  const sums = new Float64Array(groupCount);
  const sizes = new Float64Array(groupCount);
  for (let index = 0; index < values.length; index += 1) {
    const count = counts === undefined ? 1 : (counts[index] as number);
    const label = labels[index] as number;
    sums[label] = (sums[label] as number) + count * (values[index] as number);
    sizes[label] = (sizes[label] as number) + count;
  }
  return sums.map((sum, label) => sum / (sizes[label] as number));
}

/** Largest minus smallest mean. */
export function gapOf(means: Float64Array): number {
  return Math.max(...means) - Math.min(...means);
}

/** The groups that the gap lies between; the first of equal ones. */
export function furthestApart(means: Float64Array): FurthestApart {
  return { highest: means.indexOf(Math.max(...means)), lowest: means.indexOf(Math.min(...means)) };
}

/** Unordered pairs of `groupCount` groups. */
export function pairsOf(groupCount: number): number {
  return (groupCount * (groupCount - 1)) / 2;
}
