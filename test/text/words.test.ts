import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitWords } from "../../src/text/words.ts";

const canonicals = (text: string, hyphens: "split" | "join" = "split"): string[] =>
  splitWords(text, { hyphens }).map((word) => word.canonical);

describe("splitWords", () => {
  test("gives spans in UTF-16 units, so that an emoji counts two", () => {
    expect(splitWords("👩 She ran")).toEqual([
      { start: 3, end: 6, canonical: "she" },
      { start: 7, end: 10, canonical: "ran" },
    ]);
  });

  test("takes an English clitic off the form but leaves it in the span", () => {
    expect(splitWords("She’ll")).toEqual([{ start: 0, end: 6, canonical: "she" }]);
    expect(canonicals("woman's don't 'tis they've")).toEqual(["woman", "don't", "tis", "they"]);
  });

  test("splits at hyphens, or joins when asked to", () => {
    expect(canonicals("African-American")).toEqual(["african", "american"]);
    expect(canonicals("African-American", "join")).toEqual(["african-american"]);
    expect(canonicals("end- of", "join")).toEqual(["end", "of"]);
  });

  test("makes one word of each Han character", () => {
    expect(canonicals("日本 is Japan")).toEqual(["日", "本", "is", "japan"]);
  });

  test("passes over soft hyphens and joins combining marks", () => {
    expect(canonicals("wo\u00adman cafe\u0301")).toEqual(["woman", "café"]);
  });

  test("counts words of more than 64 bytes as one kind", () => {
    expect(canonicals(`${"a".repeat(64)} ${"a".repeat(65)} ${"é".repeat(33)}`)).toEqual([
      "a".repeat(64),
      "<long>",
      "<long>",
    ]);
  });

  test("any text: words are in order, do not overlap, and lie inside it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const bounds = splitWords(text).flatMap(({ start, end }) => [start, end - 1]);
        expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
        expect(bounds.every((bound) => bound >= 0 && bound < text.length)).toBe(true);
      }),
    );
  });
});
