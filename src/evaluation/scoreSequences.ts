import { throwIfCancelled } from "../base/errors.ts";
import type { TokenScorer } from "../lm/tokenScorer.ts";

export interface ScoreOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch. */
  readonly onScored?: ((done: number, total: number) => void) | undefined;
}

/** Tokens handed to the scorer at once: enough to keep it busy, little enough to cancel within a second. */
const batchTokens = 8192;

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
    scores.push(...(await scorer.logProbabilities(sequences.slice(start, end), options.signal)));
    options.onScored?.(end, sequences.length);
  }
  return scores;
}

/** Sum of a range of log-probabilities in double precision. */
export function sumOf(logProbabilities: Float32Array, from = 0, to = logProbabilities.length): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += logProbabilities[index] as number;
  return sum;
}
