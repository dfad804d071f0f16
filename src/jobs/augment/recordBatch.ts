import type { Document } from "../../corpus/document.ts";
import type { AugmentCounts } from "./augmentTally.ts";
import type { Provenance } from "./provenance.ts";
import type { TableForm } from "./recordEncoders.ts";
import type { SwapSettings } from "./swapSettings.ts";

/** How records leave a worker: as lines of a format, or as rows that the main thread puts into columns. */
export type OutputForm =
  | { readonly kind: "jsonl" }
  | { readonly kind: "text" }
  | ({ readonly kind: "table" } & TableForm)
  | { readonly kind: "rows" };

/** What every worker is told once. */
export interface BatchSettings {
  readonly swap: SwapSettings;
  readonly output: OutputForm;
}

/** Some records of one file, in order. */
export interface RecordBatch {
  readonly path: string;
  /** The file's name in provenance. */
  readonly source: string;
  readonly records: readonly {
    readonly document: Document;
    /** For `substitute`: this record is one of those that are swapped. */
    readonly isChosen: boolean;
  }[];
}

/** What became of a batch. */
export interface BatchResult {
  /** Of the source. */
  readonly path: string;
  /** Lines of the output; empty for rows. */
  readonly lines: Uint8Array;
  /** Text output: the provenance of its lines, as JSONL. */
  readonly provenance: Uint8Array;
  /** For rows only. */
  readonly rows: readonly OutputRow[];
  readonly counts: AugmentCounts;
}

export interface OutputRow {
  /** Row number in the source. */
  readonly record: number;
  /** The changed text, and the field that it stands in; absent where the row stays as it is. */
  readonly text?: string | Uint8Array;
  readonly field?: string;
  readonly provenance: Provenance;
}
