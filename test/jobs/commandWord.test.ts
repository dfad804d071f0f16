import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandWord } from "../../src/jobs/commandWord.ts";

test("leaves a plain path as it is, and puts quotes around one with spaces", () => {
  expect(commandWord("data/my-file_1.jsonl")).toBe("data/my-file_1.jsonl");
  expect(commandWord("my data.jsonl")).toBe('"my data.jsonl"');
  expect(commandWord(String.raw`C:\my data\a.jsonl`)).toBe(String.raw`"C:\my data\a.jsonl"`);
});

const names = [
  "a b.txt",
  "$(id).txt",
  "`id`",
  "it's $5",
  'a "b"',
  "a;b|c>d&e",
  "a!b",
  "back\\slash $x",
  "x*?[y]",
  "#a",
  "ü 語",
  "two\\\\x y",
  "end \\",
];
test.runIf(process.platform !== "win32").each(names)("a shell reads %s as one word", (name) => {
  expect(execFileSync("/bin/sh", ["-c", `printf %s ${commandWord(name)}`], { encoding: "utf8" })).toBe(name);
});
