import { basename } from "node:path";
import type { Document } from "../corpus/document.ts";
import { bundledItemTexts, itemTexts } from "../evaluation/itemTexts.ts";
import type { ItemText, ItemTexts } from "../evaluation/itemTexts.ts";
import type { AboutGroup } from "../evaluation/neutralText.ts";
import { uniqueIds } from "../evaluation/uniqueIds.ts";
import type { ArmSection } from "../report/biasReport.ts";
import { benchmarkTexts } from "./readBenchmarks.ts";
import type { ScoredBenchmark } from "./readBenchmarks.ts";

/** What the arms were measured on. */
export interface Measured {
  /** Held-out records, in the order in which they were scored. */
  readonly documents: readonly Document[];
  /** How the report calls their files, by path. */
  readonly fileNames: ReadonlyMap<string, string>;
  readonly benchmarks?: readonly ScoredBenchmark[];
  /** In place of the bundled beginnings. */
  readonly beginnings?: readonly AboutGroup[] | undefined;
}

/** The texts behind the items of the arms' metrics, so that a reader can go from a figure to what it was measured on. */
export function measuredTexts(
  arms: readonly ArmSection[],
  { documents, fileNames, benchmarks = [], beginnings }: Measured,
): ItemTexts[] {
  const results = arms.flatMap(({ metrics }) => metrics);
  const ids = uniqueIds(documents);
  const records = documents.map(({ text, source }, index): ItemText => ({
    key: ids[index] as string,
    texts: [text],
    place: { file: fileNames.get(source.path) ?? basename(source.path), line: source.line, byte: source.byteStart },
  }));
  return [
    ...(records.length === 0
      ? []
      : [itemTexts({ metrics: ["perplexity", "group-loss-gap"], from: "corpus", roles: ["record"], items: records })]),
    ...bundledItemTexts(results, beginnings),
    ...benchmarks.map(benchmarkTexts),
  ];
}
