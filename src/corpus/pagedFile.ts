import type { EvenhandError } from "../base/errors.ts";
import type { CorpusFormat } from "./corpusFormat.ts";
import type { RecordResult } from "./readRecord.ts";
import type { JsonRecord } from "./recordField.ts";

/** What was read of one record: its text, or why it has none. Blank lines are no records. */
export type ReadRecord = Exclude<RecordResult, { readonly kind: "blank" }>;

/** A record on a page. Positions are bytes of the file, in a Parquet file rows from 0. */
export interface PagedRecord {
  readonly start: number;
  /** Line from 1, row in a Parquet file; undefined where nobody has counted the lines before it yet. */
  readonly line: number | undefined;
  readonly read: ReadRecord;
  /** As it stands in the file; JSON for a row of a Parquet file, of the columns that were read. */
  readonly raw: string;
}

/** Records that follow each other. */
export interface RecordPage {
  readonly records: readonly PagedRecord[];
  /** Position of the first record. */
  readonly start: number;
  /** Position behind the last record, where the next page begins. */
  readonly end: number;
}

/** Which record of a file: by its line or row, from 1, or by any byte of it. */
export type RecordTarget = { readonly line: number } | { readonly byte: number };

/**
 * A file of records that is read page by page from any place in it, however large it is, also before anybody has read it
 * through.
 */
export interface PagedFile {
  readonly format: CorpusFormat;
  /** Bytes; rows of a Parquet file. */
  readonly extent: number;
  /** Position of the first record. */
  readonly first: number;
  /** How far the lines have been counted, and how many there are up to there. */
  readonly indexed: { readonly reached: number; readonly lines: number };
  /** The first records, to choose which field holds the text. */
  sample(): Promise<readonly JsonRecord[]>;
  /** The record that begins at `position`, or the first that does after it, and those that follow, at most `most`. */
  after(position: number, most: number, field: string): Promise<RecordPage>;
  /** The last records that begin before `position`, at most `most`. */
  before(position: number, most: number, field: string): Promise<RecordPage>;
  /** Where a record begins; undefined when its line has not been counted yet, the last record when there is no such line. */
  find(target: RecordTarget): Promise<number | undefined>;
  /** Looks for records from the first to the last; every record where nobody says what the bytes of one have to hold. */
  search(field: string, options: SearchOptions): AsyncGenerator<CandidatePage>;
  /** Counts the lines; the other methods may be called meanwhile. */
  index(onProgress: () => void, signal: AbortSignal): Promise<void>;
  /** The whole record that begins at `position`, with all its fields. */
  whole(position: number, field: string): Promise<PagedRecord | undefined>;
  close(): Promise<void>;
}

export interface SearchOptions {
  readonly signal: AbortSignal;
  /**
   * Places in some bytes of the file, in order: at least one in each record that is looked for. Records without one are not
   * read. Formats that are no text do not ask.
   *
   * @param bytes whole records, one behind the other
   * @param byteStart of the first byte in the file
   */
  readonly places?: ((bytes: Buffer, byteStart: number) => readonly number[]) | undefined;
}

/** A record that may be one of those that are looked for; read when that is asked. */
export interface Candidate {
  readonly start: number;
  read(): RecordResult;
}

/** What was found in a part of the file. */
export interface CandidatePage {
  readonly candidates: readonly Candidate[];
  /** Position behind that part. */
  readonly end: number;
}

/** A part of a file that cannot be read, as a record on a page. */
export function unreadableRecord(start: number, line: number, error: EvenhandError): PagedRecord {
  const read: ReadRecord = { kind: "skipped", reason: error.message, error, place: `${line}` };
  return { start, line, read, raw: "" };
}
