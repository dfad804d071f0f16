import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";
import { scoreSequences, sumOf } from "./scoreSequences.ts";

/**
 * The mean loss of each text in nats per token: what training lowers, because a text is cut where training cuts it.
 *
 * @param maximumTokens the longest sequence, the start of text counted; what is beyond is not looked at
 * @returns NaN for a text without tokens
 */
export async function meanLosses(
  scorer: TokenScorer,
  texts: readonly string[],
  maximumTokens: number,
  options: ScoreOptions = {},
): Promise<Float64Array> {
  const longest = Math.min(maximumTokens, scorer.maximumLength);
  const sequences = texts.map((text) => [scorer.startOfTextId, ...scorer.encode(text)].slice(0, longest));
  const places = sequences.flatMap(({ length }, index) => (length < 2 ? [] : [index]));
  const scores = await scoreSequences(
    scorer,
    places.map((index) => sequences[index] as number[]),
    options,
  );
  const losses = new Float64Array(texts.length).fill(Number.NaN);
  places.forEach((index, place) => {
    const score = scores[place] as Float32Array;
    losses[index] = -sumOf(score) / score.length;
  });
  return losses;
}
