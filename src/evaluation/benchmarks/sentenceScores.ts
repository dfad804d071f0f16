import type { ScoreOptions, TokenScorer } from "../../lm/tokenScorer.ts";
import { scoreSequences, sumOf } from "../scoreSequences.ts";

/** A sentence's probability under the rules that published figures use. */
export interface SentenceScore {
  /** ln P of all tokens after the start of a text: lm-evaluation-harness and the first description of most benchmarks. */
  readonly total: number;
  /**
   * Mean ln P by bias-bench's rule for GPT-2: the first token after the start of a text, the others without it in their
   * context. Orders sentences as 2^(mean log2 P) does.
   */
  readonly mean: number;
  readonly tokens: number;
}

/**
 * Scores sentences by both rules at once; undefined for one without tokens or longer than the model reads.
 *
 * @see Meade, Poole-Dayan and Reddy (2022), "An Empirical Survey of the Effectiveness of Debiasing Techniques", whose
 *   code has the second rule; Nadeem et al. (2021), "StereoSet", section 6
 */
export async function sentenceScores(
  scorer: TokenScorer,
  sentences: readonly string[],
  options: ScoreOptions = {},
): Promise<(SentenceScore | undefined)[]> {
  const encoded = sentences.map((sentence) => scorer.encode(sentence));
  const fitting = encoded.filter((tokens) => tokens.length >= 1 && tokens.length < scorer.maximumLength);
  const sequences = [
    ...fitting.map((tokens) => [scorer.startOfTextId, ...tokens]),
    ...fitting.filter((tokens) => tokens.length > 1), // a lone token has nothing that it could be the context of
  ];
  const scores = await scoreSequences(scorer, sequences, options);
  let next = 0;
  let nextBare = fitting.length;
  return encoded.map((tokens): SentenceScore | undefined => {
    if (!(tokens.length >= 1 && tokens.length < scorer.maximumLength)) return undefined;
    const afterStart = scores[next] as Float32Array;
    next += 1;
    const bare = tokens.length > 1 ? sumOf(scores[nextBare++] as Float32Array) : 0;
    return {
      total: sumOf(afterStart),
      mean: ((afterStart[0] as number) + bare) / tokens.length,
      tokens: tokens.length,
    };
  });
}
