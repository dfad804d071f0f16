import type { FileHandle } from "node:fs/promises";
import { columnNames } from "./csvRecords.ts";
import { CsvSplitter } from "./csvRows.ts";
import type { CsvRow } from "./csvRows.ts";
import { chunksOf } from "./fileChunks.ts";
import { readPieces } from "./pieceReader.ts";
import type { ReadableFile } from "./recordReader.ts";

/** A table's first row, and how its rows are to be split. */
export interface TableHeader {
  readonly row: CsvRow;
  readonly delimiter: string;
  readonly columns: number;
}

/** Rows that have to look right. */
const rowsLookedAt = 4;

/** Whether bytes begin with rows such as the header announces. */
export function looksLikeRows(bytes: Buffer, { delimiter, columns }: TableHeader): boolean {
  const splitter = new CsvSplitter(delimiter);
  const limit = 1 << 20;
  const window = { bytes: bytes.subarray(0, limit), byteStart: 0, isLast: false, limit };
  const rows = splitter.split(window).pieces.slice(0, rowsLookedAt);
  return rows.length > 0 && rows.every(({ cells, hasStrayQuote }) => cells.length === 4 * columns && !hasStrayQuote);
}

/** Reads the first row, and where the second one begins; undefined when there is none. */
export async function readHeader(
  file: ReadableFile,
  handle: FileHandle,
  size: number,
): Promise<{ header: TableHeader; first: { start: number; line: number } | undefined }> {
  const splitter = file.format === "tsv" ? new CsvSplitter("\t") : new CsvSplitter();
  const rows: CsvRow[] = [];
  for await (const pieces of readPieces(chunksOf(handle, 0, size), splitter)) {
    rows.push(...pieces.slice(0, 2));
    if (rows.length >= 2) break;
  }
  const [row = emptyRow, second] = rows;
  const columns = columnNames(row, row.bytes.toString("utf8")).length;
  const first = second === undefined ? { start: size, line: 2 } : { start: second.byteStart, line: second.line };
  return { header: { row, delimiter: splitter.delimiter ?? ",", columns }, first };
}

const emptyRow: CsvRow = { bytes: Buffer.alloc(0), byteStart: 0, line: 1, cells: [], hasStrayQuote: false };
