import type { Document } from "../../corpus/document.ts";
import { CsvSplitter } from "../../corpus/csvRows.ts";
import { parseFieldPath } from "../../corpus/fieldPath.ts";
import type { PathStep } from "../../corpus/fieldPath.ts";
import { rawWithEdits, splice } from "../../corpus/rawEdits.ts";
import type { TextEdit } from "../../corpus/rawEdits.ts";
import { isJsonRecord } from "../../corpus/recordField.ts";
import type { JsonRecord } from "../../corpus/recordField.ts";
import { provenanceCells } from "./provenance.ts";
import type { Provenance } from "./provenance.ts";

type Piece = string | Uint8Array;

/**
 * One line of a counterfactual corpus in JSONL. A JSON record is spliced, not written anew: every other field, down to
 * the digits of its numbers, and every escape of the text stays as it stands in the source. A row of a table becomes a
 * JSON record of its columns, a line of text one with the field `text`.
 */
export function jsonLine(document: Document, edits: readonly TextEdit[], evenhand: Provenance): readonly Piece[] {
  const { fields, field, format, text } = document;
  if (fields === undefined || field === undefined) {
    return [`${JSON.stringify({ [lineField]: splice(text, edits), evenhand })}\n`];
  }
  if (format !== undefined && format !== "json") {
    return [`${JSON.stringify({ ...withText(fields, field, splice(text, edits)), evenhand }, plainJson)}\n`];
  }
  const record = rawWithEdits(document, edits);
  const tail = `"evenhand":${JSON.stringify(evenhand)}}\n`;
  if (typeof record === "string") {
    // Line ends of a record in a list stand between its values, never inside a string.
    const line = format === "json" ? record.replaceAll(/[ \t]*[\n\r]\s*/g, " ") : record;
    const body = line.slice(line.indexOf("{"), line.lastIndexOf("}")).trimEnd();
    return [body.endsWith("{") ? body : `${body},`, tail];
  }
  // It has a text, so that it is not empty.
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
  return [bytes.subarray(bytes.indexOf("{"), bytes.lastIndexOf("}")), ",", tail];
}

/** The field of a JSON record that was a text without fields. */
export const lineField = "text";

/** A line of a text file with its own line end. */
export function textLine(document: Document, edits: readonly TextEdit[]): readonly Piece[] {
  return [rawWithEdits(document, edits), "\n"];
}

/** How rows of a table are written. */
export interface TableForm {
  readonly delimiter: string;
  readonly lineEnd: string;
  /** Cells of the header, behind which the added cells stand, under their names. */
  readonly columns: number;
}

/**
 * A row of a table with the cells of its provenance behind those that the header names. A shorter row is filled up; what a
 * longer one has beyond the header stays beyond it.
 */
export function tableRow(
  document: Document,
  edits: readonly TextEdit[],
  provenance: Provenance,
  form: TableForm,
): readonly Piece[] {
  const { delimiter, columns, lineEnd } = form;
  const row = rawWithEdits(document, edits);
  const missing = columns - (document.cell?.cells ?? columns);
  const cells = provenanceCells(provenance).map((cell) => csvCell(String(cell), delimiter));
  const added = delimiter + cells.join(delimiter);
  if (missing >= 0) return [row, delimiter.repeat(missing), added, lineEnd];
  const bytes = Buffer.from(row as string); // or bytes, which it copies
  const end = endOfCells(bytes, columns, delimiter);
  return [bytes.subarray(0, end), added, bytes.subarray(end), lineEnd];
}

/** Where the first `count` cells of a row that has more end. */
function endOfCells(row: Buffer, count: number, delimiter: string): number {
  const window = { bytes: row, byteStart: 0, isLast: true, limit: row.length };
  const [whole] = new CsvSplitter(delimiter).split(window).pieces;
  const [start = row.length, , isQuoted = 0] = whole?.cells.slice(4 * count) ?? [];
  return start - isQuoted - delimiter.length;
}

/** A cell, in quotes where it needs them. */
export function csvCell(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The record with another text in its field, a key or a path. */
export function withText(fields: JsonRecord, field: string, text: unknown): JsonRecord {
  if (Object.hasOwn(fields, field)) return { ...fields, [field]: text };
  return withValue(fields, parseFieldPath(field), text) as JsonRecord;
}

function withValue(value: unknown, [step, ...rest]: readonly PathStep[], text: unknown): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? withValue(item, rest, text) : item));
  return isJsonRecord(value) ? { ...value, [step]: withValue(value[step], rest, text) } : value;
}

/** What columns hold beyond JSON: whole numbers of 64 bits, which become text where digits would be lost, and bytes. */
function plainJson(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
