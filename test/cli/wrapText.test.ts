import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapText } from "../../src/cli/wrapText.ts";

test("a paragraph loses no word, and no line is wider than 100 columns", () => {
  const word = fc.stringMatching(/^[a-z]{1,20}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
      const text = wrapText(words.join(" "));
      expect(text.split(/\s+/)).toEqual(words);
      for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    }),
  );
});

test("later lines are indented, and a word that is too long stays whole", () => {
  const long = "x".repeat(120);
  expect(wrapText(`see ${long} there`)).toBe(`see\n  ${long}\n  there`);
});
