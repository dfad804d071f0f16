import { splitSentences } from "../text/sentences.ts";
import type { Sentence } from "../text/sentences.ts";
import { splitWords } from "../text/words.ts";
import type { HyphenMode, Word } from "../text/words.ts";
import { axes as allAxes } from "./axis.ts";
import type { Axis } from "./axis.ts";
import type { Group, Lexicon, Term, TermMatch } from "./lexicon.ts";
import { TermTrie } from "./termTrie.ts";

export interface TermMatcher {
  /**
   * Every term in the text, by start. Pass the words and sentences when they are at hand already; they must come from
   * the same text and hyphen mode.
   */
  find(text: string, words?: readonly Word[], sentences?: readonly Sentence[]): TermMatch[];
}

/** A term of a lexicon with the group it names, or an exception, which names none. */
export interface GroupTerm {
  readonly group: Group;
  readonly term: Term;
  readonly isException: boolean;
}

/** Terms and exceptions of the chosen axes in one list; the position in it is the term's number in a `TermTrie`. */
export function termsOf(lexicon: Lexicon, axes: readonly Axis[] = allAxes): GroupTerm[] {
  return lexicon.groups
    .filter((group) => axes.includes(group.axis))
    .flatMap((group) => [
      ...group.terms.map((term) => ({ group, term, isException: false })),
      ...(group.exceptions ?? []).map((text) => ({ group, term: { text }, isException: true })),
    ]);
}

/** Prepares a lexicon for matching; make one and keep it. */
export function createMatcher(
  lexicon: Lexicon,
  axes: readonly Axis[] = allAxes,
  options: { readonly hyphens?: HyphenMode } = {},
): TermMatcher {
  const terms = termsOf(lexicon, axes);
  const trie = new TermTrie<string>(allAxes.length);
  for (const [number, { group, term }] of terms.entries()) {
    const words = splitWords(term.text, options).map((word) => word.canonical);
    trie.add(words, allAxes.indexOf(group.axis), number);
  }
  return {
    find(text, words = splitWords(text, options), sentences = splitSentences(text, words)) {
      const canonicals = words.map((word) => word.canonical);
      const matches: TermMatch[] = [];
      for (const { firstWord, lastWord } of sentences) {
        trie.find(canonicals, firstWord, lastWord, (first, last, number) => {
          const { group, term, isException } = terms[number] as GroupTerm;
          if (isException) return;
          const start = (words[first] as Word).start;
          const end = (words[last - 1] as Word).end;
          matches.push({
            start,
            end,
            surface: text.slice(start, end),
            term: term.text,
            group: group.id,
            axis: group.axis,
            ambiguous: term.ambiguous === true,
          });
        });
      }
      return matches;
    },
  };
}
