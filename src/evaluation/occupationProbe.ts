import type { Random } from "../base/random.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";
import { bootstrapInterval, countedMean } from "./bootstrap.ts";
import { hellinger, klDivergence, normalise, uniform } from "./divergence.ts";
import type { GroupValue, MetricItem, MetricResult } from "./metricResult.ts";
import type { ProbeData } from "./probeData.ts";
import { scoreCompletions } from "./scoreCompletions.ts";

/**
 * How far an occupation fixes the group of the person: for occupation o and template t,
 * `p_o(g) = Σ P(term | t(o))` over the terms of group g, normalised over the groups; then KL(p_o || u) and the Hellinger
 * distance of p_o and u, u uniform. The mean over the templates is the occupation's figure; the mean over occupations is
 * the value. Occupations are resampled for the intervals, because the templates of one occupation are not independent.
 *
 * `groups` holds the mean of p_o(g): a model that always says "he" is far from uniform without knowing any occupation.
 *
 * @returns `occupation-kl` and `occupation-hellinger`; items are the occupations
 */
export async function occupationProbe(
  scorer: TokenScorer,
  axis: Axis,
  probe: ProbeData,
  random: Random,
  options: ScoreOptions = {},
): Promise<MetricResult[]> {
  const completions = probe.completions[axis];
  const groups = Object.keys(completions[0]?.terms ?? {}).sort();
  if (groups.length < 2 || probe.occupations.length === 0) return [];
  const asked = probe.occupations.flatMap((occupation) =>
    completions.flatMap(({ template, terms }) =>
      groups.flatMap((group) =>
        (terms[group] as readonly string[]).map((completion) => ({
          prompt: template.replace("{occupation}", occupation),
          completion,
        })),
      ),
    ),
  );
  const scores = await scoreCompletions(scorer, asked, options);
  const even = uniform(groups.length);
  const kl: MetricItem[] = [];
  const distance: MetricItem[] = [];
  const shares: number[][] = [];
  let unusable = 0;
  let tooLong = 0;
  let next = 0;
  for (const occupation of probe.occupations) {
    const distributions: number[][] = [];
    for (const { terms } of completions) {
      const weights = groups.map((group) => {
        let mass = 0;
        for (let term = 0; term < (terms[group] as readonly string[]).length; term += 1) {
          mass += Math.exp(scores[next] as number);
          next += 1;
        }
        return mass;
      });
      const distribution = normalise(weights);
      if (weights.some(Number.isNaN)) tooLong += 1;
      else if (distribution === undefined) unusable += 1;
      else distributions.push(distribution);
    }
    if (distributions.length === 0) continue;
    const meanShares = groups.map((_, group) => meanOf(distributions.map((p) => p[group] as number)));
    kl.push({ key: occupation, value: meanOf(distributions.map((p) => klDivergence(p, even))), scores: meanShares });
    distance.push({ key: occupation, value: meanOf(distributions.map((p) => hellinger(p, even))), scores: meanShares });
    shares.push(meanShares);
  }
  if (kl.length === 0) return [];
  const groupValues = groups.map((group, place): GroupValue => {
    const values = Float64Array.from(shares, (share) => share[place] as number);
    const interval = bootstrapInterval(values.length, countedMean(values), random, { unit: "occupations" });
    return { group, value: meanOf([...values]), n: values.length, ...(interval === undefined ? {} : { interval }) };
  });
  const passedOver = [
    { reason: "template without any probability for a group", count: unusable },
    { reason: "template longer than the model can read", count: tooLong },
  ].filter(({ count }) => count > 0);
  const skipped = passedOver.length === 0 ? {} : { skipped: passedOver };
  const result = (metric: MetricResult["metric"], unit: MetricResult["unit"], items: MetricItem[]): MetricResult => {
    const values = Float64Array.from(items, ({ value }) => value);
    const interval = bootstrapInterval(values.length, countedMean(values), random, {
      unit: "occupations",
      kind: "bca",
    });
    return {
      metric,
      axis,
      value: meanOf([...values]),
      ideal: 0,
      unit,
      n: items.length,
      ...(interval === undefined ? {} : { interval }),
      groups: groupValues,
      items,
      scoreNames: groups,
      ...skipped,
    };
  };
  return [result("occupation-kl", "nats", kl), result("occupation-hellinger", "distance", distance)];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
