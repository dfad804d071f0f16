import { createHash } from "node:crypto";
import { splitSentences } from "../../text/sentences.ts";
import type { Sentence } from "../../text/sentences.ts";
import { splitWords } from "../../text/words.ts";
import type { SwapEdit } from "../swapPlan.ts";

/** Hexadecimal digits of a swap's key: among a billion swaps, two alike by chance in one of 37 corpora. */
export const swapKeyDigits = 16;

/**
 * Names the swaps of one text, so that they are known again: by a hash of the sentence, the place in it, the word and its
 * counterpart. It stays the same when other sentences or records change, or when the record moves; a sentence that
 * stands in two records is decided once. When the sentence itself changes, its swaps are new ones.
 */
export function swapKeys(text: string): (edit: SwapEdit) => string {
  let sentences: readonly Sentence[] | undefined;
  return ({ start, end, before, after }) => {
    sentences ??= splitSentences(text, splitWords(text));
    // From the first sentence that ends behind the word's start; brackets before it may belong to no sentence.
    const own = sentences.find((sentence) => sentence.end > start);
    const from = Math.min(own?.start ?? 0, start);
    const sentence = text.slice(from, Math.max(own?.end ?? text.length, end));
    const identity = JSON.stringify([sentence, start - from, before, after]);
    return createHash("sha256").update(identity).digest("hex").slice(0, swapKeyDigits);
  };
}
