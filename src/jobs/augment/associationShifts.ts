import { rankAssociations } from "../../audit/associations.ts";
import { companyAt } from "../../audit/companyAt.ts";
import type { Counts } from "../../audit/counts.ts";
import { npmi, npmiInterval } from "../../audit/pmi.ts";
import { findWord } from "../../audit/wordColumn.ts";
import type { Lexicon } from "../../lexicon/lexicon.ts";
import type { AssociationMeasure, AssociationShift } from "../../report/counterfactualSection.ts";

/** Associations of the source that are followed, for each group. */
const followed = 10;

/** Strongest associations of the output that the source did not have, for each group: what generation brought in. */
const newOnes = 3;

/**
 * How the strongest associations of the swapped groups move: ranked in the source, looked up in the output, and the other
 * way round for those that are new.
 *
 * @param isSwapped of a group's id, such as `gender.female`
 */
export function associationShifts(
  before: Counts,
  after: Counts,
  lexicon: Lexicon,
  isSwapped: (group: string) => boolean,
): readonly AssociationShift[] {
  const ranked = (counts: Counts, top: number): readonly Pair[] =>
    rankAssociations(counts, lexicon, { top }).associations.filter(({ group }) => isSwapped(group));
  const source = ranked(before, followed);
  const output = ranked(after, newOnes).filter(
    ({ group, word }) => !source.some((pair) => pair.group === group && pair.word === word),
  );
  const groups = before.groups.map(({ group }) => group);
  return [...source, ...output]
    .sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group))
    .map(({ group, word }) => ({
      group,
      word,
      before: measure(before, group, word),
      after: measure(after, group, word),
    }));
}

interface Pair {
  readonly group: string;
  readonly word: string;
}

function measure(counts: Counts, group: string, word: string): AssociationMeasure {
  const unit = counts.groups.findIndex((tally) => tally.group === group);
  const index = findWord(counts.words, word);
  const groupSentences = counts.groups[unit]?.sentences ?? 0;
  if (index === undefined || groupSentences === 0) return { together: 0 };
  const together = companyAt(counts.groupCompany, index, unit)?.sentences ?? 0;
  if (together === 0) return { together };
  const table = {
    together,
    groupSentences,
    wordSentences: counts.wordSentences[index] as number,
    sentences: counts.totals.sentences,
  };
  const { low, high } = npmiInterval(table);
  return {
    together,
    npmi: npmi(together, groupSentences, table.wordSentences, table.sentences),
    npmiLow: low,
    npmiHigh: high,
  };
}
