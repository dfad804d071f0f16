import { logBinomial } from "../base/specialFunctions.ts";

/**
 * Exact two-sided sign test: how likely are counts at least this uneven when both signs have probability one half?
 * Ties are left out, as Dixon and Mood (1946) do; without any untied pair the p value is 1.
 */
export function signTest(positive: number, negative: number): number {
  const n = positive + negative;
  if (n === 0) return 1;
  const fewer = Math.min(positive, negative);
  let tail = 0;
  for (let count = 0; count <= fewer; count += 1) tail += Math.exp(logBinomial(n, count) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}
