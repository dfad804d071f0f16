import { messageOf, throwIfCancelled } from "../base/errors.ts";
import { FileProblem } from "./fileProblem.ts";
import { ParquetFile } from "./parquetFile.ts";
import { fieldDocument } from "./readRecord.ts";
import type { RecordResult } from "./readRecord.ts";
import { recordField } from "./recordField.ts";
import type { JsonRecord } from "./recordField.ts";
import type { ReadableFile, RecordReader, RecordRequest } from "./recordReader.ts";

/** The rows of a Parquet file, one row group in memory at a time, and of it the wanted columns. */
export const parquetRecords: RecordReader = {
  async *read(file: ReadableFile, request: RecordRequest): AsyncGenerator<readonly RecordResult[]> {
    const parquet = await ParquetFile.open(file);
    try {
      const columns = parquet.columnsFor(request.field, request.columns);
      let first = 0;
      for (const { rows, bytes } of parquet.groups) {
        throwIfCancelled(request.signal);
        const end = first + rows;
        if (request.wanted === undefined || request.wanted.some((record) => record >= first && record < end)) {
          yield* groupResults(file, request, parquet, columns, first, rows);
        }
        first = end;
        request.onDone?.(bytes);
      }
    } finally {
      await parquet.close();
    }
  },

  async sample(file: ReadableFile, records: number): Promise<readonly JsonRecord[]> {
    const parquet = await ParquetFile.open(file);
    try {
      const rows = Math.min(records, parquet.groups[0]?.rows ?? 0);
      return await parquet.rows(parquet.textColumns, 0, rows).catch(() => []); // reading it again says what is wrong
    } finally {
      await parquet.close();
    }
  },
};

const batchRows = 4096;

async function* groupResults(
  file: ReadableFile,
  { field, sourceFields, onLoss }: RecordRequest,
  parquet: ParquetFile,
  columns: readonly string[],
  first: number,
  rows: number,
): AsyncGenerator<readonly RecordResult[]> {
  const { path, name, format } = file;
  let records: readonly JsonRecord[];
  try {
    records = await parquet.rows(columns, first, first + rows);
  } catch (cause) {
    const reason = `Parquet row group that cannot be read (${rows} rows are lost: ${messageOf(cause)})`;
    const hint = "Fetch or write the file again.";
    onLoss(new FileProblem(`${name}:${first + 1}`, reason, { hint, cause, code: "corpus.malformed" }));
    return;
  }
  for (let from = 0; from < records.length; from += batchRows) {
    yield records.slice(from, from + batchRows).map((fields, index) => {
      const record = first + from + index;
      const source = { path, record, line: record + 1, byteStart: 0 };
      const rest = { format, ...parquet.brokenBytes(recordField(fields, field)) };
      return fieldDocument(fields, source, { path, name, format, field, sourceFields, record }, rest);
    });
  }
}
