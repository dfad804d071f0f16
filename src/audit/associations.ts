import { identityWords } from "../lexicon/identityWords.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import { hasSmallCell, testAssociations } from "./associationTests.ts";
import type { AssociationTest } from "./associationTests.ts";
import { qValues } from "./benjaminiHochberg.ts";
import type { Counts, GroupTally } from "./counts.ts";
import { drivingTermsAt } from "./drivingTerms.ts";
import type { DrivingTerm } from "./drivingTerms.ts";
import { fisherExact } from "./fisherExact.ts";
import { gSquared } from "./gSquared.ts";
import { logOdds } from "./logOdds.ts";
import { logOddsRatio } from "./oddsRatio.ts";
import { npmi, npmiInterval, pmi, pmiInterval } from "./pmi.ts";
import { compareHalves } from "./randomHalves.ts";
import type { HalvesComparison } from "./randomHalves.ts";
import type { SentenceTable } from "./sentenceTable.ts";
import { findWord, wordAt } from "./wordColumn.ts";

/** One context word of one group, against the sentences without the group. Intervals are 95%. */
export interface Association extends Partial<HalvesComparison> {
  readonly group: string;
  readonly word: string;
  /** Sentences with both. */
  readonly together: number;
  readonly wordSentences: number;
  readonly npmi: number;
  readonly npmiLow: number;
  readonly npmiHigh: number;
  /** Pointwise mutual information in nats; interval by the delta method. */
  readonly pmi: number;
  readonly pmiLow: number;
  readonly pmiHigh: number;
  /** Log odds ratio of the sentence table, half a sentence added to each cell. */
  readonly logOddsRatio: number;
  readonly logOddsRatioLow: number;
  readonly logOddsRatioHigh: number;
  /** Log odds of the word's tokens with an informative Dirichlet prior, and its z. */
  readonly logOdds: number;
  readonly z: number;
  /** The G² statistic, one degree of freedom. */
  readonly g2: number;
  /** Fisher's exact test, two-sided; only where a cell of the table is expected to have fewer than five sentences. */
  readonly fisherP?: number;
  readonly q: number;
  /** The group's terms that share most sentences with the word. */
  readonly drivingTerms: readonly DrivingTerm[];
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
  /** Findings with a higher q are not ranked; 0.05 when absent. */
  readonly highestQ?: number;
  /** Findings whose nPMI may be lower are not ranked; 0.1 when absent. */
  readonly lowestEffect?: number;
  /** `fisherWhereSmall` when absent. */
  readonly test?: AssociationTest;
}

export interface AssociationResult {
  /** Group by group in the order of the lexicon, strongest first. */
  readonly associations: readonly Association[];
  /** What was ranked below those, for groups that have more than `top`. */
  readonly further: readonly FurtherAssociations[];
  /** Size of the list that the q values are corrected for. */
  readonly tests: number;
}

/** The words of a group that were ranked and not kept, as a whole. */
export interface FurtherAssociations {
  readonly group: string;
  /** How many have a z above 0, as strong associations do; nearly all. */
  readonly words: number;
  /** The largest z among them. */
  readonly z: number;
  /** The largest nPMI among them, with its interval. */
  readonly npmi: number;
  readonly npmiLow: number;
  readonly npmiHigh: number;
}

/** Findings with a higher q are not ranked. */
export const highestQ = 0.05;

/** Findings whose nPMI may be lower are not ranked: sentences full of function words. */
export const lowestEffect = 0.1;

/** Words that share fewer sentences with a group are not ranked. */
export const fewestTogether = 5;

/** Groups with fewer sentences are not tested. */
export const fewestGroupSentences = 20;

/** Words in fewer sentences are not tested. */
export const fewestWordSentences = 5;

const articles = ["a", "an"] as const;

/** Terms named with each association. */
const mostDrivingTerms = 5;

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
  const { top = 30, minimumTogether = fewestTogether } = options;
  const largestQ = options.highestQ ?? highestQ;
  const smallestEffect = options.lowestEffect ?? lowestEffect;
  const { tests, word, group, together, p } = testAssociations(counts, lexicon, {
    minimumWordSentences: options.minimumWordSentences ?? fewestWordSentences,
    minimumGroupSentences: options.minimumGroupSentences ?? fewestGroupSentences,
    test: options.test ?? "fisherWhereSmall",
    // No q is smaller than its p.
    highestP: largestQ,
  });
  const qOf = qValues(p, tests);
  const unranked = unrankedWords(counts, lexicon);
  const found: Candidate[][] = counts.groups.map(() => []);
  for (let test = 0; test < p.length; test += 1) {
    const both = together[test] as number;
    if (both < Math.max(1, minimumTogether)) continue;
    const table = tableOf(counts, group[test] as number, word[test] as number, both);
    const moreThanChance = both * table.sentences > table.groupSentences * table.wordSentences;
    if (!moreThanChance || unranked.has(word[test] as number)) continue;
    // The lower end of the interval is never above the value.
    if (npmi(both, table.groupSentences, table.wordSentences, table.sentences) < smallestEffect) continue;
    const q = qOf(p[test] as number);
    if (q > largestQ) continue;
    const { low } = npmiInterval(table);
    if (low >= smallestEffect) found[group[test] as number]?.push({ word: word[test] as number, table, low, q });
  }
  for (const candidates of found) candidates.sort((a, b) => b.low - a.low || a.word - b.word);
  return {
    associations: found.flatMap((candidates, index) =>
      candidates.slice(0, top).map((candidate) => measure(candidate, index, counts)),
    ),
    further: found.flatMap((candidates, index) => furtherOf(candidates.slice(top), index, counts)),
    tests,
  };
}

