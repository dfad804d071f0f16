/** How often a group and a word meet, counted in sentences: the margins of a two-by-two table. */
export interface SentenceTable {
  /** Sentences with both. */
  readonly together: number;
  /** Sentences with the group. */
  readonly groupSentences: number;
  /** Sentences with the word. */
  readonly wordSentences: number;
  /** All sentences. */
  readonly sentences: number;
}

/** The four cells: both, group only, word only, neither. Throws RangeError when the margins contradict each other. */
export function cellsOf(table: SentenceTable): readonly [number, number, number, number] {
  const { together, groupSentences, wordSentences, sentences } = table;
  const groupOnly = groupSentences - together;
  const wordOnly = wordSentences - together;
  const neither = sentences - groupSentences - wordOnly;
  if (!(together >= 0 && groupOnly >= 0 && wordOnly >= 0 && neither >= 0)) {
    throw new RangeError(`not a table of counts: ${JSON.stringify(table)}`);
  }
  return [together, groupOnly, wordOnly, neither];
}

/** True when the group or the word is in no sentence or in every one: nothing can be tested then. */
export function isDegenerate({ groupSentences, wordSentences, sentences }: SentenceTable): boolean {
  return groupSentences === 0 || wordSentences === 0 || groupSentences === sentences || wordSentences === sentences;
}

/** The standard normal quantile of 97.5%, for two-sided 95% intervals. */
export const normalQuantile95 = 1.959963984540054;
