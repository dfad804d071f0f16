import { cellsOf } from "./sentenceTable.ts";
import type { SentenceTable } from "./sentenceTable.ts";

/** Tables whose probability exceeds the observed one by less than this still count, against rounding. */
const tolerance = 1 + 1e-7;

/**
 * Fisher's exact test, two-sided: the probability, given the margins, of all tables that are no more likely than the
 * observed one. Weights are relative to the likeliest table, so that no factorial is needed.
 */
export function fisherExact(table: SentenceTable): number {
  const [observed] = cellsOf(table);
  const { groupSentences: n, wordSentences: m, sentences: total } = table;
  const low = Math.max(0, n + m - total);
  const high = Math.min(n, m);
  /** P(both = k + 1) / P(both = k), hypergeometric. */
  const ratio = (k: number): number => ((n - k) * (m - k)) / ((k + 1) * (total - n - m + k + 1));
  const mode = Math.min(high, Math.max(low, Math.floor(((n + 1) * (m + 1)) / (total + 2))));
  let observedWeight = 1;
  for (let k = mode; k < observed; k += 1) observedWeight *= ratio(k);
  for (let k = mode; k > observed; k -= 1) observedWeight /= ratio(k - 1);
  const limit = observedWeight * tolerance;
  let all = 0;
  let asExtreme = 0;
  const add = (weight: number): void => {
    all += weight;
    if (weight <= limit) asExtreme += weight;
  };
  for (let k = mode, weight = 1; k <= high && weight > 0; weight *= ratio(k), k += 1) add(weight);
  for (let k = mode - 1, weight = 1; k >= low && weight > 0; k -= 1) {
    weight /= ratio(k);
    add(weight);
  }
  return Math.min(1, asExtreme / all);
}
