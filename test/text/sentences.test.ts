import { describe, expect, test } from "vitest";
import { maximumSentenceWords, splitSentences } from "../../src/text/sentences.ts";
import { splitWords } from "../../src/text/words.ts";

function sentencesOf(text: string): string[] {
  return splitSentences(text, splitWords(text)).map(({ start, end }) => text.slice(start, end));
}

describe("splitSentences", () => {
  test("ends a sentence at a full stop before a capital", () => {
    expect(sentencesOf("He ran. She sat! Who? Me")).toEqual(["He ran", "She sat", "Who", "Me"]);
  });

  test("goes on after a title, a single letter and before a lower-case word", () => {
    expect(sentencesOf("Dr. Lee met J. Smith at 3 p.m. and left.")).toEqual([
      "Dr. Lee met J. Smith at 3 p.m. and left",
    ]);
  });

  test("goes on inside a number", () => {
    expect(sentencesOf("It took 3.5 hours.")).toEqual(["It took 3.5 hours"]);
  });

  test("ends at a line end, and at a closing quote after the full stop", () => {
    expect(sentencesOf("One line\ntwo lines")).toEqual(["One line", "two lines"]);
    expect(sentencesOf("“He ran.” “She sat.”")).toEqual(["He ran", "She sat"]);
  });

  test("has no sentence without words", () => {
    expect(sentencesOf("... !!! ---")).toEqual([]);
    expect(sentencesOf("")).toEqual([]);
  });

  test("cuts a run without a boundary at the maximum", () => {
    const text = "word ".repeat(maximumSentenceWords + 1);
    const sentences = splitSentences(text, splitWords(text));
    expect(sentences.map(({ firstWord, lastWord }) => lastWord - firstWord)).toEqual([maximumSentenceWords, 1]);
  });

  test("counts words half open and covers all of them", () => {
    const text = "He ran. She sat.";
    expect(splitSentences(text, splitWords(text))).toEqual([
      { start: 0, end: 6, firstWord: 0, lastWord: 2 },
      { start: 8, end: 15, firstWord: 2, lastWord: 4 },
    ]);
  });
});
