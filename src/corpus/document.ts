/** Where a document begins in its file. */
export interface DocumentSource {
  /** Path as the reader was given it, or the file below a folder that it was given. */
  readonly path: string;
  /** Record number in the file, from 0; skipped records count, so that numbers stay stable. */
  readonly record: number;
  /** Line of the record, from 1. */
  readonly line: number;
  /** First byte of the raw record in the file. */
  readonly byteStart: number;
}

/** One record of a corpus. */
export interface Document {
  /** The record's own `id` when it has one, else `FILE_NAME:LINE`. */
  readonly id: string;
  readonly text: string;
  readonly source: DocumentSource;
  /** The whole parsed record for formats with fields (JSONL), else undefined. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** The raw line, where offsets into the text must be found again in the file. */
  readonly raw: string;
  /** JSONL field that the text was read from. */
  readonly field?: string;
  /** The raw line's bytes, only where they are not valid UTF-8, so that byte positions stay exact. */
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
