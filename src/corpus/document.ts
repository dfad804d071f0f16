import type { CorpusFormat } from "./corpusFormat.ts";

/** Where a document begins in its file; in the decompressed file where that is compressed. */
export interface DocumentSource {
  /** Path as the reader was given it, or the file below a folder that it was given. */
  readonly path: string;
  /** Record number in the file, from 0; skipped records count, so that numbers stay stable. */
  readonly record: number;
  /** Line of the record, from 1; in Parquet and Arrow files, which have none, its row. */
  readonly line: number;
  /** First byte of the raw record in the file; 0 in Parquet and Arrow files, whose values stand alone. */
  readonly byteStart: number;
  /** UTF-16 units before the record in its line; 0 when absent. Only elements of a JSON list begin inside a line. */
  readonly column?: number;
}

/** One record of a corpus. */
export interface Document {
  /** The record's own `id` when it has one, else `FILE_NAME:LINE`. */
  readonly id: string;
  readonly text: string;
  readonly source: DocumentSource;
  /** The parsed record for formats with fields, else undefined; only the fields needed where the format has columns. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** The raw line, row or list element, where offsets into the text must be found again in the file; else the text. */
  readonly raw: string;
  /** Field that the text was read from; a column of a table. */
  readonly field?: string;
  /** How `raw` holds the text; JSONL with a `field` and text without one when absent. */
  readonly format?: CorpusFormat;
  /** CSV and TSV: where the text stands in `raw`. */
  readonly cell?: {
    /** UTF-16 units into `raw`, behind the opening quote. */
    readonly start: number;
    /** Before the closing quote. */
    readonly end: number;
    readonly isQuoted: boolean;
    /** Quotes of the text are doubled in `raw`. */
    readonly hasDoubledQuotes: boolean;
    /** Cells of the row. */
    readonly cells: number;
  };
  /** Plain text, where asked for: the blank lines before the record, with their ends. */
  readonly blankBefore?: string;
  /** The bytes of `raw`, only where they are not valid UTF-8, so that byte positions stay exact. */
  readonly bytes?: Uint8Array;
}

/** What a reader, planner or metric passed over: nothing is dropped without being counted here. */
export interface SkipCount {
  /** A sentence fragment such as `not a JSON value`. */
  readonly reason: string;
  readonly count: number;
  /** The first places, `FILE:LINE`, at most five. */
  readonly examples: readonly string[];
}
