import { statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps } from "../../src/cda/planSwaps.ts";
import { readingOfHer, roleOfLogOdds } from "../../src/cda/rules/herModel.ts";
import { TokenView, readTokens } from "../../src/cda/tokens.ts";
import { splitWords } from "../../src/text/words.ts";

const swapped = (text: string): string => applyPlan(text, planSwaps(text).edits);

test("the table is no larger than 200 kB", () => {
  expect(statSync(new URL("../../src/cda/data/herModel.json", import.meta.url)).size).toBeLessThanOrEqual(200_000);
});

test("where the rules are sure the model has no say", () => {
  const text = "We saw her before lunch.";
  const view = new TokenView(text, readTokens(text, splitWords(text)));
  const sure = { possessive: true, confidence: 0.97 }; // wrong, and sure of it
  expect(readingOfHer(view, 2, sure)).toBe(sure);
  expect(readingOfHer(view, 2, { possessive: true, confidence: 0.6 }).possessive).toBe(false);
});

test("confidence is the probability of the reading that is taken", () => {
  expect(roleOfLogOdds(0.7)).toEqual({ possessive: true, confidence: expect.closeTo(0.731, 3) as number }); // 1/(1+e^-1)
  expect(roleOfLogOdds(-1.3)).toEqual({ possessive: false, confidence: expect.closeTo(0.731, 3) as number });
});

describe("words that no rule lists", () => {
  test.each([
    ["The pull up the hill had her breathing harder.", "The pull up the hill had him breathing harder."],
    ["The long illness left her indifferent to praise.", "The long illness left him indifferent to praise."],
    ["Nothing could make her chuckle that winter.", "Nothing could make him chuckle that winter."],
    ["The delay caused her great distress.", "The delay caused him great distress."],
    ["They paid her close attention.", "They paid him close attention."],
    ["I followed her advice to the letter.", "I followed his advice to the letter."],
    ["The jury doubted her every word.", "The jury doubted his every word."],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

describe("symbols between pronoun and noun", () => {
  test.each([
    ["The landlord kept her $500 deposit.", "The landlady kept his $500 deposit."],
    ["The court fined her $500.", "The court fined him $500."],
    ["He spent his $20 on stamps.", "She spent her $20 on stamps."],
    ["She thanked her (former) coach.", "He thanked his (former) coach."],
    ["He let the rope slip through (his) fingers.", "She let the rope slip through (her) fingers."],
    ["She sold her '09 hatchback.", "He sold his '09 hatchback."],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

describe("his with a verb or a participle behind it", () => {
  test.each([
    ["His shattered hopes were plain to see.", "Her shattered hopes were plain to see."],
    ["His newly forged alliance held.", "Her newly forged alliance held."],
    ["Mine broke, but his held.", "Mine broke, but hers held."],
    ["A plan of his quickly failed.", "A plan of hers quickly failed."],
    ["You were his everything.", "You were her everything."],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});
