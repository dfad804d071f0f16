import type { Gender } from "../../lexicon/swapPairs.ts";
import figures from "../data/publicFigures.json";
import type { Token, TokenView } from "../tokens.ts";
import { isCapitalised } from "../tokens.ts";

/** A named person of history or public life in a text: first and one past the last token. */
export interface PublicFigure {
  readonly start: number;
  readonly end: number;
  readonly gender: Gender;
}

interface Entry {
  readonly words: readonly string[];
  readonly gender: Gender;
}

let byFirstWord: ReadonlyMap<string, readonly Entry[]> | undefined;

/** All public figures that a text names in full, in order, the longest name where one begins another. */
export function publicFigures(view: TokenView): PublicFigure[] {
  byFirstWord ??= readFigures();
  const found: PublicFigure[] = [];
  for (let start = 0; start < view.tokens.length;) {
    const { lower, head } = view.at(start) as Token;
    const entry = isCapitalised(head)
      ? byFirstWord.get(lower)?.find(({ words }) => matches(view, start, words))
      : undefined;
    if (entry === undefined) {
      start += 1;
      continue;
    }
    const end = start + entry.words.length;
    found.push({ start, end, gender: entry.gender });
    start = end;
  }
  return found;
}

function matches(view: TokenView, start: number, words: readonly string[]): boolean {
  if (view.gapAfter(start + words.length - 1) === "hyphen" || view.at(start)?.gap === "hyphen") return false;
  return words.every((word, offset) => {
    const token = view.at(start + offset);
    if (token?.lower !== word || (offset < words.length - 1 && token.clitic !== "")) return false;
    return offset === 0 || /^(?:[ \u00a0]+|\. ?|-)$/.test(token.between);
  });
}

function readFigures(): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const gender of ["masculine", "feminine"] as const) {
    for (const name of figures[gender]) {
      const words = name.toLowerCase().split(/[ -]/);
      found.set(words[0] as string, [...(found.get(words[0] as string) ?? []), { words, gender }]);
    }
  }
  for (const entries of found.values()) entries.sort((a, b) => b.words.length - a.words.length);
  return found;
}
