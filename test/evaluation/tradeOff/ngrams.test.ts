import fc from "fast-check";
import { expect, test } from "vitest";
import { NgramIds } from "../../../src/evaluation/tradeOff/ngrams.ts";

test("numbers pairs of words in the order in which they come, in their canonical form", () => {
  const pairs = new NgramIds(2);
  // The dog, dog and, and the, the dog
  expect([...pairs.of("The dog and the dog")]).toEqual([0, 1, 2, 0]);
  expect([...pairs.of("and the cat")]).toEqual([2, 3]);
  expect(pairs.size).toBe(4);
});

test("tells longer ones apart by every word", () => {
  const threes = new NgramIds(3);
  expect([...threes.of("a b c")]).toEqual([0]);
  expect([...threes.of("a b d")]).toEqual([1]);
  expect([...threes.of("d b c")]).toEqual([2]);
  expect([...threes.of("a b")]).toEqual([]);
});

test("gives two n-grams the same number just where their words are the same", () => {
  const word = fc.constantFrom("ab", "cd", "ef");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(word, { maxLength: 30 }), (length, words) => {
      const ids = [...new NgramIds(length).of(words.join(" "))];
      const texts = ids.map((_, start) => words.slice(start, start + length).join(" "));
      expect(ids).toHaveLength(Math.max(0, words.length - length + 1));
      ids.forEach((id, a) => ids.forEach((other, b) => expect(id === other).toBe(texts[a] === texts[b])));
    }),
  );
});

test("needs a length of at least one word", () => {
  expect(() => new NgramIds(0)).toThrow(RangeError);
});
