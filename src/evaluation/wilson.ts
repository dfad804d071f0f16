import { normalQuantile } from "./normal.ts";
import type { Interval } from "./metricResult.ts";

export const wilsonMethod = "Wilson score interval";

/**
 * Wilson's score interval of a share; stays within [0, 1] and holds up at small n and at shares of 0 and 1.
 *
 * @param successes 0..n; may be fractional, where a tie counts as one half or an item as its mean over trainings: the
 *   interval is then too wide, if anything
 * @throws RangeError when n is not positive or successes lies outside 0..n
 * @see Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference"
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval {
  if (!(n > 0) || !(successes >= 0 && successes <= n)) {
    throw new RangeError(`wilsonInterval(${successes}, ${n}): needs 0 <= successes <= n and n > 0`);
  }
  const z = normalQuantile(1 - (1 - level) / 2);
  const share = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
    level,
    method: wilsonMethod,
  };
}
