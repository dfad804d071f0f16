import fc from "fast-check";
import { expect, test } from "vitest";
import { WordPrefilter } from "../../src/cda/prefilter.ts";
import { splitWords } from "../../src/text/words.ts";

const words = ["she", "her", "ma'am", "señor", "fiancée", "waitress"];
const filter = new WordPrefilter(words);

test("passes over text without a word of the set", () => {
  expect(filter.mayContain("The committee — all of it — met in a café on the 4th.")).toBe(false);
  expect(filter.mayContain("Sherbet and shells.")).toBe(false);
  expect(filter.mayContain("")).toBe(false);
});

test("never misses a word that the word split finds", () => {
  const piece = fc.oneof(
    fc.constantFrom(...words, "SHE", "She’ll", "\u017fhe", "\uff53he", "s\u00adhe", "Fiance\u0301e", "(her)", "her."),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join(" ");
      const there = splitWords(text).some(({ canonical }) => words.includes(canonical));
      if (there) expect(filter.mayContain(text)).toBe(true);
    }),
  );
});
