import type { Document } from "./document.ts";
import { jsonStringSpan } from "./jsonStringSpan.ts";
import { utf8PrefixBytes } from "./utf8Prefix.ts";

/** A change of a document's text. Offsets are UTF-16 units into `document.text`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

/**
 * The raw record with edits of its text made in place, escaped as the format wants it: everything else, down to the
 * escapes inside the text, stays as it stands in the file. Bytes where the record is not valid UTF-8.
 *
 * @param edits in order of position, not overlapping
 * @throws RangeError when the record does not hold the text
 */
export function rawWithEdits(document: Document, edits: readonly TextEdit[]): string | Uint8Array {
  const { raw, bytes } = document;
  if (edits.length === 0) return bytes ?? raw;
  const placed = quotedWhereNeeded(document, placeEdits(document, edits));
  if (bytes === undefined) return splice(raw, placed);
  const parts: Uint8Array[] = [];
  let done = 0;
  for (const { start, end, after } of placed) {
    parts.push(bytes.subarray(done, utf8PrefixBytes(bytes, start)), Buffer.from(after));
    done = utf8PrefixBytes(bytes, end);
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

/** `text` with edits made; nothing is escaped. */
export function splice(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, after } of edits) {
    parts.push(text.slice(done, start), after);
    done = end;
  }
  return parts.join("") + text.slice(done);
}

/** The same edits in units of `raw`, in one walk over the text. */
function placeEdits(document: Document, edits: readonly TextEdit[]): readonly TextEdit[] {
  const { raw, field, format, cell } = document;
  if (cell !== undefined) {
    const placed = walk(edits, cell.start, (index) => (cell.hasDoubledQuotes && raw.startsWith('""', index) ? 2 : 1));
    return cell.isQuoted ? placed.map((edit) => ({ ...edit, after: edit.after.replaceAll('"', '""') })) : placed;
  }
  if (format === "parquet" || format === "arrow" || (field === undefined && format !== "json")) return edits;
  const start = field === undefined ? raw.indexOf('"') + 1 : jsonStringSpan(raw, field)?.start;
  if (start === undefined) throw new RangeError(`rawWithEdits: the record has no text in "${field}"`);
  const escape = /[^\0-\x7f]/.test(raw) ? jsonEscaped : asciiEscaped;
  return walk(edits, start, (index) => (raw[index] !== "\\" ? 1 : raw[index + 1] === "u" ? 6 : 2)).map((edit) => ({
    ...edit,
    after: escape(edit.after),
  }));
}

/** @param width raw units of the text unit that begins at a raw index */
function walk(edits: readonly TextEdit[], from: number, width: (index: number) => number): TextEdit[] {
  let index = from;
  let unit = 0;
  const advance = (to: number): number => {
    for (; unit < to; unit += 1) index += width(index);
    return index;
  };
  return edits.map(({ start, end, after }) => ({ start: advance(start), end: advance(end), after }));
}

/** A cell without quotes gets them when its new text would end it early. */
function quotedWhereNeeded({ raw, cell }: Document, edits: readonly TextEdit[]): readonly TextEdit[] {
  if (cell === undefined || cell.isQuoted || !edits.some(({ after }) => /[",;|\t\r\n]/.test(after))) return edits;
  const inside = edits.map(({ start, end, after }) => ({ start: start - cell.start, end: end - cell.start, after }));
  const text = splice(raw.slice(cell.start, cell.end), inside).replaceAll('"', '""');
  return [{ start: cell.start, end: cell.end, after: `"${text}"` }];
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** For records that are written in ASCII alone. */
function asciiEscaped(text: string): string {
  return jsonEscaped(text).replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
