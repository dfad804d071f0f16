import { isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import type { AsyncBuffer, Compressors, FileMetaData, SchemaElement, SchemaTree } from "hyparquet";
import { columnOf } from "./fieldPath.ts";
import { FileProblem } from "./fileProblem.ts";
import { parquetCodecs } from "./parquetCodecs.ts";
import { checkPages } from "./parquetPages.ts";
import { physicalSchema } from "./physicalSchema.ts";
import type { JsonRecord } from "./recordField.ts";

/** An open Parquet file: what its footer says, and its rows. */
export class ParquetFile {
  readonly #handle: FileHandle;
  readonly #source: AsyncBuffer;
  readonly #metadata: FileMetaData;
  readonly #compressors: Compressors;
  /** Bytes of the texts read last that are not UTF-8. */
  readonly #broken = new Map<string, Uint8Array>();
  /** First rows and names of the column chunks whose pages are sound. */
  readonly #checked = new Map<number, Set<string>>();

  private constructor(handle: FileHandle, source: AsyncBuffer, metadata: FileMetaData, compressors: Compressors) {
    this.#handle = handle;
    this.#source = source;
    this.#metadata = metadata;
    this.#compressors = compressors;
  }

  /** @throws FileProblem when the footer, which comes last in the file, is missing or damaged */
  static async open(file: { readonly path: string; readonly name: string }): Promise<ParquetFile> {
    const handle = await open(file.path, "r");
    try {
      const source = await bufferOf(handle);
      const metadata = await parquetMetadataAsync(source, { geoparquet: false }).catch((cause: unknown) => {
        throw new FileProblem(file.name, "is no whole Parquet file (its footer is missing or damaged)", {
          hint: "Fetch or write the file again; without its end nothing in it can be found.",
          cause,
          code: "corpus.malformed",
        });
      });
      return new ParquetFile(handle, source, metadata, await parquetCodecs());
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get groups(): readonly { readonly rows: number; readonly bytes: number }[] {
    return this.#metadata.row_groups.map((group) => ({
      rows: Number(group.num_rows),
      bytes: Number(group.total_compressed_size ?? group.total_byte_size),
    }));
  }

  /** Columns that may hold text: strings and what has strings inside; any bytes when there are none. */
  get textColumns(): readonly string[] {
    const { children } = parquetSchema(this.#metadata);
    const strings = children.filter(hasStrings);
    const chosen = strings.length > 0 ? strings : children.filter(({ element }) => element.type === "BYTE_ARRAY");
    return chosen.map(({ element }) => element.name);
  }

  /** The columns that `field` and `others` are in; all when `others` is undefined; text columns without that of `field`. */
  columnsFor(field: string, others: readonly string[] | undefined): readonly string[] {
    const names = parquetSchema(this.#metadata).children.map(({ element }) => element.name);
    if (others === undefined) return names;
    const column = columnOf(field, names);
    if (column === undefined) return this.textColumns;
    return [...new Set([column, ...others.flatMap((other) => columnOf(other, names) ?? [])])];
  }

  /** Rows as records, by their numbers in the file. */
  async rows(columns: readonly string[], from: number, to: number): Promise<readonly JsonRecord[]> {
    this.#broken.clear();
    await this.#check(columns, from, to);
    return await parquetReadObjects({
      file: this.#source,
      metadata: this.#metadata,
      columns: [...columns],
      rowStart: from,
      rowEnd: to,
      compressors: this.#compressors,
      parsers: {
        stringFromBytes: (bytes: Uint8Array | undefined) => bytes && this.#decode(bytes),
        jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && parsedOrText(this.#decode(bytes)),
      },
      geoparquet: false,
    });
  }

  /** The schema as it stands in the footer, the root first. */
  get schema(): readonly SchemaElement[] {
    return this.#metadata.schema;
  }

  /** Rows with all their columns, values as they are stored: texts are bytes, times and decimals whole numbers. */
  async storedRows(from: number, to: number): Promise<readonly JsonRecord[]> {
    return await parquetReadObjects({
      file: this.#source,
      metadata: { ...this.#metadata, schema: physicalSchema(this.#metadata.schema, "entries") },
      rowStart: from,
      rowEnd: to,
      compressors: this.#compressors,
      utf8: false,
      geoparquet: false,
    });
  }

  /** The bytes of a text of the last `rows`, where they are not UTF-8. */
  brokenBytes(text: unknown): { readonly bytes?: Uint8Array } {
    const bytes = typeof text === "string" && this.#broken.size > 0 ? this.#broken.get(text) : undefined;
    return bytes === undefined ? {} : { bytes };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** The pages that rows are in, before the library takes their word. */
  async #check(columns: readonly string[], from: number, to: number): Promise<void> {
    let first = 0;
    for (const group of this.#metadata.row_groups) {
      const end = first + Number(group.num_rows);
      if (first < to && end > from) {
        const checked = this.#checked.get(first) ?? new Set();
        this.#checked.set(first, checked);
        for (const { meta_data: column } of group.columns) {
          const name = column?.path_in_schema[0];
          const path = column?.path_in_schema.join("\0") ?? "";
          if (column === undefined || name === undefined || !columns.includes(name) || checked.has(path)) continue;
          await checkPages(this.#source, column);
          checked.add(path);
        }
      }
      first = end;
    }
  }

  #decode(bytes: Uint8Array): string {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    if (text.includes("\uFFFD") && !isUtf8(bytes)) this.#broken.set(text, bytes.slice());
    return text;
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, end - start));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new RangeError("the file became shorter while it was read");
        done += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

function hasStrings({ element, children }: SchemaTree): boolean {
  if (children.length > 0) return children.some(hasStrings);
  return (
    element.converted_type === "UTF8" || element.logical_type?.type === "STRING" || element.converted_type === "JSON"
  );
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
