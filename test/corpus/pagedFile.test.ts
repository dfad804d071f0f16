import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openPaged } from "../../src/corpus/openPaged.ts";
import type { Candidate, PagedFile, PagedRecord } from "../../src/corpus/pagedFile.ts";
import { csv, encode, parquet } from "./formatFiles.ts";
import { errorOf, TemporaryFolder } from "./temporaryFolder.ts";

const folder = new TemporaryFolder();

async function withFile<Result>(
  name: string,
  content: string | Uint8Array,
  use: (file: PagedFile) => Promise<Result>,
): Promise<Result> {
  const file = await openPaged(await folder.file(name, content), name);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

function textOf({ read, raw }: PagedRecord): string {
  return read.kind === "document" ? read.document.text : `! ${raw}`;
}

function textOfCandidate(candidate: Candidate): string[] {
  const read = candidate.read();
  if (read.kind === "blank") return [];
  return [read.kind === "document" ? read.document.text : `! ${read.reason}`];
}

function counted(file: PagedFile): Promise<void> {
  return file.index(() => {}, new AbortController().signal);
}

async function everyText(file: PagedFile, field: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { candidates } of file.search(field, { signal: new AbortController().signal })) {
    texts.push(...candidates.flatMap(textOfCandidate));
  }
  return texts;
}

/** Lines that are long and short, blank, broken and not ASCII; 1.5 MB, so that the index has several entries. */
const lines = Array.from({ length: 6000 }, (_, number) => {
  if (number % 97 === 0) return "";
  if (number % 501 === 1) return "{not JSON";
  return JSON.stringify({ id: `r${number}`, text: `Übung ${number} ${"x".repeat((number * 7919) % 500)}` });
});

