import type { SwapLexicon } from "../../lexicon/swapLexicon.ts";

const others = "brown indigenous mixed african ethnic minority gentile pagan".split(" ");
const known = new WeakMap<SwapLexicon, ReadonlySet<string>>();

/** Adjectives of any group of race or religion, in lower case: they stand side by side before one noun. */
export function groupWords(lexicon: SwapLexicon): ReadonlySet<string> {
  let words = known.get(lexicon);
  if (words === undefined) {
    words = new Set(others);
    const found = new Set(others);
    for (const { groups } of [lexicon.race, lexicon.religion]) {
      for (const { slots } of groups.values()) {
        for (const slot of ["adjective", "doctrine", "branch"]) {
          for (const { singular } of slots.get(slot) ?? [])
            if (!/[ -]/.test(singular)) found.add(singular.toLowerCase());
        }
      }
    }
    words = found;
    known.set(lexicon, words);
  }
  return words;
}
