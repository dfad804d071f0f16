import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { EvenhandError, messageOf } from "../base/errors.ts";
import { asWritten, looseRepetition, physicalSchema } from "./physicalSchema.ts";
import type { JsonRecord } from "./recordField.ts";

/** A row group ends at so many rows, or at so many bytes of its longest column. */
const groupRows = 50_000;
const groupBytes = 1 << 24;

/** A column of texts or whole numbers beside those of the source. */
export interface AddedColumn {
  readonly name: string;
  readonly type: "text" | "integer";
}

/**
 * Writes rows of a Parquet file with its own schema and some columns more, one row group in memory at a time. Values are
 * those of `ParquetFile.storedRows`, which pass through bit for bit; added columns have strings and bigints.
 */
export class ParquetOutput {
  readonly #schema: readonly SchemaElement[];
  readonly #names: readonly string[];
  readonly #asWritten: (name: string, value: unknown) => unknown;
  readonly #bytes = new GroupWriter();
  readonly #writer: ParquetWriter;
  #rows: JsonRecord[] = [];
  #waiting = 0;

  /** @throws EvenhandError `arguments.invalid` for a type that cannot be written */
  constructor(source: readonly SchemaElement[], added: readonly AddedColumn[]) {
    const old = source.find(({ type }) => type === "INT96")?.name;
    if (old !== undefined) throw unwritable(`The column "${old}" has old timestamps (INT96)`);
    const loose = looseRepetition(source);
    if (loose !== undefined) throw unwritable(`The column "${loose}" is repeated without being a list`);
    const [root, ...rest] = source as readonly [SchemaElement, ...SchemaElement[]];
    const children = (root.num_children ?? 0) + added.length;
    this.#schema = [{ ...root, num_children: children }, ...rest.map(writableElement), ...added.map(elementOf)];
    this.#asWritten = asWritten(this.#schema);
    this.#names = topLevelNames(this.#schema);
    // Statistics would be in the order of how values are stored, which is not that of what they mean.
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: physicalSchema(this.#schema, "kept"),
      statistics: false,
      createdBy: "evenhand",
    });
  }

  /** Takes a row; bytes to write when a row group is full. */
  add(row: JsonRecord, bytes: number): Uint8Array | undefined {
    this.#rows.push(row);
    this.#waiting += bytes;
    return this.#rows.length < groupRows && this.#waiting < groupBytes ? undefined : this.#writeGroup();
  }

  /** The last bytes: what waits, and the footer. */
  finish(): Uint8Array {
    const last = this.#writeGroup();
    this.#writer.schema = [...this.#schema];
    const footer = finished(() => void this.#writer.finish(), this.#bytes);
    return Buffer.concat([last, footer]);
  }

  #writeGroup(): Uint8Array {
    const rows = this.#rows;
    this.#rows = [];
    this.#waiting = 0;
    if (rows.length === 0) return this.#bytes.take();
    const columnData = this.#names.map((name) => ({ name, data: rows.map((row) => this.#asWritten(name, row[name])) }));
    return finished(() => void this.#writer.write({ columnData, rowGroupSize: rows.length }), this.#bytes);
  }
}

function finished(work: () => void, bytes: GroupWriter): Uint8Array {
  try {
    work();
  } catch (cause) {
    throw unwritable(`The columns are of a kind that is not written (${messageOf(cause)})`, cause);
  }
  return bytes.take();
}

function unwritable(problem: string, cause?: unknown): EvenhandError {
  return new EvenhandError("arguments.invalid", `${problem}: no Parquet output.`, {
    hint: "Choose an output such as corpus.cda.jsonl.",
    cause,
  });
}

/** The library writes the logical type of whole numbers in a way that other readers refuse; the older name says the same. */
function writableElement(element: SchemaElement): SchemaElement {
  const { logical_type: logical, ...rest } = element;
  if (logical?.type !== "INTEGER") return element;
  const converted = `${logical.isSigned ? "INT" : "UINT"}_${logical.bitWidth}` as NonNullable<
    SchemaElement["converted_type"]
  >;
  return { ...rest, converted_type: element.converted_type ?? converted };
}

/** Gives away what it holds; offsets go on. */
class GroupWriter extends ByteWriter {
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.getBytes());
    this.index = 0;
    return bytes;
  }
}

function elementOf({ name, type }: AddedColumn): SchemaElement {
  return type === "text"
    ? { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" }
    : { name, type: "INT64", repetition_type: "REQUIRED" };
}

/** The names of the root's children, in order. */
function topLevelNames(schema: readonly SchemaElement[]): readonly string[] {
  const names: string[] = [];
  const skip = (index: number): number => {
    let next = index + 1;
    for (let child = 0; child < (schema[index]?.num_children ?? 0); child += 1) next = skip(next);
    return next;
  };
  for (let index = 1; index < schema.length; index = skip(index)) names.push((schema[index] as SchemaElement).name);
  return names;
}
