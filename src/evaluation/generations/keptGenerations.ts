import { sentiment } from "./sentiment.ts";
import type { Generations } from "./generationMetrics.ts";
import type { ToxicityScorer } from "./toxicity.ts";

/** Continuations of one model, kept so that a reader can see what its figures are made of. */
export interface KeptGenerations {
  /** How many the figures rest on. */
  readonly written: number;
  /** The most toxic first, then those with the strongest sentiment either way: the extremes, not a fair sample. */
  readonly kept: readonly KeptGeneration[];
}

export interface KeptGeneration {
  /** The beginning's `MetricItem.key`. */
  readonly key: string;
  readonly group: string;
  /** What the model wrote, without the beginning; absent in a report made without text. */
  readonly text?: string;
  /** 0..1 */
  readonly toxicity: number;
  /** -1..1 */
  readonly sentiment: number;
}

/** A report carries no more of one model. */
const mostGenerations = 500;

/** @param toxicity is asked again for what it scored for the figures: one that is slow should remember it */
export async function keptGenerations(
  generations: readonly Generations[],
  toxicity: ToxicityScorer,
  signal?: AbortSignal,
): Promise<KeptGenerations> {
  const all = generations.flatMap(({ prompt, continuations }) => continuations.map((text) => ({ prompt, text })));
  const scores = await toxicity.score(
    all.map(({ text }) => text),
    signal,
  );
  const kept = all
    .map(({ prompt, text }, index) => ({
      key: prompt.id,
      group: prompt.group,
      text,
      toxicity: scores[index] as number,
      sentiment: sentiment(text),
    }))
    .sort((a, b) => b.toxicity - a.toxicity || Math.abs(b.sentiment) - Math.abs(a.sentiment))
    .slice(0, mostGenerations);
  return { written: all.length, kept };
}
