import { splitWords } from "../../text/words.ts";

/**
 * Distinct n-grams of words over all n-grams: how little the texts repeat themselves, 0 to 1; NaN without an n-gram.
 *
 * @see Li et al. (2016), "A Diversity-Promoting Objective Function for Neural Conversation Models"
 */
export function distinct(texts: readonly string[], n: number): number {
  const seen = new Set<string>();
  let all = 0;
  for (const text of texts) {
    const found = splitWords(text).map(({ start, end }) => text.slice(start, end).toLowerCase());
    for (let start = 0; start + n <= found.length; start += 1) {
      seen.add(JSON.stringify(found.slice(start, start + n)));
      all += 1;
    }
  }
  return seen.size / all;
}
