import type { ItemText, ItemTexts } from "../evaluation/itemTexts.ts";
import type { MetricComparison } from "../evaluation/metricResult.ts";
import type { ArmSection, BiasReport } from "./biasReport.ts";
import { contributionsOf } from "./contributions.ts";
import { resultOf } from "./measures.ts";
import type { AxisName, Metric, MetricName } from "./wording.ts";

/** What a figure was computed from, one entry an item, those that contribute most first. */
export interface ItemsBehind {
  readonly items: readonly BehindItem[];
  /** Items that were measured; the report may hold fewer. */
  readonly measured: number;
  /** What `BehindItem.scores` are; empty where there are none. */
  readonly scoreNames: readonly string[];
  /** What the items' texts are, over and over. */
  readonly roles: readonly string[];
  /** What the contributions add up to, in words; absent where an item has no share of its own. */
  readonly contribution?: string;
  readonly from?: ItemTexts["from"];
  /** Items whose text the report does not list, because there were too many. */
  readonly textsLeftOut: number;
}

export interface BehindItem {
  readonly key: string;
  readonly group?: string;
  readonly value: number;
  readonly scores: readonly number[];
  readonly contribution?: number;
  /** Absent in a report made without text. */
  readonly texts?: readonly string[];
  readonly place?: NonNullable<ItemText["place"]>;
}

/**
 * Means and what is computed from other metrics' items have none of their own: they are the items of the gap, or of the first
 * metric that they are computed from.
 */
const itemsFrom: Partial<Record<MetricName, MetricName>> = {
  "group-loss": "group-loss-gap",
  coverage: "coverage-gap",
  toxicity: "toxicity-gap",
  sentiment: "sentiment-gap",
  "stereoset-icat": "stereoset-ss",
};

export function hasItemsBehind(arm: ArmSection, metric: MetricName, axis: AxisName | undefined): boolean {
  return (resultOf(arm, itemsFrom[metric] ?? metric, axis)?.items?.length ?? 0) > 0;
}

/** The items behind one figure; undefined where the report has none. */
export function itemsBehind(
  report: BiasReport,
  arm: ArmSection,
  metric: MetricName,
  axis: AxisName | undefined,
): ItemsBehind | undefined {
  const result = resultOf(arm, metric, axis);
  const source = resultOf(arm, itemsFrom[metric] ?? metric, axis);
  if (result === undefined || source?.items === undefined || source.items.length === 0) return undefined;
  const { items, itemsLeftOut = 0, totalLeftOut = 0, scoreNames = [] } = source;
  const shares = contributionsOf({ ...result, items, itemsLeftOut, totalLeftOut });
  const find = textFinder(report, source.metric, axis);
  const behind = items.map((item, index): BehindItem => {
    const share = shares?.values[index];
    return { ...ofItem(item, find.text(item)), ...(share === undefined ? {} : { contribution: share }) };
  });
  return {
    items: shares === undefined ? behind : behind.sort((a, b) => (b.contribution ?? 0) - (a.contribution ?? 0)),
    measured: items.length + itemsLeftOut,
    scoreNames,
    ...find.list,
    ...(shares === undefined ? {} : { contribution: shares.words }),
  };
}

/** The items that both arms of a comparison have: value in a, value in b (as scores) and the difference b - a, largest first. */
export function itemsBehindComparison(
  report: BiasReport,
  comparison: Pick<MetricComparison, "metric" | "axis" | "a" | "b" | "n">,
): ItemsBehind | undefined {
  const { metric, axis } = comparison;
  const [a, b] = [comparison.a, comparison.b].map((id) => {
    const arm = report.arms?.find((one) => one.arm === id);
    return arm === undefined ? undefined : resultOf(arm, metric, axis);
  });
  if (a?.items === undefined || b?.items === undefined) return undefined;
  const ofB = new Map(b.items.map((item) => [nameOf(item), item.value]));
  const find = textFinder(report, metric, axis);
  const items = a.items.flatMap((item): BehindItem[] => {
    const other = ofB.get(nameOf(item));
    if (other === undefined) return [];
    return [{ ...ofItem(item, find.text(item)), value: other - item.value, scores: [item.value, other] }];
  });
  if (items.length === 0) return undefined;
  return {
    items: items.sort((one, two) => Math.abs(two.value) - Math.abs(one.value)),
    measured: Math.max(comparison.n, items.length),
    scoreNames: [comparison.a, comparison.b],
    ...find.list,
  };
}

type Item = NonNullable<Metric["items"]>[number];

export function ofItem({ key, group, value, scores = [] }: Item, text: ItemText | undefined): BehindItem {
  return {
    key,
    ...(group === undefined ? {} : { group }),
    value,
    scores,
    ...(text?.texts === undefined ? {} : { texts: text.texts }),
    ...(text?.place === undefined ? {} : { place: text.place }),
  };
}

/** The texts behind the items of a metric, by key, and where a key stands for several, by group. */
export function textFinder(
  report: BiasReport,
  metric: MetricName,
  axis: AxisName | undefined,
): {
  readonly text: (item: Pick<Item, "key" | "group">) => ItemText | undefined;
  readonly list: Pick<ItemsBehind, "roles" | "from" | "textsLeftOut">;
} {
  const list = report.itemTexts?.find(
    (one) => one.metrics.includes(metric) && (one.axis === undefined || one.axis === axis),
  );
  const byName = new Map(list?.items.map((item) => [nameOf(item), item]));
  return {
    text: (item) => byName.get(nameOf(item)) ?? byName.get(nameOf({ key: item.key })),
    list: {
      roles: list?.roles ?? [],
      textsLeftOut: list?.leftOut ?? 0,
      ...(list === undefined ? {} : { from: list.from }),
    },
  };
}

function nameOf({ key, group }: { readonly key: string; readonly group?: string }): string {
  return JSON.stringify([key, group]);
}
