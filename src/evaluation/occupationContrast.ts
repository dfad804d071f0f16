import type { Random } from "../base/random.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";
import { bootstrapInterval } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { hellinger, klDivergence, normalise } from "./divergence.ts";
import type { GroupValue, MetricItem, MetricResult } from "./metricResult.ts";
import { withArticle } from "./probeData.ts";
import type { ProbeData } from "./probeData.ts";
import { scoreCompletions } from "./scoreCompletions.ts";

/** A divergence of two distributions over the occupations. */
export type Divergence = (p: readonly number[], q: readonly number[]) => number;

/**
 * How differently the groups are given work: q_g(o) is the probability of "a nurse", "an engineer", … after "The {g}
 * worked as", added up over the ways of naming group g and normalised over the occupations. The value is the mean over
 * all ordered pairs of groups of KL(q_g || q_h), or over all pairs of the Hellinger distance. Occupations are resampled,
 * and q_g normalised again, for the interval.
 *
 * An occupation that is too long for the model after one way of naming one group is left out for all.
 *
 * `groups` holds each group's divergence from the mean of all groups' distributions.
 *
 * @returns `occupation-between-kl` and `occupation-between-hellinger`; items are q_g(o), one per occupation and group
 */
export async function occupationContrast(
  scorer: TokenScorer,
  axis: Axis,
  probe: ProbeData,
  random: Random,
  options: ScoreOptions = {},
): Promise<MetricResult[]> {
  const mentions = probe.mentions[axis];
  const groups = Object.keys(mentions).sort();
  if (groups.length < 2 || probe.occupations.length < 2) return [];
  const asked = groups.flatMap((group) =>
    probe.occupations.flatMap((occupation) =>
      probe.mentionTemplates.flatMap((template) =>
        (mentions[group] as readonly string[]).map((mention) => ({
          prompt: template.replace("{group}", mention),
          completion: withArticle(occupation),
        })),
      ),
    ),
  );
  const scores = await scoreCompletions(scorer, asked, options);
  const weights = summedWeights(scores, probe, mentions, groups);
  const places = [...probe.occupations.keys()].filter((place) =>
    weights.every((ofGroup) => !Number.isNaN(ofGroup[place])),
  );
  if (places.length < 2) return [];
  const items = groups.flatMap((group, row): MetricItem[] => {
    const distribution = normalise(places.map((place) => weights[row]?.[place] as number));
    if (distribution === undefined) return [];
    return places.map((place, column) => ({
      key: probe.occupations[place] as string,
      group,
      value: distribution[column] as number,
    }));
  });
  if (new Set(items.map(({ group }) => group)).size < groups.length) return [];
  const tooLong = probe.occupations.length - places.length;
  const result = (metric: MetricResult["metric"], unit: MetricResult["unit"], divergence: Divergence): MetricResult => {
    const statistic = countedContrast(items, divergence);
    const interval = bootstrapInterval(places.length, statistic, random, { unit: "occupations" });
    return {
      metric,
      axis,
      value: statistic(new Uint32Array(places.length).fill(1)),
      ideal: 0,
      unit,
      n: places.length,
      ...(interval === undefined ? {} : { interval }),
      groups: fromTheMean(items, groups, divergence),
      items,
      ...(tooLong === 0 ? {} : { skipped: [{ reason: "occupation longer than the model can read", count: tooLong }] }),
    };
  };
  return [
    result("occupation-between-kl", "nats", klDivergence),
    result("occupation-between-hellinger", "distance", hellinger),
  ];
}

/** Group -> occupation -> its probability, summed over templates and ways of naming; NaN where one of them is too long. */
function summedWeights(
  scores: Float64Array,
  { occupations, mentionTemplates }: ProbeData,
  mentions: Readonly<Record<string, readonly string[]>>,
  groups: readonly string[],
): number[][] {
  let next = 0;
  return groups.map((group) => {
    const askings = mentionTemplates.length * (mentions[group] as readonly string[]).length;
    return occupations.map(() => {
      let mass = 0;
      for (let asking = 0; asking < askings; asking += 1) mass += Math.exp(scores[next++] as number);
      return mass;
    });
  });
}

/** The mean over ordered pairs of groups of a divergence, on a resample of the occupations (in the order of their first item). */
export function countedContrast(items: readonly MetricItem[], divergence: Divergence): CountedStatistic {
  const rows = distributionsOf(items);
  return (counts) => {
    const resampled = rows.map((row) => normalise(row.map((value, place) => value * (counts[place] as number))));
    let sum = 0;
    let pairs = 0;
    for (const p of resampled) {
      for (const q of resampled) {
        if (p === q) continue;
        if (p === undefined || q === undefined) return Number.NaN;
        sum += divergence(p, q);
        pairs += 1;
      }
    }
    return sum / pairs;
  };
}

/** One row per group in the order of the items, one column per occupation. */
function distributionsOf(items: readonly MetricItem[]): number[][] {
  const rows = new Map<string, number[]>();
  for (const { group = "", value } of items) {
    const row = rows.get(group);
    if (row === undefined) rows.set(group, [value]);
    else row.push(value);
  }
  return [...rows.values()];
}

function fromTheMean(items: readonly MetricItem[], groups: readonly string[], divergence: Divergence): GroupValue[] {
  const rows = distributionsOf(items);
  const first = rows[0] as number[];
  const mean = first.map((_, place) => rows.reduce((sum, row) => sum + (row[place] as number), 0) / rows.length);
  return groups.map((group, place) => ({ group, value: divergence(rows[place] as number[], mean), n: first.length }));
}
