import { SkipLog } from "../corpus/skipLog.ts";
import type { SkipCount } from "../corpus/document.ts";
import type { TrainingRecord } from "../training/gradientEngine.ts";

/** The views of one record, as text: the record itself first. */
export interface RecordTexts {
  readonly id: string;
  readonly views: readonly string[];
}

export interface PreparedRecords {
  /** One for every record, none left out: N is the number of records in the corpus. */
  readonly records: readonly TrainingRecord[];
  /** Mean number of views of a record. */
  readonly viewsPerRecord: number;
  /** What of the text does not take part, such as the ends of long records. */
  readonly skipped: readonly SkipCount[];
}

/**
 * Turns texts into token ids: start of text, the text, end-of-text, cut to `maximumTokens`. All views of one record stay
 * one `TrainingRecord`, the unit that is drawn, clipped and protected.
 */
export function prepareRecords(
  texts: readonly RecordTexts[],
  tokenizer: { readonly startOfTextId: number; readonly endOfTextId: number; encode(text: string): number[] },
  maximumTokens: number,
): PreparedRecords {
  const skips = new SkipLog();
  const prepare = (id: string, text: string): { tokens: number[] } => {
    const tokens = [tokenizer.startOfTextId, ...tokenizer.encode(text), tokenizer.endOfTextId];
    if (tokens.length > maximumTokens) skips.add(`end of a text beyond ${maximumTokens} tokens`, id);
    return { tokens: tokens.slice(0, maximumTokens) };
  };
  const records = texts.map(({ id, views }, index) => ({ index, views: views.map((text) => prepare(id, text)) }));
  const views = records.reduce((sum, record) => sum + record.views.length, 0);
  return { records, viewsPerRecord: records.length === 0 ? 0 : views / records.length, skipped: skips.counts() };
}
