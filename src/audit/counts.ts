import type { HyphenMode } from "../text/words.ts";

export interface WordCount {
  tokens: number;
  sentences: number;
  documents: number;
}

export interface GroupTally {
  /** Every term found, the merely possible ones (`mentionOnly`) too. */
  mentions: number;
  /** Mentions of terms that also have other senses. */
  ambiguousMentions: number;
  /** Sentences with a mention whose company is measured; the same of documents. */
  sentences: number;
  documents: number;
  /** Tokens of those sentences. */
  tokens: number;
  /** Mentions by term, terms without one left out. */
  readonly terms: Map<string, number>;
}

/** How often a word is in the company of a group. */
export interface Company {
  /** Sentences with both. */
  sentences: number;
  /** Tokens of the word in sentences with the group. */
  tokens: number;
  /** Times the word stands within ten words of a mention, in the same document. */
  window: number;
}

/** What was counted by scan-rule-1: sums only, so that parts of a corpus add up to the whole in any order. */
export interface Counts {
  readonly rule: "scan-rule-1";
  readonly hyphens: HyphenMode;
  readonly unicodeVersion: string;
  readonly lexiconHash: string;
  readonly totals: { documents: number; sentences: number; tokens: number };
  readonly words: Map<string, WordCount>;
  /** By group id; every group of the lexicon has an entry. */
  readonly groups: Map<string, GroupTally>;
  /** By group id, then word. */
  readonly company: Map<string, Map<string, Company>>;
}

/** Adds `part` to `whole`; throws RangeError when the two were not counted the same way. */
export function mergeCounts(whole: Counts, part: Counts): void {
  for (const key of ["rule", "hyphens", "unicodeVersion", "lexiconHash"] as const) {
    if (whole[key] !== part[key]) {
      throw new RangeError(`counts differ in ${key} (${whole[key]}, ${part[key]}) and cannot be added`);
    }
  }
  addAll(whole.totals, part.totals);
  for (const [word, count] of part.words) addAt(whole.words, word, count);
  for (const [id, { terms, ...tally }] of part.groups) {
    const into = whole.groups.get(id);
    if (into === undefined) {
      whole.groups.set(id, { ...tally, terms: new Map(terms) });
      continue;
    }
    into.mentions += tally.mentions;
    into.ambiguousMentions += tally.ambiguousMentions;
    into.sentences += tally.sentences;
    into.documents += tally.documents;
    into.tokens += tally.tokens;
    for (const [term, mentions] of terms) into.terms.set(term, (into.terms.get(term) ?? 0) + mentions);
  }
  for (const [id, company] of part.company) {
    const into = whole.company.get(id) ?? new Map<string, Company>();
    whole.company.set(id, into);
    for (const [word, count] of company) addAt(into, word, count);
  }
}

type Sums<Key extends string> = Record<Key, number>;

function addAt<Key extends string>(into: Map<string, Sums<Key>>, word: string, count: Sums<Key>): void {
  const present = into.get(word);
  if (present === undefined) into.set(word, { ...count });
  else addAll(present, count);
}

function addAll<Key extends string>(into: Sums<Key>, count: Sums<Key>): void {
  for (const key of Object.keys(count) as Key[]) into[key] += count[key];
}
