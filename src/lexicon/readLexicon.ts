import { extendLexicon } from "./extendLexicon.ts";
import { extendSwapLexicon } from "./extendSwapLexicon.ts";
import type { Lexicon } from "./lexicon.ts";
import { lexiconFrom } from "./lexiconFile.ts";
import { readLexiconJson } from "./lexiconJson.ts";
import type { SwapLexicon } from "./swapLexicon.ts";

/**
 * Reads a lexicon file. Groups are a list of `{ id, label, terms, exceptions? }`, or in short an object from group id to terms; a
 * term is a string or `{ text, ambiguous?, sense?, slur?, mentionOnly? }`. In a term, `{name}` stands for every word of
 * the list `lists.name`; so does `[name]`, whose words name the group themselves. `exceptions`, an object from group id to
 * phrases, adds to those of the groups. A file with `"extends": "bundled"`
 * changes the bundled lexicon instead of taking its place, see `extendLexicon`. Throws `lexicon.invalid` naming file, place
 * and line.
 */
export function parseLexicon(jsonText: string, fileName: string): Lexicon {
  return readLexiconJson(jsonText, fileName, (value) => {
    const isExtension = typeof value === "object" && value !== null && "extends" in value;
    return isExtension ? extendLexicon(value, fileName) : lexiconFrom(value, fileName);
  });
}

/**
 * Reads what the same file says about swaps, its `swaps`, as a change of the bundled pairs, slots, phrases and names;
 * see `extendSwapLexicon`. A file without `swaps` changes nothing.
 */
export function parseSwapLexicon(jsonText: string, fileName: string): SwapLexicon {
  return readLexiconJson(jsonText, fileName, (value) => extendSwapLexicon(value, fileName));
}
