import type { Token, TokenView } from "../tokens.ts";

/** Tokens before and after one that are looked at: text without full stops must not make each term a search of it all. */
const reach = 60;

/** The tokens of the sentence that a token stands in, as far as they are near. */
export function sentenceTokens(view: TokenView, index: number): readonly Token[] {
  let first = index;
  while (first > 0 && first > index - reach && !view.beginsSentence(first)) first -= 1;
  let end = index + 1;
  while (end < view.tokens.length && end < index + reach && !view.beginsSentence(end)) end += 1;
  return view.tokens.slice(first, end);
}

/** The other words of the sentence, in lower case. */
export function otherWords(view: TokenView, index: number): string[] {
  const own = view.at(index);
  return sentenceTokens(view, index)
    .filter((token) => token !== own)
    .map(({ lower }) => lower);
}
