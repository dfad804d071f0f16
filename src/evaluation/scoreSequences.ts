import { throwIfCancelled } from "../base/errors.ts";
import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";

/** Tokens handed to the scorer at once: the more, the better it arranges them, and what it keeps of each is a few numbers. */
const batchTokens = 2 ** 17;

/**
 * ln P(token_t | tokens before t) of many sequences, in the order given. Those that begin alike had better stand near each
 * other, as the two sentences of a pair do: a scorer reads a common beginning once.
 */
export async function scoreSequences(
  scorer: TokenScorer,
  sequences: readonly (readonly number[])[],
  options: ScoreOptions = {},
): Promise<Float32Array[]> {
  const scores: Float32Array[] = [];
  while (scores.length < sequences.length) {
    throwIfCancelled(options.signal);
    const start = scores.length;
    let end = start;
    let tokens = 0;
    while (end < sequences.length && (end === start || tokens <= batchTokens)) {
      tokens += (sequences[end] as readonly number[]).length;
      end += 1;
    }
    const onScored = (done: number): void => options.onScored?.(start + done, sequences.length);
    const batch = await scorer.logProbabilities(sequences.slice(start, end), { signal: options.signal, onScored });
    for (const one of batch) scores.push(one);
  }
  return scores;
}

/** Sum of a range of log-probabilities in double precision. */
export function sumOf(logProbabilities: Float32Array, from = 0, to = logProbabilities.length): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += logProbabilities[index] as number;
  return sum;
}
