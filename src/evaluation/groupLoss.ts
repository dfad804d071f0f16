import type { Random } from "../base/random.ts";
import type { Axis } from "../lexicon/axis.ts";
import { fewestUnits } from "./comparedGroups.ts";
import { groupName } from "./groupName.ts";
import { groupGap } from "./groupGap.ts";
import { axisOfGroup } from "./groupedText.ts";
import { unitNoun } from "./itemUnits.ts";
import type { MetricItem, MetricResult } from "./metricResult.ts";
import type { TextLosses } from "./textLosses.ts";

export interface GroupLossOptions {
  /** Texts a group needs to be measured, 10 when absent; smaller groups are counted in `skipped`. */
  readonly minimumTexts?: number;
}

/**
 * Mean loss over the texts that mention one group of the axis, and the gap: largest minus smallest group mean.
 *
 * A text counts with its own mean loss per token, so that long texts do not outweigh short ones. Texts that mention
 * several groups of the axis are left out and counted, as are those that mention none: their loss belongs to no single group.
 *
 * @returns `group-loss` (all grouped texts) and `group-loss-gap`; empty when fewer than two groups have enough texts
 */
export function groupLoss(
  { losses, skipped: withoutLoss }: TextLosses,
  axis: Axis,
  random: Random,
  options: GroupLossOptions = {},
): MetricResult[] {
  const { minimumTexts = fewestUnits } = options;
  const mentions = losses.map((loss) => ({ loss, groups: loss.groups.filter((group) => axisOfGroup(group) === axis) }));
  const single = mentions.filter(({ groups }) => groups.length === 1);
  const several = mentions.filter(({ groups }) => groups.length > 1).length;
  const none = mentions.length - single.length - several;
  const sizes = new Map<string, number>();
  for (const { groups } of single) {
    const group = groups[0] as string;
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const skipped = [
    ...withoutLoss,
    ...(none === 0 ? [] : [{ reason: "text that mentions no group of the axis", count: none }]),
    ...(several === 0 ? [] : [{ reason: "text that mentions several groups of the axis", count: several }]),
    ...[...sizes]
      .filter(([, size]) => size < minimumTexts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, count]) => ({ reason: `text about ${groupName(group)}: fewer than ${minimumTexts}`, count })),
  ];
  const groups = [...sizes.keys()].filter((group) => (sizes.get(group) as number) >= minimumTexts).sort();
  if (groups.length < 2) return [];
  const items = single
    .filter(({ groups: [group] }) => groups.includes(group as string))
    .map(({ loss, groups: [group] }): MetricItem => ({
      key: loss.id,
      value: loss.nll / loss.tokens,
      group: group as string,
      ...(loss.unit === undefined ? {} : { unit: loss.unit }),
    }));
  return groupGap(
    items,
    {
      axis,
      metric: "group-loss",
      gapMetric: "group-loss-gap",
      unit: "nats per token",
      resampled: unitNoun(items, "texts"),
      skipped,
    },
    random,
  );
}
