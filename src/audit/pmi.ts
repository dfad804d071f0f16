import type { Interval } from "./interval.ts";
import { logOddsRatio } from "./oddsRatio.ts";
import { cellsOf, normalQuantile95 } from "./sentenceTable.ts";
import type { SentenceTable } from "./sentenceTable.ts";

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

/** The 95% interval of PMI; undefined when the two never meet. */
export function pmiInterval(table: SentenceTable): Interval | undefined {
  const error = pmiStandardError(table);
  if (error === undefined) return undefined;
  const value = pmi(table.together, table.groupSentences, table.wordSentences, table.sentences);
  return { low: value - normalQuantile95 * error, high: value + normalQuantile95 * error };
}

/**
 * The 95% interval of nPMI, by way of the odds ratio: the ends of its interval, turned back into nPMI with the margins as
 * they are. Unlike the delta method this is right where word and group are never apart, which is what a ranking finds
 * first.
 */
export function npmiInterval(table: SentenceTable): Interval {
  const { groupSentences, wordSentences, sentences } = table;
  const value = npmi(table.together, groupSentences, wordSentences, sentences);
  const at = (logRatio: number): number =>
    npmi(togetherAt(Math.exp(logRatio), table), groupSentences, wordSentences, sentences);
  const { low, high } = logOddsRatio(table);
  return { low: Math.min(value, at(low)), high: Math.max(value, at(high)) };
}

/**
 * How many sentences would have both, given the margins and an odds ratio.
 *
 * @see Plackett (1965), "A class of bivariate distributions"
 */
function togetherAt(ratio: number, { groupSentences, wordSentences, sentences }: SentenceTable): number {
  if (ratio === 1) return (groupSentences * wordSentences) / sentences;
  const sum = sentences + (ratio - 1) * (groupSentences + wordSentences);
  const root = Math.sqrt(Math.max(0, sum * sum - 4 * ratio * (ratio - 1) * groupSentences * wordSentences));
  return (2 * ratio * groupSentences * wordSentences) / (sum + root); // the small root without cancellation
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
