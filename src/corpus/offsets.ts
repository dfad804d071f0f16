import type { Document } from "./document.ts";
import { jsonStringSpan, rawIndexOf } from "./jsonStringSpan.ts";
import { utf8PrefixBytes } from "./utf8Prefix.ts";

/** A place in a corpus file, as editors and byte tools count. */
export interface FilePosition {
  /** From 1. */
  readonly line: number;
  /** UTF-16 units from the start of the raw line, JSON escapes included. */
  readonly column: number;
  /** From the start of the file. */
  readonly byte: number;
}

/**
 * Where a position of a document's text is in its file.
 *
 * @param offset UTF-16 units into `document.text`, from 0 to its length
 */
export function positionInFile(document: Document, offset: number): FilePosition {
  if (!Number.isInteger(offset) || offset < 0 || offset > document.text.length) {
    throw new RangeError(`positionInFile(${offset}): outside the text of ${document.text.length} units`);
  }
  const { raw, field, source } = document;
  let column = offset;
  if (field !== undefined) {
    const span = jsonStringSpan(raw, field);
    if (span === undefined) throw new RangeError(`positionInFile: the record has no text in "${field}"`);
    column = rawIndexOf(raw, span.start, offset);
  }
  const byte =
    document.bytes === undefined ? Buffer.byteLength(raw.slice(0, column)) : utf8PrefixBytes(document.bytes, column);
  return { line: source.line, column, byte: source.byteStart + byte };
}
