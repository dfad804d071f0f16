import { afterEach, describe, expect, test } from "vitest";
import { RecordBook } from "../../../src/jobs/records/recordBook.ts";
import type { RecordsEvent, RecordsFile, RecordsQuestion } from "../../../src/jobs/records/recordsProtocol.ts";
import { parquet } from "../../corpus/formatFiles.ts";
import { TemporaryFolder } from "../../corpus/temporaryFolder.ts";

const folder = new TemporaryFolder();
const events: RecordsEvent[] = [];
let book: RecordBook | undefined;
let heard: ((event: RecordsEvent) => void) | undefined;

afterEach(async () => {
  await book?.close();
  events.length = 0;
  heard = undefined;
});

async function open(
  name: string,
  content: string | Uint8Array,
  options: Partial<RecordsFile> = {},
): Promise<RecordBook> {
  const path = await folder.file(name, content);
  book = await RecordBook.open({ path, name, axes: ["gender", "race", "religion"], ...options }, (event) => {
    events.push(event);
    heard?.(event);
  });
  return book;
}

const records = Array.from({ length: 400 }, (_, number) => ({
  id: `r${number}`,
  text: number % 4 === 0 ? `The nurse ${number} said she was tired.` : `Nothing of note in ${number}, Straße.`,
  note: `a Nurse in ${number}`,
}));
const jsonLines = records.map((record) => JSON.stringify(record)).join("\n");

function page(most = 3, from = 0): Extract<RecordsQuestion, { kind: "page" }> {
  return { kind: "page", list: "all", from, toward: "after", most, field: "text" };
}

/** A shared machine may be slow. */
function eventually<Value>(value: () => Value) {
  return expect.poll(value, { timeout: 20_000 });
}

/** What the search found when it is done. */
async function search(text: string, groups: readonly string[] = [], field = "text"): Promise<number> {
  events.length = 0;
  await book?.answer({ kind: "filter", text, groups, field });
  await eventually(() => events.some((event) => event.kind === "filtered" && event.isDone)).toBe(true);
  return events.findLast((event) => event.kind === "filtered")?.found ?? Number.NaN;
}

describe("a file of records", () => {
  test("says which fields hold text and which of them is read", async () => {
    const opened = await (await open("a.jsonl", jsonLines)).describe();
    expect(opened).toMatchObject({ unit: "bytes", first: 0, fields: ["id", "text", "note"], field: "text" });
    await book?.close();
    expect(await (await open("a.jsonl", jsonLines, { field: "note" })).describe()).toMatchObject({ field: "note" });
    await book?.close();
    expect(await (await open("a.txt", "one\ntwo")).describe()).toMatchObject({ fields: [], field: "" });
    await book?.close();
    const bytes = parquet(
      records.map(({ id, text }) => ({ source: id, text })),
      "SNAPPY",
    );
    expect(await (await open("a.parquet", bytes)).describe()).toMatchObject({
      unit: "rows",
      extent: 400,
      field: "text",
    });
  });

  test("has its first page before the lexicon is loaded, and its terms afterwards", async () => {
    const opened = await open("a.jsonl", jsonLines);
    const [first] = (await opened.answer(page())).records;
    expect(first).toMatchObject({ position: 0, line: 1, id: "r0", cutBefore: 0, cutAfter: 0, found: [] });
    expect(first?.terms).toBeUndefined();
    opened.start();
    await eventually(() => events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["indexed", "lexicon"]));
    const again = (await opened.answer(page())).records;
    expect(again[0]?.terms).toEqual([expect.objectContaining({ start: 17, end: 20, axis: "gender" })]); // she
    expect(again[1]?.terms).toEqual([]);
    expect(events.findLast(({ kind }) => kind === "indexed")).toMatchObject({ lines: 400 });
  });

  test("shows a record that has no text as it stands, with the reason", async () => {
    const opened = await open("a.jsonl", `{"body": "x"}\nno JSON at all\n`);
    const [missing, broken] = (await opened.answer(page())).records;
    expect(missing).toMatchObject({ text: '{"body": "x"}', problem: 'no field "text"' });
    expect(broken).toMatchObject({ text: "no JSON at all", problem: "not a JSON value" });
  });

  test("cuts a long text on a page around what was searched for, and has all of it and its fields when asked", async () => {
    const text = `${"a ".repeat(5000)}needle ${"b ".repeat(5000)}`;
    const opened = await open("a.jsonl", JSON.stringify({ id: 7, text, list: [1, 2] }));
    const [whole] = (await opened.answer(page())).records;
    expect(whole).toMatchObject({ id: "7", cutBefore: 0, cutAfter: text.length - 1200 });
    expect(await search("NEEDLE")).toBe(1);
    const [cut] = (await opened.answer({ ...page(), list: "matches" })).records;
    const [span] = cut?.found ?? [];
    expect(cut?.text.slice(span?.start, span?.end)).toBe("needle");
    expect(cut?.cutBefore).toBe(10_000 - 300);
    const { record, fields } = await opened.answer({ kind: "whole", start: 0, field: "text" });
    expect(record.text).toBe(text);
    expect(fields).toEqual([
      { name: "id", value: "7" },
      { name: "list", value: "[\n 1,\n 2\n]" },
    ]);
  });
});

