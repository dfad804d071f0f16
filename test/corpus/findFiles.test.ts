import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { findFiles, namedFrom } from "../../src/corpus/findFiles.ts";
import { SkipLog } from "../../src/corpus/skipLog.ts";
import { encode, storedZstd } from "./formatFiles.ts";
import { TemporaryFolder } from "./temporaryFolder.ts";

const folder = new TemporaryFolder();
const records = [{ text: "she", source: "web" }];

test.skipIf(process.platform === "win32")("refuses a pipe, which would be waited for", async () => {
  const pipe = join(folder.path, "pipe.txt");
  execFileSync("mkfifo", [pipe]);
  await expect(findFiles([pipe], new SkipLog())).rejects.toMatchObject({
    code: "corpus.unreadable",
    message: `${pipe} is not a file or folder`,
  });
});

test("tells format and compression by name, and by the bytes where these know better", async () => {
  const line = Buffer.from('{"text": "she"}\n');
  await folder.file("a.md", "she");
  await folder.file("b.NDJSON", line);
  await folder.file("c.json", "[]");
  await folder.file("d.json", Buffer.concat([line, line]));
  await folder.file("e.json.gz", gzipSync(Buffer.concat([line, line])));
  await folder.file("f.csv.zst", storedZstd(line));
  await folder.file("g.tsv", gzipSync(line));
  await folder.file("h.parquet", encode(records, "parquet"));
  await folder.file("i.feather", encode(records, "arrow"));
  await folder.file("j.parquet.gz", "x");
  await folder.file("k.tar.gz", "x");
  const skips = new SkipLog();
  const files = await findFiles([folder.path], skips);
  expect(files.map(({ name, format, compression }) => `${name} ${format} ${compression}`)).toEqual([
    "a.md text none",
    "b.NDJSON jsonl none",
    "c.json json none",
    "d.json jsonl none",
    "e.json.gz jsonl gzip",
    "f.csv.zst csv zstd",
    "g.tsv tsv gzip",
    "h.parquet parquet none",
    "i.feather arrow none",
  ]);
  expect(skips.counts()).toMatchObject([{ count: 2 }]);
});

test("expands a pattern that the shell did not, and reads what matches twice once", async () => {
  await folder.file("data/one.jsonl", '{"text": "one"}');
  await folder.file("data/deep/er/two.jsonl", '{"text": "two"}');
  await folder.file("data/three.txt", "three");
  await folder.file("data/.hidden/four.jsonl", '{"text": "four"}');
  const skips = new SkipLog();
  const pattern = join(folder.path, "data/**/*.jsonl");
  const files = await findFiles([pattern, join(folder.path, "data/one.jsonl")], skips);
  expect(files.map(({ name, named }) => [name, named])).toEqual([
    ["deep/er/two.jsonl", false],
    ["one.jsonl", false],
  ]);
  expect(
    skips
      .counts()
      .map(({ reason }) => reason)
      .toSorted(),
  ).toEqual(["hidden file or folder", "named twice"]);
  await expect(findFiles([join(folder.path, "data/*.csv")], skips)).rejects.toMatchObject({
    code: "corpus.unreadable",
    message: `${join(folder.path, "data/*.csv")}: no file matches`,
  });
});

test("what says how a corpus is audited is no part of it", async () => {
  await folder.file("audited/evenhand.json", '{ "gates": [] }');
  await folder.file("audited/sub/evenhand.lexicon.json", "{}");
  await folder.file("audited/evenhand.jsonl", '{"text": "one"}');
  const skips = new SkipLog();
  const files = await findFiles([join(folder.path, "audited")], skips);
  expect(files.map(({ name }) => name)).toEqual(["evenhand.jsonl"]);
  expect(skips.counts()).toMatchObject([{ reason: "settings of Evenhand", count: 2 }]);
});

test("files are named from the first folder that they are below", async () => {
  await folder.file("first/sub/a.txt", "one");
  await folder.file("second/a.txt", "two");
  await folder.file("third/a.txt", "three");
  const paths = ["first/sub/a.txt", "second/a.txt", "third"].map((path) => join(folder.path, path));
  const files = await findFiles(paths, new SkipLog());
  const named = (folders: readonly string[]): string[] =>
    namedFrom(
      folders.map((path) => join(folder.path, path)),
      files,
    ).map(({ name }) => name);
  expect(named(["first", "."])).toEqual(["sub/a.txt", "second/a.txt", "third/a.txt"]);
  expect(named(["first"])).toEqual(["sub/a.txt", "second/a.txt", "third/a.txt"]); // alike: apart by their folders
  expect(namedFrom([join(folder.path, "fir")], files)).toEqual(files);
  expect(namedFrom([], files)).toBe(files);
});

test("takes a file whose name looks like a pattern for itself", async () => {
  const path = await folder.file("a[1].txt", "she");
  await folder.file("a1.txt", "he");
  expect((await findFiles([path], new SkipLog())).map(({ name }) => name)).toEqual(["a[1].txt"]);
});

test("names files that would share a name by their path below the folder they are all in", async () => {
  const paths = [
    await folder.file("same/x/a.txt", "she"),
    await folder.file("same/y/a.txt", "he"),
    await folder.file("same/y/b.txt", "they"),
  ];
  const names = async (given: readonly string[]) => (await findFiles(given, new SkipLog())).map(({ name }) => name);
  expect(await names(paths)).toEqual(["x/a.txt", "y/a.txt", "b.txt"]);
  const [x = "", y = ""] = paths.map((path) => join(path, ".."));
  expect(await names([x, y])).toEqual(["x/a.txt", "y/a.txt", "b.txt"]);
  await folder.file("same/z/x/a.txt", "her");
  expect(await names([...paths, join(folder.path, "same/z")])).toEqual(["x/a.txt", "y/a.txt", "y/b.txt", "z/x/a.txt"]);
});
