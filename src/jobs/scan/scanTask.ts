import type { Compression, CorpusFormat } from "../../corpus/corpusFormat.ts";
import type { SourceFields } from "../../corpus/readRecord.ts";

/** A file as the workers know it; plain data. */
export interface ScanFile {
  readonly path: string;
  /** Base name, or the path below the folder that was given. */
  readonly name: string;
  readonly bytes: number;
  readonly format: CorpusFormat;
  readonly compression: Compression;
  /** Where the text is in a record; "" for plain text. */
  readonly field: string;
  /** Of a counterfactual corpus whose sources have their text in different fields; `field` is that of the others. */
  readonly sourceFields?: SourceFields;
}

/** A piece of reading: bytes of a file whose lines are counted raw, a file that is decompressed, or one of records. */
export type ScanUnit =
  | {
      readonly kind: "range";
      readonly file: number;
      /** Lines whose first byte is in `[start, end)` are of this range. */
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "lines"; readonly file: number }
  | { readonly kind: "records"; readonly file: number };

/** What one worker does without being interrupted by another; tasks may be done in any order. */
export interface ScanTask {
  readonly id: number;
  /** Results of tasks of one shard are kept together. */
  readonly shard: number;
  readonly units: readonly ScanUnit[];
  /** Files whose content hash is to be computed along with it. */
  readonly hashes: readonly number[];
  /** Whether the hashes may wait until the worker's tasks of the shard are done, which read most of the files anyhow. */
  readonly hashesAlong: boolean;
}

/** How tasks are done, the same for all workers. */
export interface TaskSettings {
  readonly files: readonly ScanFile[];
  /** Count documents by the values of this field. */
  readonly by?: string;
  /** Fail at the first record that would be passed over. */
  readonly strict: boolean;
  /** Words that tables may hold before rare ones are let go; no limit when absent. */
  readonly maximumWords?: number;
  /** Lines with more bytes are passed over. */
  readonly maximumLineBytes: number;
}
