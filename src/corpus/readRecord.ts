import { isUtf8 } from "node:buffer";
import { EvenhandError } from "../base/errors.ts";
import type { Document } from "./document.ts";
import type { CorpusFormat } from "./findFiles.ts";
import { stringFields } from "./guessField.ts";
import type { RawLine } from "./readLines.ts";
import { isJsonRecord, recordField } from "./recordField.ts";

/** What a line turned out to be. */
export type RecordResult =
  | { readonly kind: "document"; readonly document: Document }
  /** No record: a line without anything on it. */
  | { readonly kind: "blank" }
  | { readonly kind: "skipped"; readonly reason: string; readonly error: EvenhandError };

export interface RecordPlace {
  readonly path: string;
  /** For ids and messages. */
  readonly name: string;
  readonly format: CorpusFormat;
  /** JSONL only. */
  readonly field: string;
  readonly record: number;
}

/** Turns one line into a document. Bytes that are not UTF-8 become U+FFFD, which separates words. */
export function readRecord(rawLine: RawLine, place: RecordPlace): RecordResult {
  const raw = rawLine.bytes.toString("utf8");
  const broken = raw.includes("\uFFFD") && !isUtf8(rawLine.bytes) ? { bytes: rawLine.bytes } : undefined;
  const source = { path: place.path, record: place.record, line: rawLine.line, byteStart: rawLine.byteStart };
  if (place.format === "text") {
    const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (text.trim() === "") return { kind: "blank" };
    return { kind: "document", document: { id: `${place.name}:${rawLine.line}`, text, source, raw, ...broken } };
  }
  if (raw.trim() === "") return { kind: "blank" };
  const at = `${place.name}, line ${rawLine.line}`;
  let fields: unknown;
  try {
    fields = JSON.parse(raw);
  } catch (cause) {
    const hint = "Write one JSON object a line, or read the file as plain text.";
    return skipped(
      "not a JSON value",
      new EvenhandError("corpus.malformed", `${at}: not a JSON value`, { hint, cause }),
    );
  }
  if (!isJsonRecord(fields)) {
    const hint = `Write records such as {"${place.field}": "..."}.`;
    return skipped("not a JSON object", new EvenhandError("corpus.malformed", `${at}: not a JSON object`, { hint }));
  }
  const text = recordField(fields, place.field);
  if (typeof text !== "string") {
    const problem = text === undefined ? `no field "${place.field}"` : `the field "${place.field}" is not text`;
    const others = stringFields(fields).slice(0, 8);
    const hint =
      others.length === 0
        ? "Choose the field that holds the text."
        : `Text fields of this record: ${others.join(", ")}.`;
    return skipped(problem, new EvenhandError("corpus.missingField", `${at}: ${problem}`, { hint }));
  }
  if (text.trim() === "") {
    const hint = "Remove the record, or go on without stopping at such records.";
    return skipped("empty text", new EvenhandError("corpus.malformed", `${at}: empty text`, { hint }));
  }
  const ownId = fields["id"];
  const id = typeof ownId === "string" || typeof ownId === "number" ? String(ownId) : `${place.name}:${rawLine.line}`;
  return { kind: "document", document: { id, text, source, fields, raw, field: place.field, ...broken } };
}

function skipped(reason: string, error: EvenhandError): RecordResult {
  return { kind: "skipped", reason, error };
}