describe("a search", () => {
  test("finds text in the chosen field whatever its case, and pages through what it found", async () => {
    const opened = await open("a.jsonl", jsonLines);
    expect(await search("NURSE")).toBe(100);
    const found = await opened.answer({ ...page(2, 98), list: "matches" });
    expect(found.records.map(({ id, position }) => [id, position])).toEqual([
      ["r392", 98],
      ["r396", 99],
    ]);
    expect(found.records[0]?.found).toEqual([{ start: 4, end: 9 }]);
    const before = await opened.answer({ ...page(2, 2), list: "matches", toward: "before" });
    expect(before.records.map(({ id }) => id)).toEqual(["r0", "r4"]);
    expect(await search("nurse", [], "note")).toBe(400);
    expect(await search("STRASSE")).toBe(0); // ß is not ss
    expect(await search("straße")).toBe(300);
  });

  test("finds what JSON and CSV write with escapes and quotes", async () => {
    await open("a.jsonl", String.raw`{"text": "caf\u00e9 \u0061nd \"quotes\" and a\/b"}`);
    expect(await search("and")).toBe(1);
    expect(await search("café and")).toBe(1);
    expect(await search('"quotes"')).toBe(1);
    expect(await search("a/b")).toBe(1);
    await book?.close();
    await open("a.csv", 'text\n"say ""hello"" now"\n');
    expect(await search('say "hello" now')).toBe(1);
  });

  test("keeps records whose text names a group, alone or together with a text", async () => {
    const opened = await open("a.jsonl", jsonLines);
    expect(await search("", ["gender.female"])).toBe(100);
    expect(await search("396", ["gender.female"])).toBe(1);
    expect(await search("", ["axis:gender"])).toBe(100);
    expect(await search("", ["axis:religion"])).toBe(0);
    expect(await search("", ["gender.male"])).toBe(0);
    await opened.answer({ kind: "filter", text: "", groups: [], field: "text" });
    expect((await opened.answer({ ...page(), list: "matches" })).records).toEqual([]);
  });

  test("stops when asked, keeps what it found, and says how far it came", async () => {
    const opened = await open("a.txt", "she walks\n".repeat(400_000));
    // As soon as something is found, before the next part of the file is looked through.
    heard = (event) => {
      if (event.kind === "filtered" && event.found > 0) void opened.answer({ kind: "stop" });
    };
    await opened.answer({ kind: "filter", text: "", groups: ["gender.female"], field: "" });
    await eventually(() => events.some((event) => event.kind === "filtered" && event.isDone)).toBe(true);
    const last = events.findLast((event) => event.kind === "filtered");
    expect(last?.reached).toBeLessThan(4_000_000);
    expect((await opened.answer({ ...page(), list: "matches" })).records).toHaveLength(3);
  });

  test("answers pages while it runs", async () => {
    const opened = await open("a.txt", "she walks\n".repeat(400_000));
    await opened.answer({ kind: "filter", text: "", groups: ["gender.female"], field: "" });
    const isDone = (): boolean => events.some((event) => event.kind === "filtered" && event.isDone);
    const { records: read } = await opened.answer(page(3, 2_000_000));
    expect(read).toHaveLength(3);
    expect(isDone()).toBe(false);
    await opened.answer({ kind: "stop" });
  });

  test("that fails says so: a team's lexicon that cannot be read", async () => {
    const opened = await open("a.jsonl", jsonLines, { lexiconFile: "/nowhere/lexicon.json" });
    await opened.answer({ kind: "filter", text: "", groups: ["gender.female"], field: "text" });
    await eventually(() => events.find(({ kind }) => kind === "trouble")).toMatchObject({
      message: expect.stringContaining("/nowhere/lexicon.json") as unknown,
    });
  });
});
