import { splitSentences } from "../text/sentences.ts";
import { splitWords } from "../text/words.ts";

/** A shorter sentence is found twice in any corpus. */
const fewestWords = 5;

/** Held-out sentences that training sees as well. */
export interface SharedSentences {
  /** Held-out sentences of five words and more. */
  readonly sentences: number;
  /** Of these, word for word in a text that is trained on. */
  readonly shared: number;
}

/**
 * How far held-out text is text that was trained on: records are split as wholes, sentences that come in many of them (notices,
 * templates, quotations) stand on both sides.
 */
export function sharedSentences(heldOut: Iterable<string>, training: Iterable<string>): SharedSentences {
  const counts = new Map<string, number>();
  let sentences = 0;
  for (const text of heldOut) {
    for (const sentence of longSentences(text)) {
      counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
      sentences += 1;
    }
  }
  let shared = 0;
  for (const text of training) {
    if (counts.size === 0) break;
    for (const sentence of longSentences(text)) {
      shared += counts.get(sentence) ?? 0;
      counts.delete(sentence);
    }
  }
  return { sentences, shared };
}

/** As words, in lower case: what stands between them is no difference. */
function longSentences(text: string): string[] {
  const words = splitWords(text);
  return splitSentences(text, words).flatMap(({ firstWord, lastWord }) =>
    lastWord - firstWord < fewestWords
      ? []
      : [
          words
            .slice(firstWord, lastWord)
            .map(({ start, end }) => text.slice(start, end).toLowerCase())
            .join(" "),
        ],
  );
}
