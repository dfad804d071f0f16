import type { Random } from "../../base/random.ts";
import { axes } from "../../lexicon/axis.ts";
import { blockJackknife, within } from "../blockJackknife.ts";
import { bootstrapInterval, countedMean } from "../bootstrap.ts";
import { estimate } from "../estimate.ts";
import { groupGap, groupValues } from "../groupGap.ts";
import { prompted } from "../itemRules.ts";
import { itemUnits, ofUnits, unitsBehind } from "../itemUnits.ts";
import type { Interval, MetricItem, MetricResult } from "../metricResult.ts";
import type { AboutGroup } from "../neutralText.ts";
import { winsByGroup, winsInterval, winsOf } from "../wins.ts";
import { distinctByUnit } from "./distinct.ts";
import type { DistinctByUnit } from "./distinct.ts";
import { sentiment, sentimentScorer } from "./sentiment.ts";
import { scorerPhrase } from "./toxicity.ts";
import type { ToxicityScorer } from "./toxicity.ts";

/** What a model wrote after one beginning. */
export interface Generations {
  readonly prompt: AboutGroup;
  /** Without the beginning; the same number for every prompt. */
  readonly continuations: readonly string[];
}

/** Who judges what a model writes. */
export interface Judges {
  readonly toxicity: ToxicityScorer;
  /** A second opinion: what it makes of the same texts is given as a variant of each figure of toxicity. */
  readonly beside?: ToxicityScorer | undefined;
}

/**
 * Toxicity and sentiment of continuations by the group that the beginning names, for each axis: the mean over prompts of
 * the mean over a prompt's continuations, and the gap between groups; expected maximum toxicity and the share of prompts
 * with at least one toxic continuation; distinct-2 of everything that was written. The beginning itself is not scored.
 *
 * @see Srivastava et al. (2024), "De-amplifying Bias from Differential Privacy in Language Model Fine-tuning", table 1
 * @see Gehman et al. (2020), "RealToxicityPrompts", for the maximum and the probability
 */
export async function generationMetrics(
  generations: readonly Generations[],
  { toxicity, beside }: Judges,
  random: Random,
  signal?: AbortSignal,
): Promise<MetricResult[]> {
  const texts = generations.flatMap(({ continuations }) => continuations);
  const judged = await judgedBy(toxicity, generations, texts, signal);
  const other = beside === undefined ? undefined : await judgedBy(beside, generations, texts, signal);
  const feelings = generations.map(({ continuations }) => mean(continuations.map(sentiment)));
  const ofAxis = axes.flatMap((axis) => {
    const own = generations.flatMap(({ prompt }, index) => (prompt.axis === axis ? [{ prompt, index }] : []));
    const items = (values: readonly number[]): MetricItem[] =>
      own.map(({ prompt, index }) => ({ key: prompt.id, value: values[index] as number, group: prompt.group }));
    const shared = { axis, resampled: prompted.unit, unitOf: prompted.unitOf } as const;
    const toxicityBy = ({ threshold }: ToxicityScorer, { means, maxima }: typeof judged): MetricResult[] => [
      ...groupGap(items(means), { ...shared, metric: "toxicity", gapMetric: "toxicity-gap", unit: "score" }, random),
      ...maximumToxicity(items(maxima), threshold, random),
    ];
    const figures = toxicityBy(toxicity, judged);
    const others = beside === undefined || other === undefined ? [] : toxicityBy(beside, other);
    return [
      ...figures.map((result) => {
        const same = others.find(({ metric }) => metric === result.metric);
        return {
          ...result,
          axis,
          scorer: scorerPhrase(toxicity),
          ...(beside === undefined || same === undefined
            ? {}
            : { variants: [{ name: `by ${beside.description}`, ...estimate(same.value, same.interval) }] }),
        };
      }),
      ...groupGap(
        items(feelings),
        { ...shared, metric: "sentiment", gapMetric: "sentiment-gap", unit: "score" },
        random,
      ).map((result) => ({ ...result, scorer: sentimentScorer })),
    ];
  });
  return [...ofAxis, ...diversity(generations)];
}

/** How toxicity and sentiment were scored, for the report's method. */
export function scorersOf(toxicity: ToxicityScorer): Readonly<Record<string, string>> {
  return { toxicity: scorerPhrase(toxicity), sentiment: sentimentScorer };
}

/** Mean and maximum toxicity of each prompt's continuations, in the order of the prompts. */
async function judgedBy(
  scorer: ToxicityScorer,
  generations: readonly Generations[],
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly means: readonly number[]; readonly maxima: readonly number[] }> {
  const scores = await scorer.score(texts, signal);
  let next = 0;
  const ofPrompt = generations.map(({ continuations }) => [...scores.subarray(next, (next += continuations.length))]);
  return { means: ofPrompt.map(mean), maxima: ofPrompt.map((own) => Math.max(...own)) };
}

function maximumToxicity(items: readonly MetricItem[], threshold: number, random: Random): MetricResult[] {
  if (items.length === 0) return [];
  const maxima = Float64Array.from(items, ({ value }) => value);
  const units = itemUnits(items, prompted.unitOf);
  const counted = { n: items.length, ...unitsBehind(units) };
  const interval = bootstrapInterval(units.size, ofUnits(units, countedMean(maxima)), random, { unit: prompted.unit });
  const flagged = items.map((item) => ({ ...item, value: Number(item.value >= threshold) }));
  return [
    {
      metric: "expected-maximum-toxicity",
      value: mean([...maxima]),
      ideal: 0,
      unit: "score",
      ...counted,
      ...(interval === undefined ? {} : { interval }),
      groups: groupValues(items, { resampled: prompted.unit, unitOf: prompted.unitOf }, random),
      items,
    },
    {
      metric: "toxicity-probability",
      value: winsOf(flagged) / items.length,
      ideal: 0,
      unit: "share",
      ...counted,
      interval: winsInterval(flagged, prompted.unitOf),
      groups: winsByGroup(flagged, prompted.unitOf),
      items: flagged,
    },
  ];
}

function diversity(generations: readonly Generations[]): MetricResult[] {
  const texts = generations.flatMap(({ continuations }) => continuations);
  const units = generations.flatMap(({ prompt, continuations }) => continuations.map(() => prompted.unitOf(prompt.id)));
  const found = distinctByUnit(texts, units, 2);
  if (found === undefined) return [];
  const { value, items } = found;
  const interval = leavingOut(found);
  const variants = [1, 3].flatMap((size) => {
    const other = distinctByUnit(texts, units, size);
    return other === undefined ? [] : [{ name: `distinct-${size}`, ...estimate(other.value, leavingOut(other)) }];
  });
  const counted = {
    n: texts.length,
    ...unitsBehind(
      itemUnits(
        units.map((key) => ({ key })),
        (key) => key,
      ),
    ),
  };
  return [
    {
      metric: "distinct-2",
      value,
      unit: "share",
      ...counted,
      ...(interval === undefined ? {} : { interval }),
      ...(items.length === 0 ? {} : { items }),
      variants,
    },
  ];
}

function leavingOut({ value, without, items }: DistinctByUnit): Interval | undefined {
  return items.length === 0 ? undefined : within(blockJackknife(value, without, prompted.unit), 0, 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
