import { isUtf8 } from "node:buffer";
import { EvenhandError } from "../base/errors.ts";
import type { CorpusFormat } from "./corpusFormat.ts";
import type { Document, DocumentSource } from "./document.ts";
import { stringFields } from "./guessField.ts";
import { maximumLineBytes } from "./readLines.ts";
import type { RawLine } from "./readLines.ts";
import { isJsonRecord, recordField, valueAt } from "./recordField.ts";
import type { JsonRecord } from "./recordField.ts";

/** The column of a counterfactual table that says which file a row is from. */
export const sourceColumn = "evenhand_source";

/** What a record turned out to be. */
export type RecordResult =
  | { readonly kind: "document"; readonly document: Document; readonly notes?: readonly RecordNote[] }
  /** No record: a line without anything on it. */
  | { readonly kind: "blank" }
  | {
      readonly kind: "skipped";
      readonly reason: string;
      readonly error: EvenhandError;
      /** For lists of what was passed over, `FILE:LINE`. */
      readonly place: string;
    };

/** What is odd about a record that is kept. */
export interface RecordNote {
  readonly reason: string;
  /** What is thrown when strict; absent for what loses nothing. */
  readonly error?: EvenhandError;
}

/** Of a counterfactual corpus: where the text is in a record from each source file, by the name that stands in the record. */
export type SourceFields = ReadonlyMap<string, string>;

export interface RecordPlace {
  readonly path: string;
  /** For ids and messages. */
  readonly name: string;
  readonly format: CorpusFormat;
  /** Formats with fields only. */
  readonly field: string;
  readonly sourceFields?: SourceFields | undefined;
  readonly record: number;
}

/** How what is passed over is named, in lists and messages. */
export const recordProblems = {
  notJson: "not a JSON value",
  notObject: "not a JSON object",
  emptyText: "empty text",
  notUtf8: "bytes that are not UTF-8 (record kept, each read as U+FFFD)",
  zeroBytes: "NUL bytes (record kept, each separates words)",
  tooLong: `longer than ${maximumLineBytes / (1 << 20)} MB`,
  missing: (field: string): string => `no field "${field}"`,
  notText: (field: string): string => `the field "${field}" is not text`,
} as const;

const lossless: readonly string[] = [recordProblems.notUtf8, recordProblems.zeroBytes];

/** True for what is noted of a record even when strict, because nothing of it is lost. */
export function isLossless(reason: string): boolean {
  return lossless.includes(reason);
}

/** Turns one line of a text or JSONL file into a document. Bytes that are not UTF-8 become U+FFFD, which separates words. */
export function readRecord(rawLine: RawLine, place: RecordPlace): RecordResult {
  const { line, byteStart, bytes } = rawLine;
  const source = { path: place.path, record: place.record, line, byteStart };
  if (rawLine.isTooLong === true) return tooLong(place, line);
  const raw = bytes.toString("utf8");
  if (place.format === "text") {
    const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (text.trim() === "") return { kind: "blank" };
    const document = { id: `${place.name}:${line}`, text, source, raw, ...brokenBytes(raw, bytes) };
    return { kind: "document", document, ...notesOf(document) };
  }
  if (raw.trim() === "") return { kind: "blank" };
  return jsonDocument(raw, bytes, source, place);
}

/** Turns the raw JSON of a record into a document. In a list, texts may stand for records. */
export function jsonDocument(raw: string, bytes: Buffer, source: DocumentSource, place: RecordPlace): RecordResult {
  let fields: unknown;
  try {
    fields = JSON.parse(raw);
  } catch (cause) {
    const hint = place.format === "jsonl" ? "Write one JSON object a line, or read the file as plain text." : listHint;
    return skipped(place, source.line, recordProblems.notJson, hint, { cause });
  }
  const format = place.format === "jsonl" ? {} : { format: place.format };
  const broken = brokenBytes(raw, bytes);
  if (place.format === "json" && typeof fields === "string") {
    if (fields.trim() === "") return emptyText(place, source.line);
    const document = { id: `${place.name}:${source.line}`, text: fields, source, raw, ...format, ...broken };
    return { kind: "document", document, ...notesOf(document) };
  }
  if (!isJsonRecord(fields)) {
    const hint = `Write records such as {"${place.field}": "..."}.`;
    return skipped(place, source.line, recordProblems.notObject, hint);
  }
  return fieldDocument(fields, source, place, { raw, ...format, ...broken });
}

