/** Scales non-negative weights to sum 1; undefined when they sum to 0 or are not finite. */
export function normalise(weights: readonly number[]): number[] | undefined {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 && Number.isFinite(sum) ? weights.map((weight) => weight / sum) : undefined;
}

/** The uniform distribution over `size` outcomes. */
export function uniform(size: number): number[] {
  return Array.from({ length: size }, () => 1 / size);
}

/** Kullback-Leibler divergence KL(p || q) in nats; infinite where p is positive and q is 0. */
export function klDivergence(p: readonly number[], q: readonly number[]): number {
  assertSameLength(p, q);
  let sum = 0;
  for (let index = 0; index < p.length; index += 1) {
    const mass = p[index] as number;
    if (mass > 0) sum += mass * Math.log(mass / (q[index] as number));
  }
  // Rounding can leave -1e-17 for equal distributions.
  return Math.max(0, sum);
}

/** Hellinger distance, 0 for equal distributions to 1 for distributions without a common outcome. */
export function hellinger(p: readonly number[], q: readonly number[]): number {
  assertSameLength(p, q);
  let sum = 0;
  for (let index = 0; index < p.length; index += 1) {
    sum += (Math.sqrt(p[index] as number) - Math.sqrt(q[index] as number)) ** 2;
  }
  return Math.min(1, Math.sqrt(sum / 2));
}

/**
 * Jensen-Shannon divergence in nats: the mean divergence of either from the middle of both, 0 for equal distributions to
 * ln 2 for distributions without a common outcome.
 *
 * @see Lin (1991), "Divergence Measures Based on the Shannon Entropy"
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  assertSameLength(p, q);
  let sum = 0;
  for (let index = 0; index < p.length; index += 1) {
    const [ofP, ofQ] = [p[index] as number, q[index] as number];
    const middle = (ofP + ofQ) / 2;
    if (ofP > 0) sum += (ofP / 2) * Math.log(ofP / middle);
    if (ofQ > 0) sum += (ofQ / 2) * Math.log(ofQ / middle);
  }
  return Math.min(Math.LN2, Math.max(0, sum));
}

function assertSameLength(p: ArrayLike<number>, q: ArrayLike<number>): void {
  if (p.length !== q.length) throw new RangeError(`distributions over ${p.length} and ${q.length} outcomes`);
}
