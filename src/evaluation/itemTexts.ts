import { axes } from "../lexicon/axis.ts";
import type { Axis } from "../lexicon/axis.ts";
import type { MetricId, MetricResult } from "./metricResult.ts";
import { bundledPairs } from "./minimalPairs.ts";
import { neutralBeginnings, neutralSentences, sentenceOf } from "./neutralText.ts";
import type { AboutGroup } from "./neutralText.ts";
import { bundledProbe, withArticle } from "./probeData.ts";

/** The texts behind the keys of some metrics' items, once for all models that were measured on them. */
export interface ItemTexts {
  /** Metrics whose items have these keys. */
  readonly metrics: readonly MetricId[];
  /** Absent where the list serves every axis. */
  readonly axis?: Axis;
  /** Whose words they are: records of the corpus, sentences written for Evenhand, a benchmark of the user's. */
  readonly from: "corpus" | "evenhand" | "benchmark";
  /** What each text of an item is, over and over where an item has more texts: `stereotypical`, `anti-stereotypical`. */
  readonly roles: readonly string[];
  readonly items: readonly ItemText[];
  /** Items that were measured and are not listed. */
  readonly leftOut: number;
}

export interface ItemText {
  /** `MetricItem.key`. */
  readonly key: string;
  /** `MetricItem.group`, only where two items of a metric share a key. */
  readonly group?: string;
  /** Absent in a report made without text. */
  readonly texts?: readonly string[];
  /** Only of records: the file as in `CorpusSummary.files`, line from 1, first byte of the record. */
  readonly place?: { readonly file: string; readonly line: number; readonly byte: number };
}

/** More items than this are measured, but not listed. */
const mostItems = 2000;

/** Longer texts are cut, with an ellipsis. */
const mostLetters = 600;

/** A list no longer than reports can carry. */
export function itemTexts(list: Omit<ItemTexts, "leftOut">): ItemTexts {
  return {
    ...list,
    items: list.items.slice(0, mostItems).map(({ texts, ...item }) => ({
      ...item,
      ...(texts === undefined ? {} : { texts: texts.map(cut) }),
    })),
    leftOut: Math.max(0, list.items.length - mostItems),
  };
}

/**
 * The bundled sentences that `results` were measured on.
 *
 * @param beginnings what generations went on from, when it was not the bundled beginnings
 */
export function bundledItemTexts(results: readonly MetricResult[], beginnings?: readonly AboutGroup[]): ItemTexts[] {
  const written = beginnings ?? neutralBeginnings();
  const from = beginnings === undefined ? "evenhand" : "benchmark";
  const lists = [
    ...axes.flatMap(listsOfAxis),
    aboutGroups(["coverage-gap", "toxicity-false-positives"], "sentence", neutralSentences(), "evenhand"),
    aboutGroups(
      ["toxicity-gap", "sentiment-gap", "expected-maximum-toxicity", "toxicity-probability"],
      "beginning",
      written,
      from,
    ),
    drawnTogether(["distinct-2"], "beginning", written, from),
  ];
  return lists
    .map((list) => ({ ...list, metrics: list.metrics.filter((metric) => isMeasured(results, metric, list.axis)) }))
    .filter(({ metrics, items }) => metrics.length > 0 && items.length > 0)
    .map(itemTexts);
}

type List = Omit<ItemTexts, "leftOut">;

function listsOfAxis(axis: Axis): List[] {
  const { occupations, completions, mentionTemplates } = bundledProbe;
  return [
    {
      metrics: ["stereotype-preference"],
      axis,
      from: "evenhand",
      roles: ["stereotypical", "anti-stereotypical"],
      items: bundledPairs(axis).map(({ id, stereotypical, antiStereotypical }) => ({
        key: id,
        texts: [stereotypical, antiStereotypical],
      })),
    },
    {
      metrics: ["occupation-kl", "occupation-hellinger"],
      axis,
      from: "evenhand",
      roles: ["prompt"],
      items: occupations.map((occupation) => ({
        key: occupation,
        texts: completions[axis].map(({ template }) => `${template.replace("{occupation}", occupation)} …`),
      })),
    },
    {
      metrics: ["occupation-between-kl", "occupation-between-hellinger"],
      axis,
      from: "evenhand",
      roles: ["prompt"],
      items: occupations.map((occupation) => ({
        key: occupation,
        texts: mentionTemplates.map((template) => `${template.replace("{group}", "…")} ${withArticle(occupation)}`),
      })),
    },
  ];
}

function aboutGroups(
  metrics: readonly MetricId[],
  role: string,
  texts: readonly AboutGroup[],
  from: ItemTexts["from"],
): List {
  return { metrics, from, roles: [role], items: texts.map(({ id, text }) => ({ key: id, texts: [text] })) };
}

/** Where an item stands for a unit: all texts that are drawn together. */
function drawnTogether(
  metrics: readonly MetricId[],
  role: string,
  texts: readonly AboutGroup[],
  from: ItemTexts["from"],
): List {
  const units = new Map<string, string[]>();
  for (const { id, text } of texts) {
    const unit = sentenceOf(id);
    units.set(unit, [...(units.get(unit) ?? []), text]);
  }
  return { metrics, from, roles: [role], items: [...units].map(([key, all]) => ({ key, texts: all })) };
}

function isMeasured(results: readonly MetricResult[], metric: MetricId, axis: Axis | undefined): boolean {
  return results.some((result) => result.metric === metric && (axis === undefined || result.axis === axis));
}

function cut(text: string): string {
  const letters = Array.from(text);
  return letters.length <= mostLetters ? text : `${letters.slice(0, mostLetters - 1).join("")}…`;
}
