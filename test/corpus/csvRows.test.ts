import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellText, CsvSplitter } from "../../src/corpus/csvRows.ts";
import { readPieces } from "../../src/corpus/pieceReader.ts";
import { inPieces, read, TemporaryFolder } from "./temporaryFolder.ts";

const folder = new TemporaryFolder();

interface Row {
  readonly cells: readonly (string | undefined)[];
  readonly line: number;
  readonly byteStart: number;
  readonly isStray: boolean;
}

async function rowsOf(csv: string | Uint8Array, pieceBytes = 1 << 20, delimiter?: string): Promise<Row[]> {
  const bytes = Buffer.from(csv as string);
  const rows: Row[] = [];
  for await (const batch of readPieces(inPieces(bytes, pieceBytes), new CsvSplitter(delimiter))) {
    for (const row of batch) {
      const raw = row.bytes.toString("utf8");
      const cells = Array.from({ length: row.cells.length / 4 }, (_, column) => cellText(row, column, raw));
      rows.push({ cells, line: row.line, byteStart: row.byteStart, isStray: row.hasStrayQuote });
      expect(bytes.subarray(row.byteStart, row.byteStart + row.bytes.length)).toEqual(row.bytes);
    }
  }
  return rows;
}

const cellsOf = async (csv: string, delimiter?: string): Promise<(readonly (string | undefined)[])[]> =>
  (await rowsOf(csv, 1 << 20, delimiter)).map(({ cells }) => cells);

/** RFC 4180 one character at a time, for tables that keep it. */
function plainRows(csv: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  let hasCharacters = false;
  const endRow = (): void => {
    if (hasCharacters) rows.push([...row, cell]);
    row = [];
    cell = "";
    hasCharacters = false;
  };
  for (let index = 0; index < csv.length; index += 1) {
    const character = csv[index] as string;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (csv[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"') {
      isQuoted = true;
      hasCharacters = true;
    } else if (character === delimiter) {
      row.push(cell);
      cell = "";
      hasCharacters = true;
    } else if (character === "\n" || (character === "\r" && csv[index + 1] === "\n")) {
      if (character === "\r") index += 1;
      endRow();
    } else {
      cell += character;
      hasCharacters = true;
    }
  }
  endRow();
  return rows;
}

const quotedCell = fc
  .array(fc.constantFrom("a", "é", "😀", '""', ",", "\n", "\r\n", "\t", " "), { maxLength: 5 })
  .map((parts) => `"${parts.join("")}"`);
const plainCell = fc.array(fc.constantFrom("a", "b ", "é", "😀"), { maxLength: 3 }).map((parts) => parts.join(""));
const table = fc
  .array(fc.array(fc.oneof(quotedCell, plainCell), { minLength: 1, maxLength: 4 }), { maxLength: 6 })
  .chain((rows) =>
    fc.record({ rows: fc.constant(rows), ends: fc.array(fc.constantFrom("\n", "\r\n", "\n\n"), { minLength: 1 }) }),
  )
  .map(({ rows, ends }) => rows.map((row, index) => row.join(",") + ends[index % ends.length]).join(""));

describe("a table", () => {
  test("agrees with a plain reader, however it is cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 3, max: 40 }), fc.boolean(), async (whole, pieceBytes, cutsEnd) => {
        const csv = cutsEnd ? whole.replace(/\r?\n$/, "") : whole;
        const expected = plainRows(csv, ",");
        const rows = await rowsOf(csv, pieceBytes, ",");
        expect(rows.map(({ cells }) => cells)).toEqual(expected);
        expect(rows.some(({ isStray }) => isStray)).toBe(false);
        for (const { line, byteStart } of rows) {
          expect(line).toBe(Buffer.from(csv).subarray(0, byteStart).toString("latin1").split("\n").length);
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test("of any bytes gives the same rows, however it is cut into pieces", async () => {
    const byte = fc.constantFrom(0x22, 0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xff, 0xc3);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), fc.array(byte, { maxLength: 40 }), async (any, awkward) => {
        for (const bytes of [any, Uint8Array.from(awkward)]) {
          const whole = await rowsOf(bytes, 1 << 20, ",");
          for (const pieceBytes of [3, 7]) expect(await rowsOf(bytes, pieceBytes, ",")).toEqual(whole);
        }
      }),
      { numRuns: 300, seed: 6 },
    );
  });
});

describe("a stray quote", () => {
  test("inside a cell without quotes stays", async () => {
    expect(await rowsOf('a,b\n5" nail,x "y" z\n')).toMatchObject([
      { isStray: false },
      { cells: ['5" nail', 'x "y" z'], isStray: true },
    ]);
  });

  test("inside a quoted cell stays when no delimiter follows", async () => {
    expect(await cellsOf('"He said "hi" to me",5\n')).toEqual([['He said "hi" to me', "5"]]);
  });

  test("that opens a cell and is never closed does not swallow the rows after it", async () => {
    expect(await cellsOf('1,"open\n2,plain\n3,"fine, too"\n')).toEqual([
      ["1", '"open'],
      ["2", "plain"],
      ["3", "fine, too"],
    ]);
    expect(await cellsOf('1,"open\n2,plain\n')).toEqual([
      ["1", '"open'],
      ["2", "plain"],
    ]);
  });
});

