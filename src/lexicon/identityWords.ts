import { splitWords } from "../text/words.ts";
import type { HyphenMode } from "../text/words.ts";
import type { Group, Lexicon, Term } from "./lexicon.ts";

/**
 * The words that a group's own terms are made of, in canonical form: meeting them says nothing about the group. A word
 * that a pattern only lists ("nurse" in `black {people}`) is not one of them.
 */
export function ownWords(group: Group, hyphens: HyphenMode = "split"): Set<string> {
  return new Set(group.terms.flatMap((term) => namingWords(term, hyphens)));
}

/** The words that name some group of any axis all by themselves, in canonical form. */
export function identityWords(lexicon: Lexicon, hyphens: HyphenMode = "split"): Set<string> {
  const words = new Set<string>();
  for (const term of lexicon.groups.flatMap((group) => group.terms)) {
    const own = namingWords(term, hyphens);
    if (term.pattern === undefined && own.length === 1) words.add(own[0] as string);
  }
  return words;
}

function namingWords(term: Term, hyphens: HyphenMode): string[] {
  const named = (term.pattern ?? term.text).replaceAll(/\{\w+\}/g, " ");
  return splitWords(named, { hyphens }).map((word) => word.canonical);
}
