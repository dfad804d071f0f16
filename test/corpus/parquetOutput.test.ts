import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ParquetFile } from "../../src/corpus/parquetFile.ts";
import { ParquetOutput } from "../../src/corpus/parquetOutput.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-parquet-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A little of every kind of column that people have. */
const schema: SchemaElement[] = [
  { name: "root", num_children: 10 },
  { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  { name: "n", type: "INT64", repetition_type: "REQUIRED" },
  { name: "price", type: "INT64", converted_type: "DECIMAL", scale: 2, precision: 18, repetition_type: "OPTIONAL" },
  {
    name: "at",
    type: "INT64",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    repetition_type: "OPTIONAL",
  },
  { name: "score", type: "DOUBLE", repetition_type: "OPTIONAL" },
  { name: "small", type: "INT32", converted_type: "UINT_32", repetition_type: "OPTIONAL" },
  { name: "meta", type: "BYTE_ARRAY", converted_type: "JSON", repetition_type: "OPTIONAL" },
  { name: "tags", num_children: 1, converted_type: "LIST", repetition_type: "OPTIONAL" },
  { name: "list", num_children: 1, repetition_type: "REPEATED" },
  { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  { name: "counts", num_children: 1, converted_type: "MAP", repetition_type: "OPTIONAL" },
  { name: "key_value", num_children: 2, repetition_type: "REPEATED" },
  { name: "key", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  { name: "value", type: "INT32", repetition_type: "OPTIONAL" },
  { name: "tiny", type: "INT32", converted_type: "INT_8", repetition_type: "OPTIONAL" },
];

function sourceFile(): string {
  const path = join(folder, "a.parquet");
  const writer = new ByteWriter();
  void parquetWrite({
    writer,
    schema,
    rowGroupSize: 2,
    columnData: [
      { name: "text", data: ["She sat.", null, "é"] },
      { name: "n", data: [2n ** 60n, -1n, 0n] },
      { name: "price", data: [123456789012345678n, null, -5n] },
      { name: "at", data: [1700000000123456n, 1n, null] },
      { name: "score", data: [0.1, Number.NaN, null] },
      { name: "small", data: [4294967295, 0, 1] },
      { name: "meta", data: [{ a: 1 }, null, [1.5]] },
      { name: "tags", data: [["a", null, "b"], [], null] },
      { name: "counts", data: [{ b: 1, a: null }, {}, null] },
      { name: "tiny", data: [-3, null, 127] },
    ],
  });
  writeFileSync(path, writer.getBytes());
  return path;
}

describe("Parquet output", () => {
  test("passes every type on bit for bit and adds columns", async () => {
    const path = sourceFile();
    const source = await ParquetFile.open({ path, name: "a.parquet" });
    const stored = await source.storedRows(0, 3);
    const output = new ParquetOutput(source.schema, [
      { name: "view", type: "text" },
      { name: "record", type: "integer" },
    ]);
    const parts = stored.flatMap((row, index) => {
      const bytes = output.add({ ...row, view: "original", record: BigInt(index) }, index === 1 ? 1 << 24 : 1);
      return bytes === undefined ? [] : [bytes];
    });
    expect(parts).toHaveLength(1); // a full row group
    const copyPath = join(folder, "b.parquet");
    writeFileSync(copyPath, Buffer.concat([...parts, output.finish()]));
    const copy = await ParquetFile.open({ path: copyPath, name: "b.parquet" });
    expect(copy.groups.map(({ rows }) => rows)).toEqual([2, 1]);
    const copied = await copy.storedRows(0, 3);
    expect(copied).toEqual(
      stored.map((row, index) => ({ ...row, view: expect.any(Uint8Array) as unknown, record: BigInt(index) })),
    );
    const names = ["text", "n", "price", "at", "score", "small", "meta", "tags", "counts", "tiny"];
    expect(await copy.rows(names, 0, 3)).toEqual(await source.rows(names, 0, 3));
    expect(
      copy.schema.slice(1, 16).map(({ name, converted_type: kind, logical_type: type }) => [name, kind, type]),
    ).toEqual(
      source.schema.slice(1, 16).map(({ name, converted_type: kind, logical_type: type }) => [name, kind, type]),
    );
    await source.close();
    await copy.close();
  });

  test("refuses timestamps that nothing writes any more", () => {
    const old: SchemaElement[] = [
      { name: "root", num_children: 1 },
      { name: "t", type: "INT96" },
    ];
    expect(() => new ParquetOutput(old, [])).toThrow(/"t" has old timestamps/);
  });

  test("refuses what is repeated without being a list, which the library would write wrongly", () => {
    const loose: SchemaElement[] = [
      { name: "root", num_children: 1 },
      { name: "xs", type: "INT32", repetition_type: "REPEATED" },
    ];
    expect(() => new ParquetOutput(loose, [])).toThrow(/"xs" is repeated without being a list: no Parquet output/);
  });

  test("writes no logical type of whole numbers, which other readers refuse as the library writes it", async () => {
    const element: SchemaElement = {
      name: "i",
      type: "INT32",
      logical_type: { type: "INTEGER", bitWidth: 16, isSigned: false },
    };
    const output = new ParquetOutput([{ name: "root", num_children: 1 }, element], []);
    output.add({ i: 7 }, 4);
    const path = join(folder, "i.parquet");
    writeFileSync(path, output.finish());
    const file = await ParquetFile.open({ path, name: "i.parquet" });
    expect(file.schema[1]).toMatchObject({ converted_type: "UINT_16", logical_type: undefined });
    expect(await file.rows(["i"], 0, 1)).toEqual([{ i: 7 }]);
    await file.close();
  });
});
