import { sumOf } from "../scoreSequences.ts";

/** What an attacker with both models' probabilities knows about one text of n predicted tokens. */
export interface AttackedText {
  /** Lexicon groups that the text mentions. */
  readonly groups: readonly string[];
  /** Whether the tuned model was trained on it. */
  readonly isMember: boolean;
  /** Whether it stands in one unit of privacy of the corpus alone: copies are a group, about which one unit's promise says less. */
  readonly isOfOneUnit: boolean;
  /** ln P of each token, by the tuned model; at least one. */
  readonly tuned: Float32Array;
  /** ln P of the same tokens by the model that tuning began with. */
  readonly base: Float32Array;
  /** Whether the token is the tuned model's first choice. */
  readonly isTop: readonly boolean[];
  /** Length of the text compressed by zlib, bytes. */
  readonly zlibBytes: number;
}

export const attackNames = ["loss", "ratio", "zlib", "min-k", "ez"] as const;

export type AttackName = (typeof attackNames)[number];

/** Share of the tokens that Min-K% looks at. */
export const minKShare = 0.2;

/**
 * A score that is higher for texts which look like members.
 *
 * | attack | score | |
 * | --- | --- | --- |
 * | loss | mean ln P | Yeom et al. (2018), "Privacy Risk in Machine Learning" |
 * | ratio | mean ln P, less that of the base model | Carlini et al. (2021), "Extracting Training Data from Large Language Models" |
 * | zlib | sum of ln P for each byte of compressed text | the same |
 * | min-k | mean of the 20% smallest ln P | Shi et al. (2024), "Detecting Pretraining Data from Large Language Models" |
 * | ez | where the tuned model's first choice is wrong: how much P rose, over how much it fell, against the base model | "EZ-MIA" (2026), arXiv 2601.12104, as its abstract tells it |
 */
export function attackScore(attack: AttackName, text: AttackedText): number {
  const scores: Readonly<Record<AttackName, (text: AttackedText) => number>> = {
    loss: ({ tuned }) => sumOf(tuned) / tuned.length,
    ratio: ({ tuned, base }) => (sumOf(tuned) - sumOf(base)) / tuned.length,
    zlib: ({ tuned, zlibBytes }) => sumOf(tuned) / zlibBytes,
    "min-k": ({ tuned }) => sumOf(tuned.toSorted(), 0, minKCount(tuned.length)) / minKCount(tuned.length),
    ez: errorZoneScore,
  };
  return scores[attack](text);
}

function minKCount(tokens: number): number {
  return Math.max(1, Math.floor(minKShare * tokens));
}

/** Keeps a text without a single fall finite. */
const smallestFall = 1e-6;

function errorZoneScore({ tuned, base, isTop }: AttackedText): number {
  let rise = 0;
  let fall = 0;
  for (let position = 0; position < tuned.length; position += 1) {
    if (isTop[position] === true) continue;
    const shift = Math.exp(tuned[position] as number) - Math.exp(base[position] as number);
    if (shift > 0) rise += shift;
    else fall -= shift;
  }
  return Math.log(rise + smallestFall) - Math.log(fall + smallestFall);
}
