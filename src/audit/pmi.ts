import { cellsOf, normalQuantile95 } from "./sentenceTable.ts";
import type { SentenceTable } from "./sentenceTable.ts";

/** A 95% confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Pointwise mutual information in nats: ln of how many times as often as chance the two meet; -Infinity when they never
 * do. Church and Hanks (1990).
 *
 * @param together sentences with both, `groupSentences` and `wordSentences` with either, of `sentences` in all
 */
export function pmi(together: number, groupSentences: number, wordSentences: number, sentences: number): number {
  return Math.log((together * sentences) / (groupSentences * wordSentences));
}

/**
 * PMI over its largest possible value, -ln p(both): -1 never together, 0 as chance has it, 1 never apart.
 *
 * @see Bouma (2009), "Normalized (pointwise) mutual information in collocation extraction"
 */
export function npmi(together: number, groupSentences: number, wordSentences: number, sentences: number): number {
  if (together === 0) return -1;
  if (together === sentences) return 0;
  return pmi(together, groupSentences, wordSentences, sentences) / -Math.log(together / sentences);
}

/** Standard error of PMI by the delta method over the multinomial cells; undefined when the two never meet. */
export function pmiStandardError(table: SentenceTable): number | undefined {
  return deltaMethodError(table, ({ both, group, word }) => ({
    both: 1 / both - 1 / group - 1 / word,
    groupOnly: -1 / group,
    wordOnly: -1 / word,
  }));
}

/** Standard error of nPMI, the same way; undefined when the two never meet or are never apart from anything. */
export function npmiStandardError(table: SentenceTable): number | undefined {
  if (table.together === table.sentences) return undefined;
  const value = pmi(table.together, table.groupSentences, table.wordSentences, table.sentences);
  return deltaMethodError(table, ({ both, group, word }) => {
    const largest = -Math.log(both);
    return {
      // d(pmi / h) = (dpmi - npmi dh) / h with h = -ln p(both), dh = -1/p(both)
      both: (1 / both - 1 / group - 1 / word + value / largest / both) / largest,
      groupOnly: -1 / group / largest,
      wordOnly: -1 / word / largest,
    };
  });
}

/** The 95% interval of PMI; undefined when the two never meet. */
export function pmiInterval(table: SentenceTable): Interval | undefined {
  const error = pmiStandardError(table);
  if (error === undefined) return undefined;
  const value = pmi(table.together, table.groupSentences, table.wordSentences, table.sentences);
  return { low: value - normalQuantile95 * error, high: value + normalQuantile95 * error };
}

/** The 95% interval of nPMI, cut to -1..1; the value itself where no error can be given. */
export function npmiInterval(table: SentenceTable): Interval {
  const value = npmi(table.together, table.groupSentences, table.wordSentences, table.sentences);
  const error = npmiStandardError(table) ?? 0;
  return {
    low: Math.max(-1, value - normalQuantile95 * error),
    high: Math.min(1, value + normalQuantile95 * error),
  };
}

interface Shares {
  readonly both: number;
  readonly group: number;
  readonly word: number;
}

/** Derivatives by the shares of the cells; the fourth cell changes neither measure. */
interface Gradient {
  readonly both: number;
  readonly groupOnly: number;
  readonly wordOnly: number;
}

function deltaMethodError(table: SentenceTable, gradientAt: (shares: Shares) => Gradient): number | undefined {
  const [both, groupOnly, wordOnly] = cellsOf(table);
  if (both === 0) return undefined;
  const n = table.sentences;
  const gradient = gradientAt({ both: both / n, group: table.groupSentences / n, word: table.wordSentences / n });
  const weighted = [
    [both / n, gradient.both],
    [groupOnly / n, gradient.groupOnly],
    [wordOnly / n, gradient.wordOnly],
  ] as const;
  let mean = 0;
  let meanSquare = 0;
  for (const [share, derivative] of weighted) {
    mean += share * derivative;
    meanSquare += share * derivative * derivative;
  }
  return Math.sqrt(Math.max(0, meanSquare - mean * mean) / n);
}
