import type { Axis } from "../../lexicon/axis.ts";
import type { Interval, MetricResult } from "../metricResult.ts";

/** How unequally a model predicts held-out text about the groups of an axis; nats per token. */
export interface SubgroupLoss {
  readonly axis: Axis;
  readonly n: number;
  /** Largest minus smallest group mean. */
  readonly gap: number;
  readonly interval?: Interval;
  /** Mean absolute difference over all pairs of groups: how far two groups are apart on average. */
  readonly meanGap: number;
  /** Mean of the group means, each group counting the same. */
  readonly mean: number;
  /** The group that is predicted worst. */
  readonly worst: { readonly group: string; readonly value: number };
}

/** The subgroup losses behind the metric `group-loss-gap` of each axis, the average gap beside the largest. */
export function subgroupLosses(metrics: readonly MetricResult[]): SubgroupLoss[] {
  return metrics.flatMap(({ metric, axis, value, n, interval, groups = [] }): SubgroupLoss[] => {
    const [first] = groups;
    if (metric !== "group-loss-gap" || axis === undefined || first === undefined) return [];
    const values = groups.map((group) => group.value);
    const differences = values.flatMap((a, index) => values.slice(index + 1).map((b) => Math.abs(a - b)));
    const { group, value: loss } = groups.reduce((worst, one) => (one.value > worst.value ? one : worst), first);
    return [
      {
        axis,
        n,
        gap: value,
        ...(interval === undefined ? {} : { interval }),
        meanGap: mean(differences),
        mean: mean(values),
        worst: { group, value: loss },
      },
    ];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
