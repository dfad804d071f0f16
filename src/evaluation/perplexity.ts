import type { Random } from "../base/random.ts";
import { bootstrapInterval, countedRatio } from "./bootstrap.ts";
import type { CountedStatistic } from "./bootstrap.ts";
import { itemUnits, ofUnits, unitNoun, unitsBehind } from "./itemUnits.ts";
import type { MetricItem, MetricResult } from "./metricResult.ts";
import type { TextLosses } from "./textLosses.ts";

/**
 * exp(total negative log-likelihood / predicted tokens) over all texts, with an interval over texts: texts, not tokens,
 * are drawn independently of each other; over units where several texts were held out together. Undefined when there is no text to measure.
 *
 * Items are the texts: `value` the mean loss in nats per token, `weight` the predicted tokens.
 */
export function perplexity({ losses, skipped }: TextLosses, random: Random): MetricResult | undefined {
  if (losses.length === 0) return undefined;
  const items = losses.map(({ id, nll, tokens, unit }): MetricItem => ({
    key: id,
    value: nll / tokens,
    weight: tokens,
    ...(unit === undefined ? {} : { unit }),
  }));
  const units = itemUnits(items);
  const statistic = countedPerplexity(items);
  const interval = bootstrapInterval(units.size, ofUnits(units, statistic), random, {
    unit: unitNoun(items, "texts"),
    kind: "bca",
  });
  return {
    metric: "perplexity",
    value: statistic(new Uint32Array(items.length).fill(1)),
    unit: "perplexity",
    n: items.length,
    ...unitsBehind(units),
    ...(interval === undefined ? {} : { interval }),
    items,
    ...(skipped.length === 0 ? {} : { skipped }),
  };
}

/** Perplexity of a resample of the items. */
export function countedPerplexity(items: readonly MetricItem[]): CountedStatistic {
  const tokens = Float64Array.from(items, ({ weight = 1 }) => weight);
  const nll = Float64Array.from(items, ({ value, weight = 1 }) => value * weight);
  return countedRatio(nll, tokens, Math.exp);
}
