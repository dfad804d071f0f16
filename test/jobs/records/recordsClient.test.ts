import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { EvenhandError } from "../../../src/base/errors.ts";
import { RecordsClient } from "../../../src/jobs/records/recordsClient.ts";
import { isRecordsQuestion, parseRecordsRequest } from "../../../src/jobs/records/recordsProtocol.ts";
import type { RecordsEvent } from "../../../src/jobs/records/recordsProtocol.ts";
import { errorOf, TemporaryFolder } from "../../corpus/temporaryFolder.ts";

const childPath = join(resolve(import.meta.dirname, "../../.."), "dist", "records-child.mjs");
const folder = new TemporaryFolder();
const events: RecordsEvent[] = [];
const gone: EvenhandError[] = [];
let client: RecordsClient | undefined;

function connect(path = childPath): RecordsClient {
  events.length = 0;
  gone.length = 0;
  client = new RecordsClient({
    childPath: path,
    onEvent: (event) => events.push(event),
    onGone: (error) => gone.push(error),
  });
  return client;
}

afterEach(() => client?.dispose());

const page = { kind: "page", list: "all", from: 0, toward: "after", most: 5, field: "text" } as const;

test("the built reader opens a file, answers, counts and loads the lexicon", async () => {
  expect(existsSync(childPath), "npm run build").toBe(true);
  const path = await folder.file("a.jsonl", '{"text": "She said so."}\n{"text": "two"}\n');
  const opened = connect();
  const file = { path, name: "a.jsonl", axes: ["gender"] } as const;
  expect(await opened.open(file)).toMatchObject({ unit: "bytes", field: "text" });
  expect((await opened.ask(page)).records.map(({ text }) => text)).toEqual(["She said so.", "two"]);
  await expect
    .poll(() => events.map(({ kind }) => kind), { timeout: 20_000 })
    .toEqual(expect.arrayContaining(["indexed", "lexicon"]));
  expect((await opened.ask(page)).records[0]?.terms).toMatchObject([{ axis: "gender", start: 0, end: 3 }]);
});

test("a file that cannot be read is said with its hint, and a reader that dies fails every question", async () => {
  const opened = connect();
  const missing = await errorOf(opened.open({ path: "/nowhere.jsonl", name: "nowhere.jsonl", axes: [] }));
  expect(missing).toMatchObject({ code: "corpus.unreadable" });
  const dead = connect(await folder.file("dies.mjs", "process.exit(7);"));
  const error = await errorOf(dead.ask(page));
  expect(error).toMatchObject({ code: "job.crashed", message: "The process that reads the records ended with 7." });
  expect(gone).toEqual([error]);
  expect(await errorOf(dead.ask(page))).toBe(error);
});

test("only well-formed questions are let in", () => {
  const good = [
    page,
    { kind: "find", by: "byte", value: 3 },
    { kind: "whole", start: 0, field: "text" },
    { kind: "filter", text: "a", groups: ["gender.female"], field: "text" },
    { kind: "stop" },
  ];
  expect(good.filter((question) => !isRecordsQuestion(question))).toEqual([]);
  const bad: unknown[] = [
    null,
    "page",
    { ...page, from: -1 },
    { ...page, most: 1e6 },
    { ...page, list: "some" },
    { kind: "find", by: "line", value: 1.5 },
    { kind: "whole", start: "0", field: "text" },
    { kind: "filter", text: "a", groups: [1], field: "text" },
    { kind: "delete" },
  ];
  expect(bad.filter(isRecordsQuestion)).toEqual([]);
  expect(() => parseRecordsRequest({ kind: "open", id: 1, file: { path: "/a", name: "a", axes: ["taste"] } })).toThrow(
    TypeError,
  );
  expect(() => parseRecordsRequest({ kind: "ask", question: page })).toThrow("needs an id");
});