function furtherOf(candidates: readonly Candidate[], group: number, counts: Counts): FurtherAssociations[] {
  const tally = counts.groups[group] as GroupTally;
  const rows = candidates.flatMap(({ word, table }) => {
    const { z } = tokenLogOdds(counts, tally, word, counts.groupCompany.tokens[pairOf(counts, group, word)] as number);
    if (z <= 0) return [];
    const { low, high } = npmiInterval(table);
    const value = npmi(table.together, table.groupSentences, table.wordSentences, table.sentences);
    return [{ z, npmi: value, npmiLow: low, npmiHigh: high }];
  });
  if (rows.length === 0) return [];
  const closest = rows.reduce((most, row) => (row.npmi > most.npmi ? row : most));
  const z = rows.reduce((largest, row) => Math.max(largest, row.z), 0);
  return [{ group: tally.group, words: rows.length, ...closest, z }];
}

interface Candidate {
  /** Index into `Counts.words`. */
  readonly word: number;
  readonly table: SentenceTable;
  /** Lower end of the interval of nPMI. */
  readonly low: number;
  readonly q: number;
}

/** Words that are tested and never ranked, by their numbers. */
export function unrankedWords(counts: Counts, lexicon: Lexicon): Set<number> {
  const words = new Set<number>();
  for (const word of [...identityWords(lexicon, counts.hyphens), ...articles]) {
    const index = findWord(counts.words, word);
    if (index !== undefined) words.add(index);
  }
  return words;
}

function tableOf(counts: Counts, group: number, word: number, together: number): SentenceTable {
  return {
    together,
    groupSentences: (counts.groups[group] as GroupTally).sentences,
    wordSentences: counts.wordSentences[word] as number,
    sentences: counts.totals.sentences,
  };
}

function measure({ word, table, q }: Candidate, group: number, counts: Counts): Association {
  const { together, groupSentences, wordSentences, sentences } = table;
  const tally = counts.groups[group] as GroupTally;
  const pair = pairOf(counts, group, word);
  const interval = npmiInterval(table);
  const pmiEnds = pmiInterval(table);
  const value = pmi(together, groupSentences, wordSentences, sentences);
  const ratio = logOddsRatio(table);
  const halves = compareHalves(table, {
    together: counts.groupCompany.sentencesHalf[pair] as number,
    groupSentences: tally.sentencesHalf,
    wordSentences: counts.wordSentencesHalf[word] as number,
    sentences: counts.totals.sentencesHalf,
  });
  const { delta, z } = tokenLogOdds(counts, tally, word, counts.groupCompany.tokens[pair] as number);
  return {
    group: tally.group,
    word: wordAt(counts.words, word),
    together,
    wordSentences,
    npmi: npmi(together, groupSentences, wordSentences, sentences),
    npmiLow: interval.low,
    npmiHigh: interval.high,
    pmi: value,
    pmiLow: pmiEnds?.low ?? value,
    pmiHigh: pmiEnds?.high ?? value,
    logOddsRatio: ratio.value,
    logOddsRatioLow: ratio.low,
    logOddsRatioHigh: ratio.high,
    logOdds: delta,
    z,
    g2: gSquared(table) ?? 0,
    ...(hasSmallCell(groupSentences, wordSentences, sentences) && { fisherP: fisherExact(table) }),
    q,
    ...halves,
    drivingTerms: drivingTermsAt(counts, tally.group, word, mostDrivingTerms),
  };
}

/** The word's tokens in the group's sentences against all other sentences. */
function tokenLogOdds(counts: Counts, tally: GroupTally, word: number, count: number): ReturnType<typeof logOdds> {
  const { tokens } = counts.totals;
  const wordTokens = counts.wordTokens[word] as number;
  const priorSize = priorWords(tokens);
  return logOdds({
    count,
    size: tally.tokens,
    otherCount: wordTokens - count,
    otherSize: tokens - tally.tokens,
    prior: (priorSize * wordTokens) / tokens,
    priorSize,
  });
}

/** Where a pair that has met is in `Counts.groupCompany`. */
function pairOf({ groupCompany: { starts, unit } }: Counts, group: number, word: number): number {
  const end = starts[word + 1] as number;
  for (let pair = starts[word] as number; pair < end; pair += 1) if (unit[pair] === group) return pair;
  throw new RangeError(`word ${word} never met group ${group}`);
}

/**
 * The weight of the Dirichlet prior in words: a hundredth of the corpus, 100 at least. The prior is the corpus's own
 * distribution, so this is how much text of no particular group is mixed into both sides of the comparison.
 */
export function priorWords(tokens: number): number {
  return Math.max(100, tokens / 100);
}
