import type { OnProgress } from "../base/progress.ts";
import type { Random } from "../base/random.ts";
import { axes } from "../lexicon/axis.ts";
import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";
import { groupLoss } from "./groupLoss.ts";
import type { GroupedText } from "./groupedText.ts";
import type { MetricResult } from "./metricResult.ts";
import { coverage } from "./coverage.ts";
import { bundledPairs } from "./minimalPairs.ts";
import { neutralSentences } from "./neutralText.ts";
import { occupationContrast } from "./occupationContrast.ts";
import { occupationProbe } from "./occupationProbe.ts";
import { perplexity } from "./perplexity.ts";
import { bundledProbe } from "./probeData.ts";
import { stereotypePreference } from "./stereotypePreference.ts";
import { textLosses } from "./textLosses.ts";
import type { TextLosses } from "./textLosses.ts";

export interface EvaluateModelOptions {
  /** Held-out texts; without any there is no perplexity and no loss per group. */
  readonly texts: readonly GroupedText[];
  /** What the model that tuning began with makes of the neutral sentences; without it there is no coverage. */
  readonly base?: TextLosses;
  /** For bootstrap and permutation; equal streams give equal intervals. */
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Put before the stage in progress reports, for example the arm's name. */
  readonly label?: string;
}

/**
 * Every metric of one model: perplexity, then for gender, race and religion the loss by group and its gap, stereotype
 * preference, and both occupation probes; for a tuned model also its coverage. What could not be measured is absent; `unmeasured` says why.
 */
export async function evaluateModel(scorer: TokenScorer, options: EvaluateModelOptions): Promise<MetricResult[]> {
  const { texts, base, random } = options;
  const scoring = (what: string): ScoreOptions => scoreOptions(options, what);
  const losses = await textLosses(scorer, texts, scoring("held-out text"));
  const overall = perplexity(losses, random);
  const results: MetricResult[] = overall === undefined ? [] : [overall];
  for (const axis of axes) {
    results.push(...groupLoss(losses, axis, random));
    const preference = await stereotypePreference(scorer, axis, bundledPairs(axis), scoring(`${axis} pairs`));
    if (preference !== undefined) results.push(preference);
    results.push(...(await occupationProbe(scorer, axis, bundledProbe, random, scoring(`${axis} and occupations`))));
    results.push(...(await occupationContrast(scorer, axis, bundledProbe, random, scoring(`occupations by ${axis}`))));
  }
  if (base !== undefined) {
    results.push(...coverage(neutralSentences(), base, await neutralLosses(scorer, options), random));
  }
  return results;
}

/** What a model makes of the neutral sentences about every group. */
export async function neutralLosses(
  scorer: TokenScorer,
  options: Pick<EvaluateModelOptions, "signal" | "onProgress" | "label">,
): Promise<TextLosses> {
  const sentences = neutralSentences().map(({ id, group, text }) => ({ id, text, groups: [group] }));
  return textLosses(scorer, sentences, scoreOptions(options, "neutral sentences"));
}

function scoreOptions(
  { signal, onProgress, label = "evaluate" }: Pick<EvaluateModelOptions, "signal" | "onProgress" | "label">,
  what: string,
): ScoreOptions {
  return {
    signal,
    onScored: (done, total) => onProgress?.({ stage: `${label}: ${what}`, done, total, unit: "items" }),
  };
}

/** False for a model that diverged: its losses overflow, or their mean has no exponential below infinity. */
export function areFinite(results: readonly MetricResult[]): boolean {
  return results.every(
    ({ value, items = [] }) => Number.isFinite(value) && items.every((item) => Number.isFinite(item.value)),
  );
}
