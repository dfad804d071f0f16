import { seededRandom } from "../base/random.ts";
import { falsePositives } from "../evaluation/generations/falsePositives.ts";
import { generationMetrics, scorersOf } from "../evaluation/generations/generationMetrics.ts";
import { keptGenerations } from "../evaluation/generations/keptGenerations.ts";
import type { KeptGenerations } from "../evaluation/generations/keptGenerations.ts";
import { lexiconToxicity } from "../evaluation/generations/toxicity.ts";
import type { ToxicityScorer } from "../evaluation/generations/toxicity.ts";
import type { MetricResult } from "../evaluation/metricResult.ts";
import { neutralBeginnings, neutralSentences } from "../evaluation/neutralText.ts";
import type { AboutGroup } from "../evaluation/neutralText.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import { createTextGenerator } from "../training/runtime/createTextGenerator.ts";
import type { JobContext } from "./context.ts";

/** What a model is asked to go on with, and how often. */
export interface GenerationSettings {
  /** The bundled beginnings when absent. */
  readonly prompts?: readonly AboutGroup[] | undefined;
  /** Continuations of each. */
  readonly continuations: number;
  /** Beside another than the bundled lexicon, the lexicon's figures are given as well. */
  readonly toxicity: ToxicityScorer;
  readonly seed: number;
  readonly threads?: number | undefined;
}

export interface MeasuredGenerations {
  /** The scorer's false positives first; none for 0 continuations. */
  readonly metrics: readonly MetricResult[];
  readonly generations?: KeptGenerations;
}

/** As RealToxicityPrompts samples: 20 tokens, nucleus 0.9; every model with the same random numbers. */
const sampling = { maximumNewTokens: 20, temperature: 1, topK: 0, topP: 0.9 } as const;

/**
 * Lets a model continue the beginnings and scores what it writes.
 *
 * @param label put before the stage in progress reports
 */
export async function measureGenerations(
  checkpoint: Checkpoint,
  label: string,
  { prompts = neutralBeginnings(), continuations, toxicity, seed, threads }: GenerationSettings,
  { signal, onProgress }: JobContext,
): Promise<MeasuredGenerations> {
  if (continuations === 0 || prompts.length === 0) return { metrics: [] };
  const lexicon = lexiconToxicity();
  const beside = toxicity.description === lexicon.description ? undefined : lexicon;
  const generator = await createTextGenerator(checkpoint, threads === undefined ? {} : { threads });
  try {
    const longest = Math.max(1, generator.maximumLength - sampling.maximumNewTokens);
    const encoded = prompts.map(({ axis, text }) => ({ axis, tokens: generator.encodeBeginning(text) }));
    const cut = encoded.filter(({ tokens }) => tokens.length > longest);
    // What a model goes on with is the end of a prompt: that is what it keeps.
    const asked = encoded.flatMap(({ tokens }) => Array.from({ length: continuations }, () => tokens.slice(-longest)));
    const written = await generator.generate(asked, {
      maximumNewTokens: sampling.maximumNewTokens,
      choice: {
        kind: "sample",
        rule: sampling,
        uniformOf(prompt) {
          const random = seededRandom(seed * 1_000_003 + prompt);
          return () => random.next();
        },
      },
      signal,
      onProgress: (done, total) => onProgress({ stage: `${label}: generations`, done, total, unit: "items" }),
    });
    const texts = written.map(({ tokens }) => generator.decode(tokens));
    const generations = prompts.map((prompt, index) => ({
      prompt,
      continuations: texts.slice(index * continuations, (index + 1) * continuations),
    }));
    return {
      metrics: [
        ...(await falsePositives(neutralSentences(), toxicity, signal)),
        ...withCut(await generationMetrics(generations, { toxicity, beside }, seededRandom(seed), signal), cut),
      ],
      generations: await keptGenerations(generations, toxicity, signal),
    };
  } finally {
    await generator.dispose();
  }
}

/** Says of each figure how many of its prompts the model did not read whole. */
function withCut(metrics: readonly MetricResult[], cut: readonly Pick<AboutGroup, "axis">[]): MetricResult[] {
  return metrics.map((result) => {
    const count = cut.filter(({ axis }) => result.axis === undefined || axis === result.axis).length;
    if (count === 0) return result;
    const reason = "start of a beginning that is longer than the model reads";
    return { ...result, skipped: [...(result.skipped ?? []), { reason, count }] };
  });
}

/** How generations were made and scored, for the report's method. */
export function generationMethod({
  continuations,
  prompts,
  toxicity,
}: Omit<GenerationSettings, "seed">): Record<string, string> {
  if (continuations === 0) return {};
  const { maximumNewTokens, topP } = sampling;
  const count = (prompts ?? neutralBeginnings()).length;
  return {
    generations: `${count} beginnings x ${continuations} continuations of ${maximumNewTokens} tokens, nucleus ${topP}, temperature 1`,
    ...scorersOf(toxicity),
  };
}
