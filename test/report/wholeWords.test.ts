import fc from "fast-check";
import { expect, test } from "vitest";
import { wholeWordPattern } from "../../src/report/wholeWords.ts";

const found = (text: string, words: readonly string[]): string[] =>
  [...text.matchAll(wholeWordPattern(words) ?? /(?!)/g)].map(([match]) => match);

test("finds whole words only, in any case, the longest where several begin", () => {
  expect(found("He, the other man, HE and the man-at-arms.", ["he", "man", "man-at-arms"])).toEqual([
    "He",
    "man",
    "HE",
    "man-at-arms",
  ]);
});

test("takes every word literally", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 8 }), (word) => {
      expect(found(` ${word} `, [word]).length).toBeGreaterThan(0);
    }),
  );
  expect(found("aXb", ["a.b"])).toEqual([]);
});

test("is absent without words", () => {
  expect(wholeWordPattern([""])).toBeUndefined();
});
