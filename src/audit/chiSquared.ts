import { cellsOf, isDegenerate } from "./sentenceTable.ts";
import type { SentenceTable } from "./sentenceTable.ts";

/** Pearson's statistic of independence, without Yates's correction; undefined when a margin is 0 or everything. */
export function chiSquared(table: SentenceTable): number | undefined {
  if (isDegenerate(table)) return undefined;
  const { groupSentences, wordSentences, sentences } = table;
  const [both] = cellsOf(table);
  const expected = (groupSentences * wordSentences) / sentences;
  const difference = both - expected; // the same in all four cells but for the sign
  const others = sentences - groupSentences;
  const withoutWord = sentences - wordSentences;
  return (
    difference *
    difference *
    (1 / expected +
      sentences / (groupSentences * withoutWord) +
      sentences / (others * wordSentences) +
      sentences / (others * withoutWord))
  );
}