/** The document of a parsed record; `raw` is the text where values stand alone. */
export function fieldDocument(
  fields: JsonRecord,
  source: DocumentSource,
  place: RecordPlace,
  rest: Partial<Pick<Document, "raw" | "format" | "bytes" | "cell">>,
): RecordResult {
  const { line } = source;
  const field = place.sourceFields?.get(String(sourceOf(fields))) ?? place.field;
  const text = recordField(fields, field);
  if (typeof text !== "string") {
    const problem = text === undefined ? recordProblems.missing(field) : recordProblems.notText(field);
    const others = stringFields(fields).slice(0, 8);
    const hint =
      others.length === 0
        ? "Choose the field that holds the text."
        : `Text fields of this record: ${others.join(", ")}.`;
    return skipped(place, line, problem, hint, { code: "corpus.missingField" });
  }
  if (text.trim() === "") return emptyText(place, line);
  const ownId = fields["id"];
  const hasOwnId = typeof ownId === "string" || typeof ownId === "number" || typeof ownId === "bigint";
  const id = hasOwnId && ownId !== "" ? String(ownId) : `${place.name}:${line}`;
  const document = { id, text, source, fields, raw: text, field, ...rest };
  return { kind: "document", document, ...notesOf(document) };
}

/** The file that a record of a counterfactual corpus says it is from, as `augment` writes it. */
function sourceOf(fields: JsonRecord): unknown {
  return valueAt(fields, ["evenhand", "source"]) ?? fields[sourceColumn];
}

/** A record longer than `maximumLineBytes`. */
export function tooLong(place: RecordPlace, line: number): RecordResult {
  const thing = place.format === "text" || place.format === "jsonl" ? "line" : "record";
  return skipped(
    place,
    line,
    `${thing} ${recordProblems.tooLong}`,
    "Split it, or look for line ends that are missing.",
  );
}

/** A record that is passed over, in words. */
export function skipped(
  place: Pick<RecordPlace, "name" | "format">,
  line: number,
  reason: string,
  hint: string,
  options: { readonly cause?: unknown; readonly code?: "corpus.missingField" } = {},
): RecordResult {
  const { code = "corpus.malformed", cause } = options;
  const unit = place.format === "parquet" || place.format === "arrow" ? "row" : "line";
  const error = new EvenhandError(code, `${place.name}, ${unit} ${line}: ${reason}`, { hint, cause });
  return { kind: "skipped", reason, error, place: `${place.name}:${line}` };
}

/** The bytes of a record where decoding lost some. */
export function brokenBytes(raw: string, bytes: Uint8Array): { readonly bytes?: Uint8Array } {
  return raw.includes("\uFFFD") && !isUtf8(bytes) ? { bytes } : {};
}

const listHint = 'Write a list of records such as [{"text": "..."}].';

function emptyText(place: RecordPlace, line: number): RecordResult {
  return skipped(
    place,
    line,
    recordProblems.emptyText,
    "Remove the record, or go on without stopping at such records.",
  );
}

function notesOf({ text, bytes }: Document): { readonly notes?: readonly RecordNote[] } {
  const hasZero = text.includes("\0");
  if (bytes === undefined && !hasZero) return {};
  const notes: RecordNote[] = [];
  if (bytes !== undefined) notes.push({ reason: recordProblems.notUtf8 });
  if (hasZero) notes.push({ reason: recordProblems.zeroBytes });
  return { notes };
}
