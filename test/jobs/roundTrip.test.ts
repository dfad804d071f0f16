import { describe, expect, test } from "vitest";
import type { SkippedTerm, SwapEdit, SwapPlan } from "../../src/cda/swapPlan.ts";
import { roundTripFailure } from "../../src/jobs/augment/roundTrip.ts";

function edit(start: number, before: string, after: string, rule = "noun.person"): SwapEdit {
  return { start, end: start + before.length, before, after, rule, reason: "", confidence: 1 };
}

function left(start: number, surface: string, reason: string): SkippedTerm {
  return { start, end: start + surface.length, surface, rule: "sense", reason, confidence: 1 };
}

function plan(edits: readonly SwapEdit[], skipped: readonly SkippedTerm[] = []): SwapPlan {
  return { edits, skipped };
}

describe("a text that does not come back", () => {
  test("names the word whose counterpart has another", () => {
    // A lad -> a girl -> a boy
    expect(roundTripFailure(plan([edit(2, "lad", "girl")]), plan([edit(2, "girl", "boy")]))).toEqual({
      word: "lad",
      there: "girl",
      back: "boy",
      reason: "its counterpart has another counterpart",
    });
  });

  test("tells a pronoun that was read otherwise, a case that was lost, and what was not undone", () => {
    const reasonOf = (there: SwapEdit, back: SwapPlan): string => roundTripFailure(plan([there]), back).reason;
    const him = edit(0, "him", "her", "pronoun.object");
    expect(reasonOf(him, plan([edit(0, "her", "his", "pronoun.possessive")]))).toBe(
      "read as pronoun.possessive on the way back",
    );
    expect(reasonOf(edit(0, "Sir", "madam"), plan([edit(0, "madam", "sir")]))).toBe("case is lost");
    expect(reasonOf(edit(0, "hero", "heroine"), plan([]))).toBe("not seen on the way back");
    expect(reasonOf(edit(0, "king", "queen"), plan([], [left(0, "queen", "a fixed expression")]))).toBe(
      "left on the way back: a fixed expression",
    );
    expect(reasonOf(edit(0, "Mrs", "Mr"), plan([edit(0, "Mr Rowe", "Ms Rowe")]))).toBe(
      "taken together with other words on the way back",
    );
  });

  test("puts words before the articles that follow them, and places in the changed text", () => {
    // an heir and an actor -> a duchess and an actress -> a duke and an actor
    const there = plan([edit(0, "an", "a", "article"), edit(3, "heir", "duchess"), edit(15, "actor", "actress")]);
    const back = plan([edit(2, "duchess", "duke"), edit(17, "actress", "actor")]);
    expect(roundTripFailure(there, back)).toMatchObject({ word: "heir", there: "duchess", back: "duke" });
  });

  test("finds a word that only the second swap changed", () => {
    const there = plan([edit(0, "He", "She")], [left(9, "Queen", "a title")]);
    const back = plan([edit(0, "She", "He"), edit(10, "Queen", "King")]);
    expect(roundTripFailure(there, back)).toEqual({
      word: "Queen",
      there: "Queen",
      back: "King",
      reason: "changed on the way back only; left at first: a title",
    });
  });
});
