import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareUnits } from "../../src/jobs/prepareUnits.ts";

/** A token for each letter; 0 is the end of a text. */
const tokenizer = {
  startOfTextId: 0,
  endOfTextId: 0,
  encode: (text: string) => Array.from(text, (letter) => letter.charCodeAt(0)),
};
const code = (letters: string): number[] =>
  Array.from(letters, (letter) => (letter === "|" ? 0 : letter.charCodeAt(0)));
const one = (...views: string[]) => ({ texts: [{ id: "r", views }] });
const rowsOf = (prepared: ReturnType<typeof prepareUnits>): number[][] =>
  prepared.records.flatMap(({ views }) => views.map(({ tokens }) => [...tokens]));

describe("a text longer than the model is given at once", () => {
  test("is cut to one block, which is counted", () => {
    const prepared = prepareUnits([one("abcdef")], tokenizer, { maximumTokens: 4, blocksPerUnit: 1 });
    expect(rowsOf(prepared)).toEqual([code("|abc")]);
    expect(prepared.skipped).toEqual([{ reason: "end of a text beyond 4 tokens", count: 1, examples: ["r"] }]);
  });

  test("takes part with several blocks, each token but the first predicted once", () => {
    const prepared = prepareUnits([one("abcdef")], tokenizer, { maximumTokens: 4, blocksPerUnit: 3 });
    expect(rowsOf(prepared)).toEqual([code("|abc"), code("cdef"), code("f|")]);
    expect(prepared.skipped).toEqual([]);
    expect(prepared.records).toHaveLength(1);
    expect(prepared.viewsPerRecord).toBe(3);
  });

  test("in any number of blocks predicts what was not left out, in order and once", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 12 }),
        (text, maximumTokens, blocksPerUnit) => {
          const rows = rowsOf(prepareUnits([one(text)], tokenizer, { maximumTokens, blocksPerUnit }));
          const whole = [...tokenizer.encode(text), 0];
          const predicted = rows.flatMap((row) => row.slice(1));
          expect(predicted).toEqual(whole.slice(0, blocksPerUnit * (maximumTokens - 1)));
          for (const row of rows) expect(row.length).toBeLessThanOrEqual(maximumTokens);
        },
      ),
    );
  });
});

test("a counterfactual has its own blocks in the same unit", () => {
  const prepared = prepareUnits([one("abcd", "abxyz")], tokenizer, { maximumTokens: 4, blocksPerUnit: 2 });
  expect(rowsOf(prepared)).toEqual([code("|abc"), code("cd|"), code("|abx"), code("xyz|")]);
  expect(prepared.records).toHaveLength(1);
});

test("the texts of one author share the blocks of their unit, and what is left out is counted", () => {
  const unit = { texts: ["ab", "cdefg", "hi", "jk"].map((text) => ({ id: text, views: [text] })) };
  const prepared = prepareUnits([unit], tokenizer, { maximumTokens: 4, blocksPerUnit: 2 });
  expect(rowsOf(prepared)).toEqual([code("|ab|"), code("|cde")]);
  expect(new Map(prepared.skipped.map(({ reason, examples }) => [reason, examples]))).toEqual(
    new Map([
      ["end of a text beyond 2 blocks of 4 tokens", ["cdefg"]],
      ["text beyond the 2 blocks of 4 tokens of its unit", ["hi", "jk"]],
    ]),
  );
});

test("a block out of the middle of a text has no ends of a text", () => {
  const block = { ...one("abcd"), begins: false, ends: false };
  expect(rowsOf(prepareUnits([block], tokenizer, { maximumTokens: 6, blocksPerUnit: 1 }))).toEqual([code("abcd")]);
});

test("no unit is left out, not even one without a token", () => {
  const nothing = { ...one(""), begins: false, ends: false };
  const prepared = prepareUnits([one(""), nothing], tokenizer, { maximumTokens: 4, blocksPerUnit: 1 });
  expect(rowsOf(prepared)).toEqual([code("||"), code("||")]);
});
