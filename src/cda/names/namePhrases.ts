import senses from "../data/nameSenses.json";
import type { Token, TokenView } from "../tokens.ts";

let byFirstWord: ReadonlyMap<string, readonly (readonly string[])[]> | undefined;

/** Tokens of brands, figures of fiction and set phrases that hold a first name: "Mary Kay", "Robin Hood", "Tom, Dick and Harry". */
export function namePhrases(view: TokenView): Set<number> {
  byFirstWord ??= readPhrases();
  const found = new Set<number>();
  for (let start = 0; start < view.tokens.length; start += 1) {
    for (const phrase of byFirstWord.get((view.at(start) as Token).lower) ?? []) {
      const last = phrase.length - 1;
      if (!phrase.every((word, offset) => matches(view, start + offset, word, offset, offset === last))) continue;
      if (![start, start + last].some((at) => /^\p{Lu}/u.test(view.at(at)?.head ?? ""))) continue; // eggs Benedict
      for (let offset = 0; offset < phrase.length; offset += 1) found.add(start + offset);
    }
  }
  return found;
}

function matches(view: TokenView, index: number, word: string, offset: number, isLast: boolean): boolean {
  const token = view.at(index);
  if (token === undefined || (offset > 0 && !/^[\s,.&-]+$/.test(token.between))) return false;
  if (word.endsWith("'s")) return token.lower === word.slice(0, -2) && token.clitic !== "";
  return token.lower === word || (isLast && offset > 0 && token.lower === `${word}s`); // Penny Blacks
}

function readPhrases(): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  for (const phrase of senses.phrases) {
    const words = phrase.split(" ").filter((word) => word !== "&");
    const key = (words[0] as string).replace(/'s$/, "");
    found.set(key, [...(found.get(key) ?? []), words]);
  }
  return found;
}
