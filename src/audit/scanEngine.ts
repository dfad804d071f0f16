import type { Counts } from "./counts.ts";

/** Why a line or record was not counted; the wording is the reader's (`corpus/readRecord.ts`). */
export type LineProblem = "not JSON" | "not an object" | "no field" | "field is not text" | "empty text";

export interface LineNote {
  readonly problem: LineProblem | "not UTF-8";
  /** Line in the part scanned since `beginPart`, from 0. */
  readonly line: number;
}

/**
 * Mentions since `beginPart`, in the order of their bytes, as `decodeMentions` of mentionBlock.ts reads them, with what
 * is needed to place the part in its file without having counted the lines before it.
 */
export interface MentionPart {
  readonly bytes: Uint8Array;
  readonly mentions: number;
  /** LF bytes passed since `beginPart`. */
  readonly lines: number;
}

/** Where the first byte of the input is. */
export interface PartPlace {
  /** Number of the file, for the examples in `DataObservations`. */
  readonly file: number;
  readonly byteStart: number;
}

/**
 * Counts documents by scan-rule-1. There are two: one compiled to WebAssembly, and a plain one that it is held against.
 * An engine counts until `takeCounts`; parts may come in any order and give the same counts.
 */
export interface ScanEngine {
  /**
   * A view of at least `bytes` bytes to write input into. Contents from an earlier call stay, up to what was written;
   * the view is valid until the next call of any method.
   */
  input(bytes: number): Uint8Array;

  /** Begins a file or a part of one that starts at a line; mentions and notes since then are of this part. */
  beginPart(place: PartPlace): void;

  /**
   * Counts whole lines: `input[0, length)` ends with LF or with the file. Each line is a document. A byte order mark is
   * the caller's to leave out. At most 256 MB; lines of a text.
   */
  textLines(length: number): void;

  /** The same for lines that are JSON objects, whose top-level `field` is the document. Problems become notes. */
  jsonLines(length: number, field: string): void;

  /**
   * Counts `input[0, length)` as one document, whatever its format was. Mentions have offsets into these bytes.
   *
   * @param record what takes the place of the line: 0 for the first record of the part, and so on
   * @param stratum index of a value of the field that is counted by; 0 when none is
   */
  record(length: number, record: number, stratum: number): void;

  /** LF bytes passed since `beginPart`. */
  readonly linesPassed: number;

  /** Mentions of the part begun last; to be taken once, when the part is at its end. */
  takeMentions(): MentionPart;

  /** Notes of the part begun last, in order. */
  takeNotes(): LineNote[];

  /** Distinct spellings held now: what memory grows with. */
  readonly spellings: number;

  /**
   * Everything counted since the beginning or the last `takeCounts`; the engine is empty afterwards.
   *
   * @param files names by the numbers that `beginPart` was given
   * @param strata the field counted by, and its values by the numbers that `record` was given
   */
  takeCounts(files: readonly string[], strata?: { readonly field: string; readonly values: readonly string[] }): Counts;
}
