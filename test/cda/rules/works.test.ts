import { describe, expect, test } from "vitest";
import { applyPlan } from "../../../src/cda/applyPlan.ts";
import { planSwaps } from "../../../src/cda/planSwaps.ts";

const swapped = (text: string): string => applyPlan(text, planSwaps(text).edits);

describe("a person after a verb that also announces titles changes", () => {
  test.each([
    ["She called Mrs. Jones.", "He called Mr. Jones."],
    ["They hired a man named Mr. Black.", "They hired a woman named Ms. Black."],
    ["Please show Mrs. Jones the room.", "Please show Mr. Jones the room."],
    ["Her boss hit Mr. Jones.", "His boss hit Ms. Jones."],
    ["I called Mom.", "I called Dad."],
    ["The teacher called Mom.", "The teacher called Dad."],
    ["Please show Dad.", "Please show Mom."],
    ["They named Mrs. Jones chair.", "They named Mr. Jones chair."],
    ["She named Aunt Clara as her guardian.", "He named Uncle Clara as his guardian."],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

test("two parents who are called stay as a pair, not as a title", () => {
  const reasons = planSwaps("I called Mom and Dad.").skipped.map(({ reason }) => reason);
  expect(reasons).toEqual(["both genders are named side by side", "both genders are named side by side"]);
});

describe("a title after its kind stays", () => {
  test.each([
    "We saw the film Mother.",
    "A film called Mother.",
    "The film is called Mother.",
    "It was a book titled Sons and Lovers.",
    "The hit Lady Madonna came out.",
    "The show Mad Men ended.",
    "They played a song called Brother.",
    "A band named The Sisters of Mercy sang.",
  ])("%s", (text) => {
    expect(swapped(text)).toBe(text);
  });
});
