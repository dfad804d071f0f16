import type { FixedPhrase } from "../../lexicon/swapPairs.ts";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";

/** Any table that has phrases. */
export interface PhraseTable {
  readonly fixedPhrases: readonly FixedPhrase[];
}

const indexes = new WeakMap<PhraseTable, ReadonlyMap<string, readonly FixedPhrase[]>>();

/** Marks the words of every fixed phrase in the text: word index to the phrase's reason. */
export function markFixedPhrases(view: TokenView, table: PhraseTable): ReadonlyMap<number, string> {
  const index = indexOf(table);
  const marked = new Map<number, string>();
  for (let start = 0; start < view.tokens.length; start += 1) {
    for (const phrase of index.get((view.at(start) as Token).lower) ?? []) {
      if (!matches(view, start, phrase)) continue;
      for (let offset = 0; offset < phrase.words.length; offset += 1) marked.set(start + offset, phrase.reason);
    }
  }
  return marked;
}

/** Phrases by every alternative of their first word. */
function indexOf(table: PhraseTable): ReadonlyMap<string, readonly FixedPhrase[]> {
  let index = indexes.get(table);
  if (index === undefined) {
    const built = new Map<string, FixedPhrase[]>();
    for (const phrase of table.fixedPhrases) {
      for (const word of phrase.words[0] ?? []) {
        const key = word.toLowerCase().replace(/'s?$/, "");
        built.set(key, [...(built.get(key) ?? []), phrase]);
      }
    }
    index = built;
    indexes.set(table, index);
  }
  return index;
}

function matches(view: TokenView, start: number, { words }: FixedPhrase): boolean {
  return words.every((alternatives, offset) => {
    const token = view.at(start + offset);
    if (token === undefined) return false;
    if (offset > 0 && !isJoined(token, alternatives[0]?.charAt(0) ?? "")) return false;
    const last = offset === words.length - 1;
    return alternatives.some((word) => matchesWord(token, word.replace(/^[,-]/, ""), last, view, start + offset));
  });
}

/**
 * Mr. Bean and Brothers & Sisters are one phrase each; a comma joins only where the phrase has one, and where it has a
 * hyphen nothing else does: a man-made lake, but "the man made dinner".
 */
function isJoined({ gap, between }: Token, mark: string): boolean {
  if (mark === ",") return gap === "comma";
  if (mark === "-") return gap === "hyphen";
  return gap === "space" || gap === "hyphen" || /^\.[ \u00a0]$/.test(between);
}

function matchesWord(token: Token, word: string, last: boolean, view: TokenView, index: number): boolean {
  const wanted = word.toLowerCase();
  if (wanted !== word && !isCapitalised(token.head)) return false;
  if (wanted.endsWith("'"))
    return token.lower === wanted.slice(0, -1) && /^['’]/.test(view.at(index + 1)?.between ?? "");
  if (wanted.endsWith("'s") && token.lower === wanted.slice(0, -2)) return token.clitic !== "";
  if (token.lower === wanted) return last || token.clitic === "" || wanted.includes("'");
  return last && token.lower === `${wanted}s`;
}
