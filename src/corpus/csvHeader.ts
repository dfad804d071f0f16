import { columnNames, splitterOf } from "./csvRecords.ts";
import { openChunks } from "./openChunks.ts";
import { readPieces } from "./pieceReader.ts";
import { hasByteOrderMark } from "./readLines.ts";
import type { ReadableFile } from "./recordReader.ts";

/** The first row of a table, and how the file writes rows. */
export interface CsvHeader {
  /** As it stands in the file, without byte order mark and line end. */
  readonly raw: Buffer;
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly lineEnd: "\n" | "\r\n";
  readonly hasByteOrderMark: boolean;
}

/** Reads the header of a CSV or TSV file; undefined when the file has no row. */
export async function csvHeader(file: ReadableFile, signal?: AbortSignal): Promise<CsvHeader | undefined> {
  const splitter = splitterOf(file);
  let start: Buffer | undefined;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of openChunks(file, signal, { onLoss: () => {} })) {
      start ??= chunk;
      yield chunk;
    }
  };
  for await (const [row] of readPieces(watched(), splitter)) {
    if (row === undefined) continue;
    const end = row.byteStart + row.bytes.length; // in the first chunk, unless the header is longer than a megabyte
    return {
      raw: row.bytes,
      columns: columnNames(row, row.bytes.toString("utf8")),
      delimiter: splitter.delimiter ?? ",",
      lineEnd: start?.[end] === 0x0d ? "\r\n" : "\n",
      hasByteOrderMark: start !== undefined && hasByteOrderMark(start),
    };
  }
  return undefined;
}
