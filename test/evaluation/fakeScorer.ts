import type { TokenScorer } from "../../src/lm/tokenScorer.ts";

export interface FakeScorer extends TokenScorer {
  /** Sequences scored so far, and the largest number in one call. */
  readonly scored: { sequences: number; largestBatch: number };
}

/**
 * A scorer with one token per word and the probabilities of `probability`, so that a test can do the sums by hand.
 * Punctuation stays with its word.
 *
 * @param probability P(next | words before), where the words before do not include `<|endoftext|>`
 */
export function fakeScorer(
  probability: (before: readonly string[], next: string) => number,
  maximumLength = 64,
): FakeScorer {
  const words = ["<|endoftext|>"];
  const ids = new Map<string, number>([["<|endoftext|>", 0]]);
  const scored = { sequences: 0, largestBatch: 0 };
  return {
    scored,
    vocabularySize: 1000,
    maximumLength,
    startOfTextId: 0,
    endOfTextId: 0,
    encode: (text) =>
      text
        .split(/\s+/)
        .filter((word) => word !== "")
        .map((word) => {
          const known = ids.get(word);
          if (known !== undefined) return known;
          ids.set(word, words.length);
          words.push(word);
          return words.length - 1;
        }),
    decode: (tokens) => tokens.map((token) => words[token]).join(" "),
    logProbabilities: (sequences, options) => {
      scored.sequences += sequences.length;
      scored.largestBatch = Math.max(scored.largestBatch, sequences.length);
      const scores = sequences.map((tokens) => {
        if (tokens.length < 2 || tokens.length > maximumLength) throw new RangeError(`length ${tokens.length}`);
        const text = tokens.map((token) => words[token] as string);
        return Float32Array.from(text.slice(1), (word, index) =>
          Math.log(
            probability(
              text.slice(0, index + 1).filter((each) => each !== "<|endoftext|>"),
              word,
            ),
          ),
        );
      });
      options?.onScored?.(sequences.length, sequences.length);
      return Promise.resolve(scores);
    },
    logProbabilitiesAndTop: () => Promise.reject(new Error("not used")),
    nextLogProbabilities: () => Promise.reject(new Error("not used")),
    dispose: () => Promise.resolve(),
  };
}
