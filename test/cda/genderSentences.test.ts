import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps } from "../../src/cda/planSwaps.ts";

/** `< text` with `> counterfactual` below it, or `= text` that stays. */
const lines = readFileSync(new URL("../fixtures/genderSentences.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const changed = lines.flatMap((line, index): [string, string][] =>
  line.startsWith("< ") ? [[line.slice(2), (lines[index + 1] ?? "").slice(2)]] : [],
);
const kept = lines.filter((line) => line.startsWith("= ")).map((line) => line.slice(2));
const swapped = (text: string): string => applyPlan(text, planSwaps(text).edits);

test("the sentences are read", () => {
  expect(changed.length + kept.length).toBeGreaterThan(300);
});

describe("reads as if a person had written it", () => {
  test.each(changed)("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

describe("stays as it is", () => {
  test.each(kept)("%s", (text) => {
    expect(swapped(text)).toBe(text);
  });
});
