/** What one module carries of the gap between members and non-members. */
export interface ModuleSensitivity {
  /** One parameter tensor. */
  readonly module: string;
  readonly parameters: number;
  /** Share of Σ |dG/dtheta| over all modules, 0..1. */
  readonly share: number;
}

export interface SensitivityShares {
  /** Most sensitive first. */
  readonly modules: readonly ModuleSensitivity[];
  /** Share of the sensitivity that the most sensitive `top` of all parameters carry. */
  readonly top: readonly { readonly top: number; readonly share: number }[];
}

/** Shares of the parameters that are told. */
const toldTops = [0.01, 0.05, 0.1, 0.2, 0.5] as const;

/**
 * Where the gap between members and non-members comes from: by module, and in how few parameters.
 *
 * @param sensitivity name -> |dG/dtheta|, from `lossGap`
 * @returns undefined where the gap depends on nothing
 * @see Hu et al. (2024), "Privacy-Aware Sparsity Tuning": a fifth of a network's parameters carries most of it
 */
export function sensitivityShares(sensitivity: ReadonlyMap<string, Float32Array>): SensitivityShares | undefined {
  const sums = [...sensitivity].map(([module, values]) => {
    let sum = 0;
    for (const value of values) sum += value;
    return { module, parameters: values.length, sum };
  });
  const total = sums.reduce((all, { sum }) => all + sum, 0);
  if (!(total > 0 && total < Infinity)) return undefined;
  const modules = sums.map(({ sum, ...module }) => ({ ...module, share: sum / total }));
  return { modules: modules.toSorted((a, b) => b.share - a.share), top: topShares([...sensitivity.values()], total) };
}

/** Parameters by the upper half of their bits, which are in the order of the values: 0 or more, and steps of less than 1%. */
const buckets = 0x8000;

/** One pass and no copy, which sorting all parameters of a model would need. */
function topShares(all: readonly Float32Array[], total: number): SensitivityShares["top"] {
  const counts = new Float64Array(buckets);
  const sums = new Float64Array(buckets);
  let parameters = 0;
  for (const values of all) {
    const halves = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let at = 0; at < values.length; at += 1) {
      const bucket = (halves[at] as number) >>> 16;
      counts[bucket] = (counts[bucket] as number) + 1;
      sums[bucket] = (sums[bucket] as number) + (values[at] as number);
    }
    parameters += values.length;
  }
  return toldTops.map((top) => ({ top, share: sumOfLargest(top * parameters, counts, sums) / total }));
}

/** The last bucket that is reached gives its mean, for as many as are still wanted. */
function sumOfLargest(wanted: number, counts: Float64Array, sums: Float64Array): number {
  let left = wanted;
  let sum = 0;
  for (let bucket = buckets - 1; bucket >= 0 && left > 0; bucket -= 1) {
    const count = counts[bucket] as number;
    if (count === 0) continue;
    sum += ((sums[bucket] as number) * Math.min(left, count)) / count;
    left -= count;
  }
  return sum;
}
