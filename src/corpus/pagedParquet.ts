import { EvenhandError, messageOf, throwIfCancelled } from "../base/errors.ts";
import { unreadableRecord } from "./pagedFile.ts";
import type { CandidatePage, PagedFile, PagedRecord, RecordPage, RecordTarget, SearchOptions } from "./pagedFile.ts";
import { ParquetFile } from "./parquetFile.ts";
import { parquetRecords } from "./parquetRecords.ts";
import { fieldDocument } from "./readRecord.ts";
import type { JsonRecord } from "./recordField.ts";
import type { ReadableFile } from "./recordReader.ts";
import { sampleRecords } from "./guessField.ts";

/** Row groups whose columns stay decoded: the one that is read and its neighbour. */
const keptGroups = 2;

/** Opens a Parquet file: reads its footer. A page decodes the columns it needs of the row group that it is in. */
export async function openPagedParquet(file: ReadableFile): Promise<PagedFile> {
  return new PagedParquet(file, await ParquetFile.open(file));
}

interface RowGroup {
  readonly first: number;
  readonly rows: number;
}

class PagedParquet implements PagedFile {
  readonly format = "parquet";
  readonly first = 0;
  readonly extent: number;
  readonly #file: ReadableFile;
  readonly #parquet: ParquetFile;
  readonly #groups: readonly RowGroup[];
  /** By row group and field; the one used last comes last. */
  readonly #decoded = new Map<string, readonly JsonRecord[] | EvenhandError>();

  constructor(file: ReadableFile, parquet: ParquetFile) {
    this.#file = file;
    this.#parquet = parquet;
    let first = 0;
    this.#groups = parquet.groups.map(({ rows }) => {
      first += rows;
      return { first: first - rows, rows };
    });
    this.extent = first;
  }

  /** Rows have numbers, not lines: nothing is to be counted. */
  get indexed(): { readonly reached: number; readonly lines: number } {
    return { reached: this.extent, lines: this.extent };
  }

  sample(): Promise<readonly JsonRecord[]> {
    return parquetRecords.sample(this.#file, sampleRecords);
  }

  async after(position: number, most: number, field: string): Promise<RecordPage> {
    const start = Math.max(0, position);
    return await this.#page(start, Math.min(this.extent, start + most), field);
  }

  async before(position: number, most: number, field: string): Promise<RecordPage> {
    const end = Math.min(position, this.extent);
    return await this.#page(Math.max(0, end - most), end, field);
  }

  find(target: RecordTarget): Promise<number | undefined> {
    const row = "line" in target ? target.line - 1 : target.byte;
    return Promise.resolve(Math.min(Math.max(0, row), Math.max(0, this.extent - 1)));
  }

  async *search(field: string, { signal }: SearchOptions): AsyncGenerator<CandidatePage> {
    for (const { first, rows } of this.#groups) {
      throwIfCancelled(signal);
      const { records, end } = await this.#page(first, first + rows, field);
      yield { candidates: records.map(({ start, read }) => ({ start, read: () => read })), end };
    }
  }

  index(onProgress: () => void): Promise<void> {
    onProgress();
    return Promise.resolve();
  }

  async whole(position: number, field: string): Promise<PagedRecord | undefined> {
    const [fields] = await this.#parquet.rows(this.#parquet.columnsFor(field, undefined), position, position + 1);
    return fields === undefined ? undefined : this.#record(fields, position, field);
  }

  async close(): Promise<void> {
    await this.#parquet.close();
  }

  async #page(start: number, end: number, field: string): Promise<RecordPage> {
    const records: PagedRecord[] = [];
    for (const group of this.#groups) {
      const from = Math.max(start, group.first);
      const to = Math.min(end, group.first + group.rows);
      if (from >= to) continue;
      const decoded = await this.#decode(group, field);
      for (let row = from; row < to; row += 1) {
        const fields = decoded instanceof EvenhandError ? undefined : decoded[row - group.first];
        const error = decoded instanceof EvenhandError ? decoded : missingRow(this.#file.name, row);
        records.push(fields === undefined ? unreadableRecord(row, row + 1, error) : this.#record(fields, row, field));
      }
    }
    return { records, start: records[0]?.start ?? end, end: Math.max(start, end) };
  }

  #record(fields: JsonRecord, row: number, field: string): PagedRecord {
    const { path, name, format } = this.#file;
    const source = { path, record: row, line: row + 1, byteStart: 0 };
    const read = fieldDocument(fields, source, { path, name, format, field, record: row }, { format });
    if (read.kind === "blank") throw new TypeError("a row is no blank line");
    return { start: row, line: row + 1, read, raw: JSON.stringify(fields, plainValue) };
  }

  async #decode({ first, rows }: RowGroup, field: string): Promise<readonly JsonRecord[] | EvenhandError> {
    const key = JSON.stringify([first, field]);
    const known = this.#decoded.get(key);
    this.#decoded.delete(key);
    const decoded = known ?? (await this.#readGroup(first, rows, field));
    this.#decoded.set(key, decoded);
    for (const old of this.#decoded.keys()) {
      if (this.#decoded.size <= keptGroups) break;
      this.#decoded.delete(old);
    }
    return decoded;
  }

  async #readGroup(first: number, rows: number, field: string): Promise<readonly JsonRecord[] | EvenhandError> {
    try {
      return await this.#parquet.rows(this.#parquet.columnsFor(field, ["id"]), first, first + rows);
    } catch (cause) {
      const message = `${this.#file.name}: rows ${first + 1} to ${first + rows} cannot be read: ${messageOf(cause)}`;
      return new EvenhandError("corpus.malformed", message, { hint: "Fetch or write the file again.", cause });
    }
  }
}

function missingRow(name: string, row: number): EvenhandError {
  return new EvenhandError("corpus.malformed", `${name} has no row ${row + 1}, although its footer says so`, {
    hint: "Fetch or write the file again.",
  });
}

/** JSON has no whole numbers beyond 53 bits and no bytes. */
function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Uint8Array ? `${value.length} bytes` : value;
}