describe("a file of lines", () => {
  test("is read forward from its beginning, page after page, without blank lines", async () => {
    await withFile("a.jsonl", `\ufeff${lines.join("\n")}`, async (file) => {
      expect(file.first).toBe(3);
      const read: PagedRecord[] = [];
      for (let from = file.first; from < file.extent;) {
        const page = await file.after(from, 199, "text");
        read.push(...page.records);
        from = page.end;
      }
      const expected = lines.flatMap((line, number) => (line === "" ? [] : [number + 1]));
      // The line is known on every page, because each page knows where the next one begins.
      expect(read.map(({ line }) => line)).toEqual(expected);
      expect(read[1]?.read).toMatchObject({ kind: "document", document: { id: "r2", fields: { id: "r2" } } });
      expect(read[0]).toMatchObject({ raw: "{not JSON", read: { kind: "skipped", reason: "not a JSON value" } });
    });
  });

  test("is read backward from its end and from the middle, also before it was counted", async () => {
    await withFile("a.jsonl", lines.join("\n"), async (file) => {
      const last = await file.before(file.extent, 3, "text");
      expect(last.records.map(({ raw }) => raw)).toEqual(lines.slice(-3));
      expect(last.records.map(({ line }) => line)).toEqual([undefined, undefined, undefined]);
      const earlier = await file.before(last.start, 2, "text");
      expect(earlier.records.map(({ raw }) => raw)).toEqual(lines.slice(-5, -3));
      expect(earlier.end).toBe(last.start);
      await counted(file);
      expect(file.indexed).toEqual({ reached: file.extent, lines: 6000 });
      expect((await file.before(file.extent, 3, "text")).records.map(({ line }) => line)).toEqual([5998, 5999, 6000]);
    });
  });

  test("finds a record by any of its bytes at once, and by its line when it has been counted", async () => {
    await withFile("a.jsonl", lines.join("\n"), async (file) => {
      const startOf = (line: number): number => Buffer.byteLength(`${lines.slice(0, line - 1).join("\n")}\n`);
      const middle = startOf(3001);
      for (const byte of [middle, middle + 1, startOf(3002) - 1]) expect(await file.find({ byte })).toBe(middle);
      expect(await file.find({ line: 3001 })).toBeUndefined();
      await counted(file);
      expect(await file.find({ line: 3001 })).toBe(middle);
      expect(await file.find({ line: 7000 })).toBe(startOf(6000)); // there is no such line: the last
    });
  });

  test("gives every record to a search, and reads only the lines in which a place is", async () => {
    await withFile("a.jsonl", lines.join("\n"), async (file) => {
      expect((await everyText(file, "text")).length).toBe(lines.filter((line) => line !== "").length);
      const found: (readonly [number, string])[] = [];
      const places = (bytes: Buffer): number[] =>
        ['"r42"', '"r5042"'].flatMap((id) => bytes.indexOf(id)).filter((place) => place >= 0);
      for await (const { candidates } of file.search("text", { signal: new AbortController().signal, places })) {
        for (const candidate of candidates) found.push([candidate.start, textOfCandidate(candidate).join()]);
      }
      const startOf = (line: number): number => Buffer.byteLength(`${lines.slice(0, line).join("\n")}\n`);
      expect(found).toEqual([
        [startOf(42), expect.stringMatching(/^Übung 42 /)],
        [startOf(5042), expect.stringMatching(/^Übung 5042 /)],
      ]);
    });
  });

  test("any page from any byte holds what a split of the whole file has there", async () => {
    const text = fc.array(fc.constantFrom("", " ", "a", "bb", "ccc ccc", "é", "\u2028", "x".repeat(300)), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(2000), fc.integer({ min: 1, max: 5 }), async (all, byte, most) => {
        await withFile("a.txt", all.join("\n"), async (file) => {
          let start = 0;
          const records = all.flatMap((line) => {
            const record = { start, line };
            start += Buffer.byteLength(line) + 1;
            return line.trim() === "" ? [] : [record];
          });
          const after = await file.after((await file.find({ byte })) ?? 0, most, "");
          const from = records.findLastIndex((record) => record.start <= byte);
          expect(after.records.map(({ raw }) => raw)).toEqual(
            records.slice(Math.max(0, from), Math.max(0, from) + most).map(({ line }) => line),
          );
          const before = await file.before(byte, most, "");
          const earlier = records.filter((record) => record.start < byte).slice(-most);
          expect(before.records.map(({ raw }) => raw)).toEqual(earlier.map(({ line }) => line));
        });
      }),
      { numRuns: 150 },
    );
  });

  test("without any line end or record is an empty or a single page", async () => {
    await withFile("a.txt", "", async (file) =>
      expect(await file.after(0, 5, "")).toMatchObject({ records: [], end: 0 }),
    );
    await withFile("a.txt", "\n\n", async (file) => expect((await file.after(0, 5, "")).records).toEqual([]));
    await withFile("a.txt", "one", async (file) => {
      expect((await file.after(0, 5, "")).records.map(({ raw }) => raw)).toEqual(["one"]);
      expect(await file.find({ byte: 99 })).toBe(0);
    });
  });
});

