import { expect, test } from "vitest";
import { planShards, tasksOf, unitKind } from "../../../src/jobs/scan/planShards.ts";
import type { ScanFile } from "../../../src/jobs/scan/scanTask.ts";

function file(name: string, bytes: number, rest: Partial<ScanFile> = {}): ScanFile {
  return { path: `/c/${name}`, name, bytes, format: "text", compression: "none", field: "", ...rest };
}

test("large files come first, cut into ranges; a very large one is several shards", () => {
  const shards = planShards([file("small.txt", 5), file("large.txt", 250)], { rangeBytes: 10, shardBytes: 100 });
  expect(shards.map(({ bytes, pieces }) => [bytes, pieces.length])).toEqual([
    [100, 10],
    [100, 10],
    [50, 5],
    [5, 1],
  ]);
  expect(shards[1]?.slices).toEqual([{ file: 1, start: 100, end: 200 }]);
  expect(shards[1]?.pieces[0]).toEqual([{ kind: "range", file: 1, start: 100, end: 110 }]);
});

test("small files of a large corpus share shards by their names, so that a new file changes one of them", () => {
  const files = Array.from({ length: 50 }, (_, index) => file(`${index}.txt`, 10));
  const namesOf = (all: readonly ScanFile[]): string[] =>
    planShards(all, { separateFiles: 20 })
      .map(({ slices }) => slices.map((slice) => all[slice.file]?.name).join(" "))
      .sort();
  const before = namesOf(files);
  expect(before.length).toBeLessThanOrEqual(16);
  const after = namesOf([file("new.txt", 10), ...files]);
  expect(after.filter((names) => !before.includes(names))).toHaveLength(1);
});

test("files with records, a nested field, compression or a field to count by are read as such", () => {
  const jsonl = { format: "jsonl", field: "text" } as const;
  expect(unitKind(file("a.txt", 1), undefined)).toBe("range");
  expect(unitKind(file("a.jsonl", 1, jsonl), undefined)).toBe("range");
  expect(unitKind(file("a.jsonl", 1, { ...jsonl, field: "meta.text" }), undefined)).toBe("records");
  expect(unitKind(file("a.jsonl", 1, jsonl), "source")).toBe("records");
  expect(unitKind(file("a.jsonl.gz", 1, { ...jsonl, compression: "gzip" }), undefined)).toBe("lines");
  expect(unitKind(file("a.csv", 1, { format: "csv", field: "text" }), undefined)).toBe("records");
});

test("a file is hashed along with its only piece, or else by a task of its own, once", () => {
  const shards = planShards([file("large.txt", 30), file("small.txt", 5)], { rangeBytes: 10, shardBytes: 20 });
  const tasks = tasksOf(
    shards,
    () => false,
    () => true,
  );
  expect(tasks.map(({ id, shard, units, hashes }) => [id, shard, units.length, hashes])).toEqual([
    [0, 0, 0, [0]],
    [1, 0, 1, []],
    [2, 0, 1, []],
    [3, 1, 1, []],
    [4, 2, 1, [1]],
  ]);
  // The large file is of two shards: the first could not be kept before the hash is there.
  expect(tasks.map(({ hashesAlong }) => hashesAlong)).toEqual([false, false, false, true, true]);
  const rest = tasksOf(
    shards,
    ({ id }) => id < 2,
    (number) => number === 0,
  );
  expect(rest.map(({ shard, units, hashes }) => [shard, units.length, hashes])).toEqual([
    [0, 0, [0]],
    [2, 1, []],
  ]);
});
