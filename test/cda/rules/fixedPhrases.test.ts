import { expect, test } from "vitest";
import { applyPlan } from "../../../src/cda/applyPlan.ts";
import { planSwaps } from "../../../src/cda/planSwaps.ts";
import { genderSwapTable } from "../../../src/lexicon/swapPairs.ts";
import { markFixedPhrases } from "../../../src/cda/rules/fixedPhrases.ts";
import { readTokens, TokenView } from "../../../src/cda/tokens.ts";
import { splitWords } from "../../../src/text/words.ts";

const table = genderSwapTable();
const swapped = (text: string): string => applyPlan(text, planSwaps(text).edits);

function isFixed(phrase: string): boolean {
  const view = new TokenView(phrase, readTokens(phrase, splitWords(phrase)));
  return markFixedPhrases(view, table).size === view.tokens.length;
}

/** Every wording of the phrases of two words, in lower case. */
const wordings = table.fixedPhrases
  .filter(({ words }) => words.length === 2)
  .flatMap(({ words: [firsts = [], seconds = []] }) =>
    firsts.flatMap((first) => seconds.map((second) => `${first} ${second}`.toLowerCase())),
  );

const titled = (phrase: string): string => phrase.replace(/(?<=^|\s)\p{L}/gu, (letter) => letter.toUpperCase());

function counterpartOf(phrase: string): string {
  return phrase
    .split(" ")
    .map((word) => table.terms.get(word)?.counterpart ?? word)
    .join(" ");
}

test("a phrase and its counterpart that both are fixed are so in the same letters", () => {
  const onesided = wordings.filter((phrase) => {
    const counterpart = counterpartOf(phrase);
    if (counterpart === phrase || !isFixed(titled(counterpart)) || !isFixed(titled(phrase))) return false;
    return isFixed(counterpart) !== isFixed(phrase);
  });
  expect(onesided).toEqual([]);
});

test.each([
  "The boy scouts met the girl scouts.",
  "The Boy Scouts met the Girl Scouts.",
  "A boy scout and a girl scout camped.",
  "The lake is man-made.",
  "They wait for Mr. Right.",
  "They wait for Mrs. Right.",
  "They wait for Ms. Right.",
  "They wait for Miss Right.",
])("%s", (text) => {
  expect(swapped(text)).toBe(text);
});

test.each([
  ["The man made dinner.", "The woman made dinner."],
  ["The woman made dinner.", "The man made dinner."],
  ["The man eating lunch left.", "The woman eating lunch left."],
  ["The man handled it.", "The woman handled it."],
])("a man who does something is no man-made thing: %s", (text, expected) => {
  expect(swapped(text)).toBe(expected);
});
