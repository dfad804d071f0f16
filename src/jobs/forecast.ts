import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shareInterval } from "../audit/shareInterval.ts";
import { throwIfCancelled } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { readBatches } from "../corpus/readCorpus.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import type { AssociationShift } from "../report/counterfactualSection.ts";
import { augment } from "./augment.ts";
import type { JobContext } from "./context.ts";
import type { ForecastOptions } from "./options.ts";

/** Records that are looked at when the options do not say. */
const forecastRecords = 2000;

/** What generating would do to a corpus, from a sample of its records. */
export interface Forecast {
  /** Of the corpus. */
  readonly records: number;
  /** Records looked at; all of them in a small corpus, whose figures are then those of the corpus itself. */
  readonly sampled: number;
  /** Of the sampled records, those with a counterfactual, and the interval of their share in the corpus, 95%. */
  readonly changed: number;
  readonly share: { readonly low: number; readonly high: number };
  readonly swaps: number;
  /** How the sample's strongest associations would move, each figure with its interval, 95%. */
  readonly associations: readonly AssociationShift[];
}

/**
 * Forecasts what `augment` would do under the same options: draws records without replacement, generates from them in a
 * folder that is removed again, and scans sample and output. Nothing is written beside the corpus.
 *
 * @throws what `augment` throws
 */
export async function forecast(options: ForecastOptions, context: JobContext): Promise<Forecast> {
  const { paths, field, records: wanted = forecastRecords, ...swapOptions } = options;
  const { texts, records } = await drawTexts(paths, field, wanted, context);
  const folder = await mkdtemp(join(tmpdir(), "evenhand-forecast-"));
  try {
    const sample = join(folder, "sample.jsonl");
    await writeFile(sample, texts.map((text) => `${JSON.stringify({ text })}\n`).join(""), { mode: 0o600 });
    const summary = await augment({ ...swapOptions, paths: [sample], field: "text", report: true }, context);
    const { changed, editsByRule, associations = [] } = summary;
    const swaps = editsByRule.reduce((sum, { edits }) => sum + edits, 0);
    // Nothing is uncertain about a share of all records.
    const exact = changed / texts.length;
    const share = texts.length === records ? { low: exact, high: exact } : shareInterval(changed, texts.length);
    return { records, sampled: texts.length, changed, share, swaps, associations };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Algorithm R: each record is as likely to be in the sample as any other; in the order of the corpus. @see Vitter (1985) */
async function drawTexts(
  paths: readonly string[],
  field: string | undefined,
  wanted: number,
  { signal, onProgress }: JobContext,
): Promise<{ readonly texts: readonly string[]; readonly records: number }> {
  const random = seededRandom(1);
  const drawn: { readonly index: number; readonly text: string }[] = [];
  const skips = new SkipLog();
  let records = 0;
  const reading = { skips, signal, onProgress, stage: "sample", ...(field === undefined ? {} : { field }) };
  for await (const documents of readBatches(paths, reading)) {
    throwIfCancelled(signal);
    for (const { text } of documents) {
      const place = records < wanted ? records : Math.floor(random.next() * (records + 1));
      if (place < wanted) drawn[place] = { index: records, text };
      records += 1;
    }
  }
  return { texts: drawn.sort((a, b) => a.index - b.index).map(({ text }) => text), records };
}
