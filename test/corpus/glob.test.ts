import { expect, test } from "vitest";
import { parseGlob } from "../../src/corpus/glob.ts";

const matching = (pattern: string, paths: readonly string[]): string[] =>
  paths.filter((path) => parseGlob(pattern)?.matches(path) === true);

test("a path without a pattern is none", () => {
  expect(parseGlob("data/a.jsonl")).toBeUndefined();
});

test("begins in the folder before the first pattern", () => {
  expect(parseGlob("data/raw/*/x.txt")?.base).toBe("data/raw");
  expect(parseGlob("*.txt")?.base).toBe(".");
  expect(parseGlob("/*.txt")?.base).toBe("/");
});

test("two stars stand for any number of folders, one for a part of a name", () => {
  const paths = ["a.jsonl", "x/a.jsonl", "x/y/a.jsonl", "x/a.txt"];
  expect(matching("data/**/*.jsonl", paths)).toEqual(["a.jsonl", "x/a.jsonl", "x/y/a.jsonl"]);
  expect(matching("data/*.jsonl", paths)).toEqual(["a.jsonl"]);
  expect(matching("data/*/a.*", paths)).toEqual(["x/a.jsonl", "x/a.txt"]);
  expect(matching("data/**", paths)).toEqual(paths);
});

test("knows question marks, ranges and choices, and takes other signs as they are", () => {
  const paths = ["a1.txt", "a2.txt", "b1.txt", "a+.txt", "a10.csv", "{x}.txt"];
  expect(matching("a?.txt", paths)).toEqual(["a1.txt", "a2.txt", "a+.txt"]);
  expect(matching("[ab]1.txt", paths)).toEqual(["a1.txt", "b1.txt"]);
  expect(matching("[!a]1.txt", paths)).toEqual(["b1.txt"]);
  expect(matching("x[!a]y.txt", ["x/y.txt", "x-y.txt"])).toEqual(["x-y.txt"]);
  expect(matching("a[0-9]*.{txt,c{s,t}v}", paths)).toEqual(["a1.txt", "a2.txt", "a10.csv"]);
  expect(matching("?+.t*", paths)).toEqual(["a+.txt"]);
  expect(matching("{x}.*", paths)).toEqual(["{x}.txt"]);
  expect(parseGlob("[z-a].txt")).toBeUndefined();
});

test("takes a brace in brackets of its own as it is", () => {
  const paths = ["a{b,c}d", "ab}d", "abd", "acd"];
  expect(matching("a[{]b,c[}]d", paths)).toEqual(["a{b,c}d"]);
  expect(matching("a{b,[}]c}d", ["abd", "a}cd"])).toEqual(["abd", "a}cd"]);
});

test("names the folders that may hold a match, and no others", () => {
  const may = (pattern: string, path: string): boolean | undefined => parseGlob(pattern)?.mayHold(path);
  expect([may("*/b/*.txt", "a"), may("*/b/*.txt", "a/b"), may("*/b/*.txt", "a/c"), may("*/b/*.txt", "a/b/c")]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([may("*.txt", "a"), may("**/*.txt", "a/b/c"), may("**", "a/b")]).toEqual([false, true, true]);
});

test.each([
  [`${"*a".repeat(12)}b`, `${"a".repeat(120)}.txt`],
  [`${"**/".repeat(12)}x`, `${"a/".repeat(40)}y`],
  [`{${"*a".repeat(8)}b,${"?*".repeat(12)}b}`, "a".repeat(120)],
])("%s is told from a path without trying every way", (pattern, path) => {
  const started = performance.now();
  expect(parseGlob(pattern)?.matches(path)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});

test("a pattern that stands for too many is none", () => {
  expect(parseGlob("{a,b}".repeat(9))?.matches("ababababa")).toBe(true);
  expect(parseGlob("{a,b}".repeat(60))).toBeUndefined();
});
