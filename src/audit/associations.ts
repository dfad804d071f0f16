import { identityWords, ownWords } from "../lexicon/identityWords.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { benjaminiHochberg } from "./benjaminiHochberg.ts";
import { chiSquareTail } from "./chiSquareTail.ts";
import type { Counts } from "./counts.ts";
import { gSquared } from "./gSquared.ts";
import { logOdds } from "./logOdds.ts";
import { npmi, npmiInterval } from "./pmi.ts";
import type { SentenceTable } from "./sentenceTable.ts";

/** One context word of one group, against the sentences without the group. */
export interface Association {
  readonly group: string;
  readonly word: string;
  /** Sentences with both. */
  readonly together: number;
  readonly wordSentences: number;
  readonly npmi: number;
  readonly npmiLow: number;
  readonly npmiHigh: number;
  readonly logOdds: number;
  readonly z: number;
  readonly q: number;
}

export interface AssociationOptions {
  /** Associations kept for each group; 30 when absent. */
  readonly top?: number;
  /** Sentences that a word must be in to be tested at all; 5 when absent. */
  readonly minimumWordSentences?: number;
  /** Sentences that a group must be in to be tested at all; 20 when absent. */
  readonly minimumGroupSentences?: number;
  /** Sentences that word and group must share to be ranked; 5 when absent. */
  readonly minimumTogether?: number;
}

export interface AssociationResult {
  /** Group by group in the order of the lexicon, strongest first. */
  readonly associations: readonly Association[];
  /** Size of the list that the q values are corrected for. */
  readonly tests: number;
}

/** Findings with a higher q are not ranked. */
export const highestQ = 0.05;

/** Findings whose nPMI may be lower are not ranked: sentences full of function words. */
export const lowestEffect = 0.1;

/** Words that share fewer sentences with a group are not ranked. */
export const fewestTogether = 5;

/** Groups with fewer sentences are not tested. */
export const fewestGroupSentences = 20;

const articles = ["a", "an"] as const;

interface Candidate {
  readonly group: string;
  readonly word: string;
  readonly table: SentenceTable;
  /** Its place in the list of all tests. */
  readonly test: number;
}

/**
 * Ranks the words in the company of each group.
 *
 * Tested is every word of enough sentences against every group of enough sentences, except the words that the group's
 * own terms are made of; all these tests are one Benjamini-Hochberg list. Ranked are the words that keep company with the
 * group more often than chance has it (q at most 0.05), by the lower end of the 95% interval of nPMI: effect before
 * significance, and no credit for what few sentences cannot show; below 0.1 an association is not worth a line. Tested
 * but not ranked are the words that name a group themselves (that women are mentioned with men says nothing about
 * either) and the articles a and an, which follow the sound of the next word.
 */
export function rankAssociations(
  counts: Counts,
  lexicon: Lexicon,
  options: AssociationOptions = {},
): AssociationResult {
  const {
    top = 30,
    minimumWordSentences = 5,
    minimumGroupSentences = fewestGroupSentences,
    minimumTogether = fewestTogether,
  } = options;
  const words = [...counts.words].filter(([, count]) => count.sentences >= minimumWordSentences);
  const pValues: number[] = [];
  const candidates: Candidate[] = [];
  const unranked = identityWords(lexicon, counts.hyphens);
  for (const article of articles) unranked.add(article);
  for (const group of lexicon.groups) {
    const tally = counts.groups.get(group.id);
    if (tally === undefined || tally.sentences === 0 || tally.sentences < minimumGroupSentences) continue;
    const company = counts.company.get(group.id);
    const own = ownWords(group, counts.hyphens);
    for (const [word, { sentences: wordSentences }] of words) {
      if (own.has(word)) continue;
      const together = company?.get(word)?.sentences ?? 0;
      const table = {
        together,
        groupSentences: tally.sentences,
        wordSentences,
        sentences: counts.totals.sentences,
      };
      const statistic = gSquared(table);
      if (statistic === undefined) continue;
      pValues.push(chiSquareTail(statistic));
      const moreThanChance = together * table.sentences > table.groupSentences * wordSentences;
      if (together >= minimumTogether && moreThanChance && !unranked.has(word)) {
        candidates.push({ group: group.id, word, table, test: pValues.length - 1 });
      }
    }
  }
  const q = benjaminiHochberg(pValues);
  const associations = lexicon.groups.flatMap((group) =>
    candidates
      .filter((candidate) => candidate.group === group.id)
      .map((candidate) => measure(candidate, counts, q[candidate.test] as number))
      .filter(({ q, npmiLow }) => q <= highestQ && npmiLow >= lowestEffect)
      .sort((a, b) => b.npmiLow - a.npmiLow || (a.word < b.word ? -1 : 1))
      .slice(0, top),
  );
  return { associations, tests: pValues.length };
}

function measure({ group, word, table }: Candidate, counts: Counts, q: number): Association {
  const { together, groupSentences, wordSentences, sentences } = table;
  const interval = npmiInterval(table);
  const wordTokens = counts.words.get(word)?.tokens ?? 0;
  const groupTokens = counts.groups.get(group)?.tokens ?? 0;
  const count = counts.company.get(group)?.get(word)?.tokens ?? 0;
  const { tokens } = counts.totals;
  const priorSize = priorWords(tokens);
  const { delta, z } = logOdds({
    count,
    size: groupTokens,
    otherCount: wordTokens - count,
    otherSize: tokens - groupTokens,
    prior: (priorSize * wordTokens) / tokens,
    priorSize,
  });
  return {
    group,
    word,
    together,
    wordSentences,
    npmi: npmi(together, groupSentences, wordSentences, sentences),
    npmiLow: interval.low,
    npmiHigh: interval.high,
    logOdds: delta,
    z,
    q,
  };
}

/**
 * The weight of the Dirichlet prior in words: a hundredth of the corpus, 100 at least. The prior is the corpus's own
 * distribution, so this is how much text of no particular group is mixed into both sides of the comparison.
 */
export function priorWords(tokens: number): number {
  return Math.max(100, tokens / 100);
}