describe("a table", () => {
  const records = Array.from({ length: 3000 }, (_, number) => ({
    source: `s${number}`,
    text: number % 5 === 0 ? `one\ntwo "${number}",\nthree` : `text ${number} ${"y".repeat(number % 300)}`,
  }));

  test("has rows whose cells hold line ends, numbered by the line that they begin in", async () => {
    await withFile("a.csv", csv(records, ","), async (file) => {
      expect((await file.sample())[1]).toEqual({ source: "s1", text: "text 1 y" });
      const page = await file.after(file.first, 3, "text");
      expect(page.records.map(textOf)).toEqual(records.slice(0, 3).map(({ text }) => text));
      expect(page.records.map(({ line }) => line)).toEqual([2, 5, 6]);
      expect((await file.after(page.end, 1, "source")).records.map(textOf)).toEqual(["s3"]);
    });
  });

  test("is found from the middle before it was counted, although a line end may be inside a cell", async () => {
    await withFile("a.csv", csv(records, ","), async (file) => {
      const all = new Map<number, string>();
      for await (const { candidates } of file.search("text", { signal: new AbortController().signal })) {
        for (const candidate of candidates) all.set(candidate.start, textOfCandidate(candidate).join());
      }
      for (let share = 0.05; share < 1; share += 0.06) {
        const start = (await file.find({ byte: Math.floor(share * file.extent) })) ?? -1;
        expect(all.has(start), `${share}`).toBe(true);
        expect(textOf((await file.after(start, 1, "text")).records[0] as PagedRecord)).toBe(all.get(start));
      }
      expect((await file.before(file.extent, 2, "source")).records.map(textOf)).toEqual(["s2998", "s2999"]);
    });
  });

  test("gives a search the rows in which a place is", async () => {
    await withFile("a.csv", csv(records, ","), async (file) => {
      const places = (bytes: Buffer): number[] => [bytes.indexOf("s1234,")].filter((place) => place >= 0);
      const found: string[] = [];
      for await (const { candidates } of file.search("source", { signal: new AbortController().signal, places })) {
        found.push(...candidates.flatMap(textOfCandidate));
      }
      expect(found).toEqual(["s1234"]);
    });
  });

  test("counts the lines that its cells take", async () => {
    await withFile("a.csv", csv(records, ","), async (file) => {
      await counted(file);
      const last = (await file.before(file.extent, 1, "source")).records[0];
      expect(last).toMatchObject({ line: 1 + 600 * 3 + 2400 }); // header, 600 rows of three lines, 2400 of one
      const start = await file.find({ line: 7 });
      expect((await file.after(start ?? 0, 1, "source")).records.map(textOf)).toEqual(["s3"]);
    });
  });

  test("of nothing but a header has no records", async () => {
    await withFile("a.csv", "id,text\n", async (file) => {
      expect((await file.after(file.first, 5, "text")).records).toEqual([]);
      expect((await file.before(file.extent, 5, "text")).records).toEqual([]);
    });
  });
});

describe("a Parquet file", () => {
  const records = Array.from({ length: 2500 }, (_, number) => ({ source: `s${number}`, text: `row ${number}` }));

  test("is read by row, across row groups, in both directions", async () => {
    await withFile("a.parquet", parquet(records, "SNAPPY"), async (file) => {
      expect(file.extent).toBe(2500);
      const page = await file.after(998, 4, "text");
      expect(page.records.map(textOf)).toEqual(["row 998", "row 999", "row 1000", "row 1001"]);
      expect(page.records.map(({ line }) => line)).toEqual([999, 1000, 1001, 1002]);
      expect((await file.before(1001, 2, "source")).records.map(textOf)).toEqual(["s999", "s1000"]);
      expect(await file.find({ line: 2500 })).toBe(2499);
      expect((await everyText(file, "text")).length).toBe(2500);
      expect(JSON.parse((await file.whole(7, "text"))?.raw ?? "")).toEqual({ source: "s7", text: "row 7" });
    });
  });

  test("shows a damaged row group as such and the others as they are", async () => {
    const bytes = parquet(records, "UNCOMPRESSED");
    bytes.fill(0xff, 4, 40);
    await withFile("a.parquet", bytes, async (file) => {
      expect((await file.after(0, 1, "source")).records[0]?.read).toMatchObject({ kind: "skipped" });
      expect((await file.after(1000, 1, "source")).records.map(textOf)).toEqual(["s1000"]);
    });
  });
});

test("what cannot be read from the middle is refused with what to do", async () => {
  const one = [{ text: "a", source: "b" }];
  for (const [name, content] of [
    ["a.jsonl.gz", encode(one, "jsonl", "gzip")],
    ["a.json", encode(one, "json")],
    ["a.arrow", encode(one, "arrow")],
  ] as const) {
    const error = await errorOf(openPaged(await folder.file(name, content), name));
    expect(error.code).toBe("corpus.unreadable");
    expect(error.hint).toMatch(/^Convert it to JSON Lines/);
  }
  expect((await errorOf(openPaged("/nowhere.jsonl", "nowhere.jsonl"))).message).toContain("no such file");
});
