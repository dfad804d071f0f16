import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { inLowerCase, typoShare, withTypos } from "../../../src/evaluation/robustness/perturbations.ts";
import { splitWords } from "../../../src/text/words.ts";

const sentence = fc
  .array(
    fc.constantFrom(
      "Where",
      "is",
      "the",
      "station?",
      "Noël",
      "naïve",
      "A",
      "ooooo",
      "don't",
      "𝒜𝒷𝒸𝒹𝑒",
      "12345",
      "—",
      "people",
    ),
    {
      maxLength: 40,
    },
  )
  .map((words) => words.join(" "));

describe("typing errors", () => {
  test("swap two neighbours inside a word", () => {
    expect(withTypos("word", seededRandom(1))).toBe("wrod");
    expect(["tbale", "talbe"]).toContain(withTypos("table", seededRandom(1)));
  });

  test("leave a text alone that has no word of four letters with two different ones inside", () => {
    for (const text of ["", "It is so.", "baab ooooo", "1234 56789", "don't"]) {
      expect(withTypos(text, seededRandom(1))).toBe(text);
    }
  });

  test("keep every letter, the ends of every word, and everything between words", () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 0, max: 1e6 }), (text, seed) => {
        const after = withTypos(text, seededRandom(seed));
        const sorted = (of: string): string[] => Array.from(of).sort();
        expect(sorted(after)).toEqual(sorted(text));
        const [before, now] = [splitWords(text), splitWords(after)];
        expect(now.map(({ start, end }) => [start, end])).toEqual(before.map(({ start, end }) => [start, end]));
        for (const { start, end } of before) {
          expect(after[start]).toBe(text[start]);
          expect(after[end - 1]).toBe(text[end - 1]);
        }
        expect(withTypos(text, seededRandom(seed))).toBe(after);
      }),
    );
  });

  test("come in a tenth of the words that can have one, one each", () => {
    const text = Array.from({ length: 50 }, () => "people").join(" ");
    const after = withTypos(text, seededRandom(3)).split(" ");
    expect(after.filter((word) => word !== "people")).toHaveLength(50 * typoShare);
  });
});

test("lower case is reached in one step and keeps the words", () => {
  fc.assert(
    fc.property(sentence, (text) => {
      const after = inLowerCase(text);
      expect(inLowerCase(after)).toBe(after);
      expect(splitWords(after).map(({ canonical }) => canonical)).toEqual(
        splitWords(text).map(({ canonical }) => canonical),
      );
    }),
  );
});
