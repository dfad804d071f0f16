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
 * ln P(token_t | tokens before t) of many sequences, in the order given. They are scored in order of length, so that
 * little is padding.
 */
export async function scoreSequences(
  scorer: TokenScorer,
  sequences: readonly (readonly number[])[],
  options: ScoreOptions = {},
): Promise<Float32Array[]> {
  const order = sequences.map((_, index) => index);
  const lengthOf = (index: number): number => (sequences[index] as readonly number[]).length;
  order.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  const scores: Float32Array[] = sequences.map(() => new Float32Array(0));
  for (let start = 0; start < order.length;) {
    throwIfCancelled(options.signal);
    let end = start + 1;
    while (end < order.length && lengthOf(order[end] as number) * (end - start + 1) <= batchTokens) end += 1;
    const batch = order.slice(start, end);
    const scored = await scorer.logProbabilities(
      batch.map((index) => sequences[index] as readonly number[]),
      options.signal,
    );
    batch.forEach((index, place) => {
      scores[index] = scored[place] as Float32Array;
    });
    start = end;
    options.onScored?.(start, sequences.length);
  }
  return scores;
}

/** Sum of a range of log-probabilities in double precision. */
export function sumOf(logProbabilities: Float32Array, from = 0, to = logProbabilities.length): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += logProbabilities[index] as number;
  return sum;
}
