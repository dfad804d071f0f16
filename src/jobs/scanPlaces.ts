import type { Association } from "../audit/associations.ts";
import type { Counts } from "../audit/counts.ts";
import { textAround } from "../corpus/keywordInContext.ts";
import type { Lexicon } from "../lexicon/lexicon.ts";
import type { KeywordInContext } from "../report/biasReport.ts";
import type { WordPlaces } from "../report/scanFindings.ts";
import { readMentions } from "./scan/mentionText.ts";
import type { MentionInText } from "./scan/mentionText.ts";
import { findPairs } from "./scan/pairSearch.ts";
import type { ScanIndex } from "./scan/scanIndex.ts";
import type { CountFindings } from "./scanFindings.ts";
import type { AssociationWithPlaces } from "./scanReport.ts";

/** Places shown for each association. */
const placesPerPair = 5;
/** Places shown for every other pair: there are several times as many. */
const placesPerOtherPair = 2;
/** Bounds on the work for places of large corpora: mentions looked at, sentences read. */
const mostMentions = 2_000_000;
const mostSentences = 300_000;

/** A word of which the report shows a figure beside a group. */
export interface ShownPair {
  readonly group: string;
  readonly word: string;
}

/** Associations with the places where word and group meet, and the places of other pairs that the report shows. */
export async function withPlaces(
  associations: readonly Association[],
  others: readonly ShownPair[],
  index: ScanIndex,
  of: { readonly counts: Counts; readonly lexicon: Lexicon },
  options: { readonly withText: boolean; readonly signal: AbortSignal },
): Promise<{ readonly associations: AssociationWithPlaces[]; readonly wordPlaces: WordPlaces[] }> {
  const { signal, withText } = options;
  const terms = new Map(
    [...new Set([...associations, ...others].map(({ group }) => group))].map((group) => [
      group,
      companyTerms(of.counts, of.lexicon, group),
    ]),
  );
  const placesOf = async (
    pairs: readonly ShownPair[],
    { most, ...bounds }: { most: number; mostMentions: number; mostSentences: number },
  ): Promise<KeywordInContext[][]> => {
    const queries = pairs.map(({ group, word }) => ({ terms: terms.get(group) ?? [], word, most }));
    const found = await findPairs(index, queries, { hyphens: of.counts.hyphens, signal, ...bounds });
    const all = found.flat();
    const read = new Map((await readMentions(index, all, signal)).map((one, at) => [all[at], one]));
    return found.map((mentions) =>
      mentions.flatMap((mention) => {
        const inText = read.get(mention);
        return inText === undefined ? [] : [placeOf(inText, index, withText)];
      }),
    );
  };
  const ofAssociations = await placesOf(associations, { most: placesPerPair, mostMentions, mostSentences });
  // Apart from the first, so that it takes none of their share of the work.
  const ofOthers = await placesOf(others, {
    most: placesPerOtherPair,
    mostMentions: mostMentions / 4,
    mostSentences: mostSentences / 4,
  });
  return {
    associations: associations.map((association, number) => ({
      ...association,
      places: ofAssociations[number] ?? [],
    })),
    wordPlaces: others.flatMap(({ group, word }, number) => {
      const places = ofOthers[number] ?? [];
      return places.length === 0 ? [] : [{ group, word, places }];
    }),
  };
}

/** The pairs of contrasts, lists of words and occupations that no association has. */
export function otherPairs({
  associations,
  contrasts,
  attributes,
}: Pick<CountFindings, "associations" | "contrasts" | "attributes">): ShownPair[] {
  const isGroup = new Set([...attributes.rows, ...contrasts].map(({ group }) => group));
  const { occupations } = attributes;
  const pairs: ShownPair[] = [
    ...contrasts.flatMap(({ group, against, rows }) =>
      rows.flatMap(({ word, count, againstCount }) => [
        ...(count > 0 ? [{ group, word }] : []),
        ...(against !== undefined && isGroup.has(against) && againstCount > 0 ? [{ group: against, word }] : []),
      ]),
    ),
    ...attributes.rows.flatMap(({ group, topWords }) => topWords.map(({ word }) => ({ group, word }))),
    ...(occupations?.rows ?? []).flatMap(({ word, together, againstTogether }) => [
      ...(together > 0 ? [{ group: occupations?.group ?? "", word }] : []),
      ...(againstTogether > 0 ? [{ group: occupations?.against ?? "", word }] : []),
    ]),
  ];
  const known = new Map<string, Set<string>>();
  const isNew = ({ group, word }: ShownPair): boolean => {
    const words = known.get(group) ?? new Set();
    known.set(group, words);
    return !words.has(word) && words.add(word).has(word);
  };
  for (const association of associations) isNew(association);
  return pairs.filter(isNew);
}

/** Numbers of the terms of a group whose company is measured. */
export function companyTerms(counts: Counts, lexicon: Lexicon, group: string): number[] {
  const silent = new Set(
    lexicon.groups
      .filter(({ id }) => id === group)
      .flatMap(({ terms }) => terms.filter(({ mentionOnly }) => mentionOnly === true).map(({ text }) => text)),
  );
  return counts.terms.flatMap((tally, number) =>
    tally.group === group && tally.mentions > 0 && !silent.has(tally.term) ? [number] : [],
  );
}

export function placeOf(
  { mention, document, span, position }: MentionInText,
  index: ScanIndex,
  withText: boolean,
): KeywordInContext {
  const text = withText ? { text: textAround(document.text, span) } : {};
  return { file: index.files[mention.file]?.name ?? "", ...position, ...text };
}
