import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps } from "../../src/cda/planSwaps.ts";
import { genderSwapTable } from "../../src/lexicon/swapPairs.ts";

test("says of each edit what, why and how sure", () => {
  expect(planSwaps("The nurse said she lost her keys.").edits).toEqual([
    {
      start: 15,
      end: 18,
      before: "she",
      after: "he",
      rule: "pronoun.subject",
      reason: "subject pronoun",
      confidence: 1,
    },
    {
      start: 24,
      end: 27,
      before: "her",
      after: "his",
      rule: "pronoun.possessive",
      reason: "possessive before a noun phrase",
      confidence: expect.closeTo(0.95, 1) as number,
    },
  ]);
});

test.each([
  ["She loves her son(s)", "He loves his daughter(s)"],
  ["The actress(es) and a waiter(s);", "The actor(s) and a waitress(es);"],
  ["DAUGHTER(S), ACTRESS(ES)", "SON(S), ACTOR(S)"],
])("a plural in brackets goes with its word: %s", (text, expected) => {
  const { edits } = planSwaps(text);
  expect(applyPlan(text, edits)).toBe(expected);
  expect(applyPlan(expected, planSwaps(expected).edits)).toBe(text);
  for (const { rule, start, of } of edits) if (rule === "plural") expect(of).toBeLessThan(start);
});

test("a call is no plural in brackets", () => {
  for (const text of ["call list.son(s)", "call son(x)", "call son()"]) expect(planSwaps(text).edits).toEqual([]);
});

test("says of each term that stays why", () => {
  const { edits, skipped } = planSwaps("Ladies and gentlemen, the king-size bed is for Mother Nature.");
  expect(edits).toEqual([]);
  expect(skipped.map(({ surface, reason }) => `${surface}: ${reason}`)).toEqual([
    "Ladies: both genders are named side by side",
    "gentlemen: both genders are named side by side",
    "king: size, tool or part, not a person",
    "Mother: fixed expression",
  ]);
});

test("a doubtful reading has less confidence than a plain one", () => {
  const doubtful = planSwaps("I gave her books.").edits[0]?.confidence ?? 1;
  const plain = planSwaps("I asked her about it.").edits[0]?.confidence ?? 0;
  expect(doubtful).toBeLessThan(plain);
});

describe("properties", () => {
  const { terms } = genderSwapTable();
  /** Two-way pairs whose sense does not hang on their neighbours. */
  const pairs = [...terms.values()].filter(
    ({ term, counterpart, capital, rule }) =>
      terms.get(counterpart)?.counterpart === term && !capital && (rule === "kinship" || rule === "occupation"),
  );
  const term = fc.constantFrom(...pairs.map((pair) => pair.term)).filter((one) => !/^gods?$|godd/.test(one));
  const subject = fc.constantFrom("he", "she");
  const sentence = fc
    .tuple(term, subject, term)
    .map(([a, pronoun, b]) => `yesterday the ${a} said that ${pronoun} met the ${b} .`);
  const noise = fc.string({ unit: "binary-ascii", maxLength: 30 });

  test("swapping an unambiguous pair twice gives the text back", () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const once = applyPlan(text, planSwaps(text).edits);
        expect(applyPlan(once, planSwaps(once).edits)).toBe(text);
      }),
    );
  });

  test("edits are in order, fit the text, and nothing outside them changes", () => {
    const pieces = fc.array(
      fc.oneof(sentence, noise, fc.constantFrom("her", "his ", "an heiress", "Mr.", "\n", "<b>", "`")),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join(" ");
        const { edits, skipped } = planSwaps(text);
        let position = 0;
        let outside = "";
        for (const { start, end, before } of edits) {
          expect(start).toBeGreaterThanOrEqual(position);
          expect(text.slice(start, end)).toBe(before);
          outside += text.slice(position, start);
          position = end;
        }
        outside += text.slice(position);
        const result = applyPlan(text, edits);
        expect(result.length).toBe(outside.length + edits.reduce((sum, { after }) => sum + after.length, 0));
        for (const { start, end, surface } of skipped) expect(text.slice(start, end)).toBe(surface);
      }),
    );
  });

  test("nothing inside links, code and placeholders is edited", () => {
    const word = fc.constantFrom("her", "his", "waitress", "king", "mother");
    const data = fc.oneof(
      word.map((one) => `https://example.org/${one}/x`),
      word.map((one) => `\`${one} = 1\``),
      word.map((one) => `{${one}_name}`),
      word.map((one) => `${one}@example.org`),
      word.map((one) => `{{ ${one} }}`),
    );
    fc.assert(
      fc.property(data, data, (first, second) => {
        const text = `she sent ${first} to him and ${second} .`;
        expect(applyPlan(text, planSwaps(text).edits)).toBe(`he sent ${first} to her and ${second} .`);
      }),
    );
  });
});
