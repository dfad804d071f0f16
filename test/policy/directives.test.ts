import { expect, test } from "vitest";
import { directiveFor, readDirectives } from "../../src/policy/directives.ts";
import type { Finding } from "../../src/policy/silence.ts";

const black: Finding = { rule: "ambiguous-term", group: "race.black", word: "black", files: ["a.md"] };
const nurse: Finding = { rule: "association", group: "gender.female", word: "nurse", files: ["a.md"] };

/** Lines of `text`, from 0, in which the finding is silenced. */
function silencedLines(text: string, finding: Finding): number[] {
  const lines = text.split("\n");
  const directives = readDirectives(lines);
  return lines.flatMap((_, line) => (directiveFor(directives, line, finding) === undefined ? [] : [line]));
}

test("the next line, by rule, with its reason", () => {
  const text = "one\n<!-- evenhand-disable-next-line ambiguous-term -- the colour -->\nblack ink\nblack";
  expect(silencedLines(text, black)).toEqual([2]);
  expect(silencedLines(text, nurse)).toEqual([]);
  expect(readDirectives(text.split("\n")).silences).toEqual([
    { rule: "ambiguous-term", reason: "the colour", line: 1, from: 2, to: 2 },
  ]);
});

test("the line itself, whatever the rule, in a comment of code", () => {
  expect(silencedLines("a\nblack // evenhand-disable-line\nblack", black)).toEqual([1]);
  expect(silencedLines("a\nblack /* evenhand-disable-line */", nurse)).toEqual([1]);
});

test("a block, to its end or to the end of the file", () => {
  expect(silencedLines("0\n# evenhand-disable association\n2\n3\n# evenhand-enable association\n5", nurse)).toEqual([
    1, 2, 3, 4,
  ]);
  expect(silencedLines("0\nevenhand-disable\n2\n3", black)).toEqual([1, 2, 3]);
});

test("an end without a rule closes every block, one with a rule only that rule's", () => {
  const text = "evenhand-disable association, ambiguous-term\n1\nevenhand-enable association\n3\nevenhand-enable\n5";
  expect(silencedLines(text, nurse)).toEqual([0, 1, 2]);
  expect(silencedLines(text, black)).toEqual([0, 1, 2, 3, 4]);
});

test("the whole file, from anywhere in it", () => {
  expect(silencedLines("black\nblack\n<!-- evenhand-disable-file -->", black)).toEqual([0, 1, 2]);
});

test("a word of a rule", () => {
  const text = "evenhand-disable-next-line ambiguous-term(Black) -- ink\n1";
  expect(silencedLines(text, black)).toEqual([1]);
  expect(silencedLines(text, { ...black, word: "white" })).toEqual([]);
});

test("a rule that there is not silences nothing and is told", () => {
  const text = "evenhand-disable-next-line colour, association -- why\nx";
  expect(readDirectives(text.split("\n")).unknown).toEqual([{ line: 0, rule: "colour" }]);
  expect(silencedLines(text, black)).toEqual([]);
  expect(silencedLines(text, nurse)).toEqual([1]);
});

test("a long line of spaces takes no time", () => {
  const started = performance.now();
  expect(silencedLines(`evenhand-disable-line${" ".repeat(200_000)}x nurse`, nurse)).toEqual([]);
  expect(silencedLines(`evenhand-disable-file association -- why ${" ".repeat(200_000)}-->  `, nurse)).toEqual([0]);
  expect(performance.now() - started).toBeLessThan(1000);
});

test("words that only begin like a directive are text", () => {
  expect(readDirectives(["evenhand-disabled", "evenhand-disable-all x", "my-evenhand-x"]).silences).toEqual([]);
});
