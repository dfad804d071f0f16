import type { FoundFile } from "../../corpus/findFiles.ts";
import { EvenhandError } from "../../base/errors.ts";
import { columnOf, parseFieldPath } from "../../corpus/fieldPath.ts";
import { ParquetFile } from "../../corpus/parquetFile.ts";
import { ParquetOutput } from "../../corpus/parquetOutput.ts";
import { recordField } from "../../corpus/recordField.ts";
import type { JsonRecord } from "../../corpus/recordField.ts";
import type { OutputTarget } from "./outputTarget.ts";
import { otherColumns, refuseProvenance } from "./outputTarget.ts";
import { provenanceCells, provenanceColumns } from "./provenance.ts";
import type { OutputRow } from "./recordBatch.ts";
import { withText } from "./recordEncoders.ts";

/** Rows as they are stored in their sources, with another text where it changed and the columns of the provenance. */
export async function parquetTarget(files: readonly FoundFile[]): Promise<OutputTarget> {
  const output = new ParquetOutput(await commonSchema(files), provenanceColumns);
  let rows: StoredRows | undefined;
  return {
    form: { kind: "rows" },
    begin: () => "",
    async take({ path, rows: wanted }) {
      const parts: Uint8Array[] = [];
      for (const row of wanted) {
        if (rows?.path !== path) {
          await rows?.close();
          rows = await StoredRows.open(path);
        }
        const stored = await rows.at(row.record);
        const bytes = output.add(withProvenance(stored, row), rowBytes(stored));
        if (bytes !== undefined) parts.push(bytes);
      }
      return Buffer.concat(parts);
    },
    end: () => Promise.resolve(output.finish()),
    close: async () => rows?.close(),
  };
}

async function commonSchema(files: readonly FoundFile[]): Promise<ParquetFile["schema"]> {
  let first: { readonly name: string; readonly schema: ParquetFile["schema"] } | undefined;
  for (const { path, name } of files) {
    const file = await ParquetFile.open({ path, name });
    try {
      const schema = file.schema;
      refuseProvenance(
        name,
        schema.slice(1).map((element) => element.name),
      );
      first ??= { name, schema };
      if (JSON.stringify(schema.slice(1)) !== JSON.stringify(first.schema.slice(1)))
        throw otherColumns(first.name, name);
    } finally {
      await file.close();
    }
  }
  return first?.schema ?? [];
}

function withProvenance(stored: JsonRecord, { text, field = "", provenance }: OutputRow): JsonRecord {
  const cells = provenanceCells(provenance);
  const added = Object.fromEntries(provenanceColumns.map(({ name }, index) => [name, textBytes(cells[index])]));
  if (text === undefined) return { ...stored, ...added };
  if (!(recordField(stored, field) instanceof Uint8Array)) {
    const column = columnOf(field, Object.keys(stored)) ?? String(parseFieldPath(field)[0]);
    throw new EvenhandError("arguments.invalid", `The text is inside the JSON of the column "${column}".`, {
      hint: "It cannot be changed there; choose an output such as corpus.cda.jsonl.",
    });
  }
  return { ...withText(stored, field, textBytes(text)), ...added };
}

function textBytes(value: string | bigint | Uint8Array | undefined): bigint | Uint8Array | undefined {
  return typeof value === "string" ? Buffer.from(value) : value;
}

/** Roughly: row groups are to have about the same size. */
function rowBytes(row: JsonRecord): number {
  let bytes = 0;
  for (const value of Object.values(row)) bytes += value instanceof Uint8Array ? value.length + 4 : 8;
  return bytes;
}

/** Rows of one file by their numbers, one of its row groups in memory. */
class StoredRows {
  readonly path: string;
  readonly #file: ParquetFile;
  #first = 0;
  #rows: readonly JsonRecord[] = [];

  private constructor(path: string, file: ParquetFile) {
    this.path = path;
    this.#file = file;
  }

  static async open(path: string): Promise<StoredRows> {
    return new StoredRows(path, await ParquetFile.open({ path, name: path }));
  }

  async at(record: number): Promise<JsonRecord> {
    const known = this.#rows[record - this.#first];
    if (known !== undefined) return known;
    let first = 0;
    for (const { rows } of this.#file.groups) {
      if (record < first + rows) {
        this.#rows = await this.#file.storedRows(first, first + rows);
        this.#first = first;
        break;
      }
      first += rows;
    }
    const row = this.#rows[record - this.#first];
    if (row === undefined) throw new RangeError(`${this.path} has no row ${record} any more`);
    return row;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
