import { EvenhandError } from "../base/errors.ts";
import type { Document } from "./document.ts";
import { cellText, CsvSplitter } from "./csvRows.ts";
import type { CsvRow } from "./csvRows.ts";
import { openChunks } from "./openChunks.ts";
import { readPieces } from "./pieceReader.ts";
import { brokenBytes, fieldDocument, tooLong } from "./readRecord.ts";
import type { RecordNote, RecordPlace, RecordResult } from "./readRecord.ts";
import type { JsonRecord } from "./recordField.ts";
import type { ReadableFile, RecordReader, RecordRequest } from "./recordReader.ts";

/** The rows of a table below its header, which names the fields. */
export const csvRecords: RecordReader = {
  async *read(file: ReadableFile, request: RecordRequest): AsyncGenerator<readonly RecordResult[]> {
    const { signal, onRead, onLoss } = request;
    const chunks = openChunks(file, signal, { onLoss, ...(onRead === undefined ? {} : { onRead }) });
    let table: Table | undefined;
    let record = 0;
    for await (const rows of readPieces(chunks, splitterOf(file))) {
      const results: RecordResult[] = [];
      for (const row of rows) {
        if (table === undefined) {
          table = new Table(file, request, row);
          continue;
        }
        results.push(table.result(row, record));
        record += 1;
      }
      yield results;
    }
  },

  async sample(file: ReadableFile, records: number, signal?: AbortSignal): Promise<readonly JsonRecord[]> {
    const found: JsonRecord[] = [];
    let names: readonly string[] | undefined;
    for await (const rows of readPieces(openChunks(file, signal, { onLoss: () => {} }), splitterOf(file))) {
      for (const row of rows) {
        const raw = row.bytes.toString("utf8");
        if (names === undefined) names = columnNames(row, raw);
        else found.push(Object.fromEntries(names.map((name, column) => [name, cellText(row, column, raw)])));
        if (found.length === records) return found;
      }
    }
    return found;
  },
};

export function splitterOf({ format }: Pick<ReadableFile, "format">): CsvSplitter {
  return format === "tsv" ? new CsvSplitter("\t") : new CsvSplitter();
}

/** Turns rows into documents, by the names in the header. */
export class Table {
  readonly #place: Omit<RecordPlace, "record">;
  /** Columns that become fields, by their number. */
  readonly #wanted: readonly { readonly name: string; readonly column: number }[];
  readonly #textColumn: number;
  readonly #columns: number;

  constructor({ path, name, format }: ReadableFile, { field, sourceFields, columns }: RecordRequest, header: CsvRow) {
    const names = columnNames(header, header.bytes.toString("utf8"));
    this.#place = { path, name, format, field, sourceFields };
    this.#columns = names.length;
    this.#textColumn = names.indexOf(field);
    this.#wanted = names
      .map((column, number) => ({ name: column, column: number }))
      .filter((column) => column.name === field || columns === undefined || columns.includes(column.name));
    // Without the text every record is passed over; its other fields are for the message.
    if (this.#textColumn === -1) this.#wanted = names.map((column, number) => ({ name: column, column: number }));
  }

  result(row: CsvRow, record: number): RecordResult {
    const place = { ...this.#place, record };
    if (row.isTooLong === true) return tooLong(place, row.line);
    const raw = row.bytes.toString("utf8");
    const fields: Record<string, unknown> = {};
    for (const { name, column } of this.#wanted) {
      const text = cellText(row, column, raw);
      if (text !== undefined) fields[name] = text;
    }
    const source = { path: place.path, record, line: row.line, byteStart: row.byteStart };
    const cell = cellOf(row, this.#textColumn, raw);
    const rest = { raw, format: place.format, ...cell, ...brokenBytes(raw, row.bytes) };
    const result = fieldDocument(fields, source, place, rest);
    const notes = this.#notesOf(row);
    return result.kind !== "document" || notes.length === 0
      ? result
      : { ...result, notes: [...(result.notes ?? []), ...notes] };
  }

  #notesOf(row: CsvRow): RecordNote[] {
    const notes: RecordNote[] = [];
    const note = (reason: string, hint: string): void => {
      const message = `${this.#place.name}, line ${row.line}: ${reason}`;
      notes.push({ reason, error: new EvenhandError("corpus.malformed", message, { hint }) });
    };
    if (row.hasStrayQuote) note("stray quote (taken as it stands)", "Double the quotes inside a quoted cell.");
    const cells = row.cells.length / 4;
    if (cells !== this.#columns) {
      const reason = `row with ${cells < this.#columns ? "fewer" : "more"} cells than the header (those there are read)`;
      note(reason, "Quote the cells that hold the delimiter.");
    }
    return notes;
  }
}

/** Where a cell stands in `raw`, in its units. */
function cellOf(row: CsvRow, column: number, raw: string): Pick<Document, "cell"> {
  const [start, end, quoted, doubled] = row.cells.slice(4 * column, 4 * column + 4);
  if (column < 0 || start === undefined || end === undefined) return {};
  const units = (bytes: number): number =>
    raw.length === row.bytes.length ? bytes : row.bytes.toString("utf8", 0, bytes).length;
  const form = { isQuoted: quoted === 1, hasDoubledQuotes: doubled === 1, cells: row.cells.length / 4 };
  return { cell: { start: units(start), end: units(end), ...form } };
}

/** Of equal names only the first is one; a column without a name is called by its number, from 1. */
export function columnNames(header: CsvRow, raw: string): readonly string[] {
  const seen = new Set<string>();
  return Array.from({ length: header.cells.length / 4 }, (_, column) => {
    const name = cellText(header, column, raw) ?? "";
    const unique = name.trim() === "" || seen.has(name) ? `column ${column + 1}` : name;
    seen.add(unique);
    return unique;
  });
}
