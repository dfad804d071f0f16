import type * as vscode from "vscode";
import { guessField } from "../corpus/guessField.ts";
import { jsonStringSpan, rawIndexOf } from "../corpus/jsonStringSpan.ts";
import { isJsonRecord, recordField } from "../corpus/recordField.ts";
import type { JsonRecord } from "../corpus/recordField.ts";

/** The text of a record as it lies in one line of a document. */
export interface RecordLine {
  readonly text: string;
  /** UTF-16 column in the line of a UTF-16 offset in `text`. */
  column(offset: number): number;
  /** A word as it has to be written in this line. */
  encode(word: string): string;
}

/** Records looked at to guess which field holds the text, as for a scan. */
const guessRecords = 100;

/** Lines read in search of them. */
const guessLines = 200;

/** Finds the record in a line: the whole line of a plain text, the text field's value of a JSON Lines record. */
export class RecordLocator {
  readonly #textField: string | undefined;
  readonly #guesses = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly field: string | undefined }
  >();

  /** @param textField the field of JSON Lines records; guessed from the first records when undefined */
  constructor(textField: string | undefined) {
    this.#textField = textField;
  }

  /** The text field of a JSON Lines document; undefined for plain text, and where no field holds text. */
  fieldOf(document: vscode.TextDocument): string | undefined {
    if (document.languageId !== "jsonl") return undefined;
    if (this.#textField !== undefined) return this.#textField;
    const known = this.#guesses.get(document);
    // Typing does not change which field holds the text: a guess that succeeded stays.
    if (known !== undefined && (known.field !== undefined || known.version === document.version)) return known.field;
    const records: JsonRecord[] = [];
    const last = Math.min(document.lineCount, guessLines);
    for (let line = 0; line < last && records.length < guessRecords; line += 1) {
      const record = parseRecord(document.lineAt(line).text);
      if (record !== undefined) records.push(record);
    }
    const field = guessField(records);
    this.#guesses.set(document, { version: document.version, field });
    return field;
  }

  /** @param field of a JSON Lines document; undefined for plain text. Undefined when the line is no record. */
  record(raw: string, languageId: string, field: string | undefined): RecordLine | undefined {
    if (languageId !== "jsonl") return raw.trim() === "" ? undefined : plainLine(raw);
    if (field === undefined) return undefined;
    const parsed = parseRecord(raw);
    const text = parsed === undefined ? undefined : recordField(parsed, field);
    const span = typeof text === "string" ? jsonStringSpan(raw, field) : undefined;
    if (typeof text !== "string" || text.trim() === "" || span === undefined) return undefined;
    const hasEscapes = raw.slice(span.start, span.end).includes("\\");
    return {
      text,
      column: (offset) => (hasEscapes ? rawIndexOf(raw, span.start, offset) : span.start + offset),
      encode: (word) => JSON.stringify(word).slice(1, -1),
    };
  }
}

function plainLine(text: string): RecordLine {
  return { text, column: (offset) => offset, encode: (word) => word };
}

function parseRecord(raw: string): JsonRecord | undefined {
  if (!raw.trimStart().startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return isJsonRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
