import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";
import { scoreSequences, sumOf } from "./scoreSequences.ts";

export interface PromptCompletion {
  readonly prompt: string;
  /** Follows the prompt after a space. */
  readonly completion: string;
}

/**
 * ln P(completion | prompt) for each pair: the sum over all tokens of " completion" after the start of a text and the prompt.
 * It is the probability that the text goes on with these tokens; a longer word that begins with them counts as well.
 * NaN for a pair that is longer than the model can read: with its prompt cut off it would be another question.
 */
export async function scoreCompletions(
  scorer: TokenScorer,
  pairs: readonly PromptCompletion[],
  options: ScoreOptions = {},
): Promise<Float64Array> {
  const tails: number[] = [];
  const prompts = new Map<string, readonly number[]>();
  const sequences = pairs.map(({ prompt, completion }) => {
    const start = prompts.get(prompt) ?? [scorer.startOfTextId, ...scorer.encode(prompt)];
    prompts.set(prompt, start);
    const end = scorer.encode(` ${completion}`);
    if (end.length === 0) throw new RangeError(`"${completion}" has no tokens`);
    tails.push(end.length);
    return [...start, ...end];
  });
  const fitting = [...sequences.keys()].filter(
    (index) => (sequences[index] as readonly number[]).length <= scorer.maximumLength,
  );
  const scores = await scoreSequences(
    scorer,
    fitting.map((index) => sequences[index] as readonly number[]),
    options,
  );
  const results = new Float64Array(pairs.length).fill(Number.NaN);
  scores.forEach((score, place) => {
    const index = fitting[place] as number;
    results[index] = sumOf(score, score.length - (tails[index] as number));
  });
  return results;
}
