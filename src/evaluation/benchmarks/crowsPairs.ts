import { Skips, unlike } from "./benchmark.ts";
import type { BenchmarkItems } from "./benchmark.ts";
import type { SentencePair } from "./pairPreference.ts";
import { missingColumn, tableRows } from "./tableRows.ts";

const columns = ["sent_more", "sent_less", "stereo_antistereo", "bias_type"];

/**
 * Reads `crows_pairs_anonymized.csv`. In every pair `sent_more` is the sentence that stereotypes more, whichever way the
 * stereotype goes, so that one comparison serves both directions.
 *
 * @throws EvenhandError `evaluation.invalid`
 * @see Nangia et al. (2020), "CrowS-Pairs", and its metric.py
 */
export function readCrowsPairs(text: string, source: string): BenchmarkItems<SentencePair> {
  const missing = missingColumn(text, ",", columns);
  if (missing !== undefined) throw unlike("crows-pairs", source, `no column ${missing}`);
  const rows = tableRows(text, ",");
  const skips = new Skips();
  const items = rows.flatMap((row, index): SentencePair[] => {
    const { sent_more: more = "", sent_less: less = "", bias_type: category = "" } = row;
    if (more === "" || less === "" || category === "") {
      skips.add("pair with an empty cell");
      return [];
    }
    const number = row[""] ?? "";
    return [{ id: number === "" ? String(index) : number, category, more, less }];
  });
  if (items.length === 0) throw unlike("crows-pairs", source, "no pair");
  return { items, skipped: skips.counts };
}
