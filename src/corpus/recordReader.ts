import type { Compression, CorpusFormat } from "./corpusFormat.ts";
import type { FileProblem } from "./fileProblem.ts";
import type { RecordResult, SourceFields } from "./readRecord.ts";
import type { JsonRecord } from "./recordField.ts";

/** What a reader has to know of a file. */
export interface ReadableFile {
  readonly path: string;
  /** For ids and messages. */
  readonly name: string;
  readonly format: CorpusFormat;
  readonly compression: Compression;
  /** False when nobody named the file, so that a JSON object is not searched for a list; true when absent. */
  readonly named?: boolean;
}

export interface RecordRequest {
  /** Formats with fields only. */
  readonly field: string;
  /** See `RecordPlace`. */
  readonly sourceFields?: SourceFields | undefined;
  /** Of the columns of a table, those that documents are to have beside the text; undefined for all. */
  readonly columns: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Formats that are text: told all bytes of the file as they are on disk, in order. */
  readonly onRead?: ((bytes: Uint8Array) => void) | undefined;
  /** Other formats: told how many more bytes of the file are done with. */
  readonly onDone?: ((bytes: number) => void) | undefined;
  readonly onLoss: (loss: FileProblem) => void;
  /** Plain text: gives each document the blank lines before it. */
  readonly blankLines?: boolean | undefined;
  /** The only records that are wanted, ascending; others come where leaving them out saves nothing. */
  readonly wanted?: readonly number[];
}

/** Reads the files of one format. */
export interface RecordReader {
  /** The records in order, in batches of about a megabyte or as the format groups them. */
  read(file: ReadableFile, request: RecordRequest): AsyncGenerator<readonly RecordResult[]>;
  /** The first records, to guess which field holds the text. */
  sample(file: ReadableFile, records: number, signal?: AbortSignal): Promise<readonly JsonRecord[]>;
}
