import { logBinomial } from "../base/specialFunctions.ts";
import type { Interval } from "./metricResult.ts";

/**
 * The exact interval of a share: no p outside it gives `successes` of `n`, or more extreme, with a probability above
 * (1 - level) / 2. Wider than needed at small n, never too narrow.
 *
 * @param successes whole, 0..n
 * @throws RangeError
 * @see Clopper and Pearson (1934), "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial"
 */
export function clopperPearson(successes: number, n: number, level = 0.95): Interval {
  if (!(Number.isInteger(n) && n > 0 && Number.isInteger(successes) && successes >= 0 && successes <= n)) {
    throw new RangeError(`clopperPearson(${successes}, ${n}): needs whole numbers, 0 <= successes <= n and n > 0`);
  }
  const tail = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : solve((p) => 1 - binomialCdf(successes - 1, n, p) - tail),
    high: successes === n ? 1 : solve((p) => tail - binomialCdf(successes, n, p)),
    level,
    method: "Clopper-Pearson interval",
  };
}

/** P(X <= k) of a binomial X; 0 <= k < n. */
function binomialCdf(k: number, n: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return 0;
  const [logP, logQ] = [Math.log(p), Math.log1p(-p)];
  const probability = (count: number): number => Math.exp(logBinomial(n, count) + count * logP + (n - count) * logQ);
  let sum = 0;
  // The shorter tail, which is also the one without cancellation.
  if (k < n * p) {
    for (let count = k; count >= 0; count -= 1) {
      const term = probability(count);
      sum += term;
      if (term < 1e-18 * sum) break;
    }
    return sum;
  }
  for (let count = k + 1; count <= n; count += 1) {
    const term = probability(count);
    sum += term;
    if (term < 1e-18 * sum) break;
  }
  return 1 - sum;
}

/** The zero of a rising function on [0, 1], by bisection. */
function solve(rising: (p: number) => number): number {
  let low = 0;
  let high = 1;
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
