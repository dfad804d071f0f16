import type { Random } from "../base/random.ts";
import { axes } from "../lexicon/axis.ts";
import { groupGap } from "./groupGap.ts";
import { templated } from "./itemRules.ts";
import type { MetricItem, MetricResult } from "./metricResult.ts";
import type { AboutGroup } from "./neutralText.ts";
import type { TextLosses } from "./textLosses.ts";

/**
 * What tuning cost the text about each group: loss of the tuned model less loss of the base model on neutral sentences,
 * nats per token, and how far the groups lie apart. Above 0 the model predicts text about the group worse than before.
 *
 * @param sentences what was scored, in the order of both lists of losses
 * @returns `coverage` and `coverage-gap` for each axis
 * @see Welbl et al. (2021), "Challenges in Detoxifying Language Models", section 6
 */
export function coverage(
  sentences: readonly AboutGroup[],
  base: TextLosses,
  tuned: TextLosses,
  random: Random,
): MetricResult[] {
  const before = new Map(base.losses.map(({ id, nll, tokens }) => [id, nll / tokens]));
  const after = new Map(tuned.losses.map(({ id, nll, tokens }) => [id, nll / tokens]));
  return axes.flatMap((axis) => {
    const items = sentences
      .filter((sentence) => sentence.axis === axis)
      .flatMap(({ id, group }): MetricItem[] => {
        const [first, second] = [before.get(id), after.get(id)];
        return first === undefined || second === undefined ? [] : [{ key: id, value: second - first, group }];
      });
    return groupGap(
      items,
      {
        axis,
        metric: "coverage",
        gapMetric: "coverage-gap",
        unit: "nats per token",
        resampled: templated.unit,
        unitOf: templated.unitOf,
      },
      random,
    );
  });
}
