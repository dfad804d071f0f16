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
  { name: "root", num_children: 8 },
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
    const names = ["text", "n", "price", "at", "score", "small", "meta", "tags"];
    expect(await copy.rows(names, 0, 3)).toEqual(await source.rows(names, 0, 3));
    expect(
      copy.schema.slice(1, 11).map(({ name, converted_type: kind, logical_type: type }) => [name, kind, type]),
    ).toEqual(
      source.schema.slice(1, 11).map(({ name, converted_type: kind, logical_type: type }) => [name, kind, type]),
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
});
