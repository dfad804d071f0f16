/** One example: features that are present, and whether the answer is yes. */
export interface Example {
  readonly features: readonly number[];
  readonly yes: boolean;
}

export interface FitOptions {
  /** Features are below this. */
  readonly size: number;
  /** L1 penalty: the larger, the fewer weights that are not zero. */
  readonly l1: number;
  readonly l2: number;
  readonly rounds: number;
  /** Returns an integer below its argument. */
  readonly random: (below: number) => number;
}

/**
 * Fits a sparse logistic regression by FTRL-proximal.
 *
 * @see McMahan et al. (2013), "Ad click prediction: a view from the trenches", Algorithm 1
 */
export function fitLogistic(examples: readonly Example[], { size, l1, l2, rounds, random }: FitOptions): Float64Array {
  const z = new Float64Array(size);
  const n = new Float64Array(size);
  const weights = new Float64Array(size);
  const refresh = (feature: number): number => {
    const at = z[feature] as number;
    const root = Math.sqrt(n[feature] as number);
    const weight = Math.abs(at) <= l1 ? 0 : -(at - Math.sign(at) * l1) / ((beta + root) / alpha + l2);
    weights[feature] = weight;
    return weight;
  };
  const order = examples.map((_, index) => index);
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, random);
    for (const index of order) {
      const { features, yes } = examples[index] as Example;
      let sum = 0;
      for (const feature of features) sum += refresh(feature);
      const gradient = 1 / (1 + Math.exp(-sum)) - (yes ? 1 : 0);
      for (const feature of features) {
        const before = n[feature] as number;
        const step = (Math.sqrt(before + gradient * gradient) - Math.sqrt(before)) / alpha;
        z[feature] = (z[feature] as number) + gradient - step * (weights[feature] as number);
        n[feature] = before + gradient * gradient;
      }
    }
  }
  for (let feature = 0; feature < size; feature += 1) if (n[feature] !== 0) refresh(feature);
  return weights;
}

const alpha = 0.1;
const beta = 1;

function shuffle(order: number[], random: (below: number) => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
}