describe("the delimiter of a table", () => {
  test("is chosen by its first line", async () => {
    expect(await cellsOf("a;b\n1,5;2\n")).toEqual([
      ["a", "b"],
      ["1,5", "2"],
    ]);
    expect(await cellsOf('"a;b",c\n1,2\n')).toEqual([
      ["a;b", "c"],
      ["1", "2"],
    ]);
    expect(await cellsOf("text\nshe; he\n")).toEqual([["text"], ["she; he"]]);
  });

  const columnsOf = async (csv: string, pieceBytes?: number): Promise<number[]> =>
    (await rowsOf(csv, pieceBytes)).map(({ cells }) => cells.length);

  test("is what splits header and rows into the most, equally many cells", async () => {
    expect(await columnsOf("id;text (en, orig);label\n1;She left.;x\n")).toEqual([3, 3]);
    expect(await columnsOf("id;text (en, orig);label\n1;She left, and he;x\n")).toEqual([3, 3]);
    expect(await columnsOf("id;text (en, orig);label\n")).toEqual([3]);
    expect(await columnsOf("id,text (a; b; c),label\n1,She left.,x\n2,He; too; left.,x\n")).toEqual([3, 3, 3]);
    expect(await columnsOf("id\ttext, a;b;c\n1\tShe left.\n\n2\tHe left.\n")).toEqual([2, 2, 2]);
    expect(await columnsOf('id|text, raw\n1|"She | left,\nthen"\n')).toEqual([2, 2]);
  });

  test("is the comma where several do equally well", async () => {
    expect(await columnsOf("a,b;c\n1,2;3\n")).toEqual([2, 2]);
    expect(await columnsOf("text\n")).toEqual([1]);
  });

  test("bears rows that are not as the header says", async () => {
    // One row in three has a comma too many; one in three has a semicolon by chance.
    const csv = `id,text;v2\n${"1,She left.\n2,He, too.\n3,They; we.\n".repeat(30)}`;
    expect((await columnsOf(csv)).slice(0, 4)).toEqual([2, 2, 3, 2]);
  });

  test("does not depend on how the file is cut into pieces, nor on what comes late", async () => {
    const late = "1;She left, and he, and they.\n".repeat(4000);
    const csv = `id;text (en, orig)\n${late}${'2,"x\n'.repeat(9000)}`;
    const whole = await columnsOf(csv);
    expect(whole.slice(0, 2)).toEqual([2, 2]);
    expect(await columnsOf(csv, 1000)).toEqual(whole);
  });

  test("is found also when the header holds a quote that is never closed", async () => {
    expect((await columnsOf(`id;"text, or\n${"1;She left.\n".repeat(9000)}`)).slice(0, 2)).toEqual([2, 2]);
  });
});

describe("the file", () => {
  test("keeps rows with too few or too many cells, and counts them with stray quotes", async () => {
    const path = await folder.file("a.csv", 'id,text,label\n1,she ran\n2,"a ""b"" c",x,y\n3,5" nail,z\n4\n');
    const { documents, noted } = await read(path, { field: "text" });
    expect(documents.map(({ id, text, source }) => [id, text, source.line])).toEqual([
      ["1", "she ran", 2],
      ["2", 'a "b" c', 3],
      ["3", '5" nail', 4],
    ]);
    expect(noted.toSorted()).toEqual([
      'no field "text" @ a.csv:5',
      "row with fewer cells than the header (those there are read) @ a.csv:2",
      "row with more cells than the header (those there are read) @ a.csv:3",
      "stray quote (taken as it stands) @ a.csv:4",
    ]);
  });

  test("throws the first of them when strict", async () => {
    const path = await folder.file("a.csv", 'text\nfine\n5" nail\n');
    await expect(read(path, { strict: true })).rejects.toMatchObject({
      code: "corpus.malformed",
      message: "a.csv, line 3: stray quote (taken as it stands)",
    });
  });

  test("may begin with a byte order mark and call columns twice or not at all", async () => {
    const path = await folder.file("a.csv", "\uFEFFtext,,text\none,two,three\n");
    const { documents } = await read(path, { field: "text", allFields: true });
    expect(documents[0]?.fields).toEqual({ text: "one", "column 2": "two", "column 3": "three" });
    expect(documents[0]?.source.byteStart).toBe(14); // 3 of the mark, 11 of the header
  });

  test("without the column names those it has", async () => {
    const path = await folder.file("a.csv", "title,body\none,two\n");
    await expect(read(path, { field: "text" })).rejects.toMatchObject({
      code: "corpus.missingField",
      hint: "Text fields of this record: title, body.",
    });
  });
});
