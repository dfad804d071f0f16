import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../../src/cda/applyPlan.ts";
import { decisionOn } from "../../../src/cda/decisions/decidedPlan.ts";
import type { SwapDecision } from "../../../src/cda/decisions/swapDecision.ts";
import { swapKeys } from "../../../src/cda/decisions/swapKey.ts";
import { planNeutral } from "../../../src/cda/neutralise/planNeutral.ts";
import { planSwaps } from "../../../src/cda/planSwaps.ts";

/** The text with its swaps under decisions. */
function swapped(text: string, ...decisions: readonly SwapDecision[]): string {
  return applyPlan(text, planSwaps(text, { decisions }).edits);
}

/** A decision about the n-th swap of a text. */
function about(text: string, n: number, decision: SwapDecision["decision"]): SwapDecision {
  const edit = planSwaps(text).edits.filter(({ of }) => of === undefined)[n];
  if (edit === undefined) throw new RangeError(`no swap ${n}`);
  return { decision, swap: swapKeys(text)(edit), word: edit.before, after: edit.after };
}

const text = "She met her brother. She left.";

describe("a rejected swap", () => {
  test("is left, and counted with its reason; the others stay", () => {
    const decision = about(text, 0, "reject");
    expect(swapped(text, decision)).toBe("She met his sister. He left.");
    expect(planSwaps(text, { decisions: [decision] }).skipped).toEqual([
      { start: 0, end: 3, surface: "She", rule: "decision", reason: "rejected in review", confidence: 1 },
    ]);
  });

  test("stays rejected when other sentences change or the record moves, and is a new one when its own changes", () => {
    const decision = about(text, 0, "reject");
    expect(swapped(`It rained. ${text} He came.`, decision)).toBe("It rained. She met his sister. He left. She came.");
    expect(swapped("She met her old brother. She left.", decision)).toBe("He met his old sister. He left.");
  });

  test("is not the same word elsewhere in its sentence", () => {
    const twice = "She said she would.";
    expect(swapped(twice, about(twice, 1, "reject"))).toBe("He said she would.");
    const same = "he and then he left";
    expect(swapped(same, about(same, 1, "reject"))).toBe("she and then he left");
  });

  test("takes the article along that only agrees with it", () => {
    const article = "He is an actor and she saw a queen.";
    const [actor] = [about("He was an earl.", 1, "reject")];
    expect(swapped("He was an earl.")).toBe("She was a countess.");
    expect(swapped("He was an earl.", actor)).toBe("She was an earl.");
    expect(swapped(article, { decision: "reject", word: "Queen" })).not.toContain("king");
  });
});

describe("wider decisions", () => {
  test("are about a word wherever it stands, in any case, or about a rule", () => {
    expect(swapped("King and the king saw her.", { decision: "reject", word: "KING" })).toContain("the king saw him");
    const [first] = planSwaps("She left.").edits;
    expect(swapped("She left her mother.", { decision: "reject", rule: first?.rule ?? "" })).toBe(
      "She left his father.",
    );
  });

  test("yield to narrower ones, and to later ones about the same", () => {
    const word: SwapDecision = { decision: "reject", word: "she" };
    const rule: SwapDecision = { decision: "reject", rule: "pronoun.subject" };
    expect(swapped(text, word, about(text, 0, "accept"), rule)).toBe("He met his sister. She left.");
    expect(swapped("He and she left.", rule, { decision: "accept", word: "he" })).toBe("She and she left.");
    expect(swapped("She left.", word, { ...word, decision: "accept" })).toBe("He left.");
  });
});

test("neutral words are decided about like swaps, with the verbs that agree", () => {
  const record = "She is late. He was early.";
  const plan = planNeutral(record);
  expect(applyPlan(record, plan.edits)).toBe("They are late. They were early.");
  const [they] = plan.edits;
  if (they === undefined) throw new RangeError("no edit");
  const decision: SwapDecision = {
    decision: "reject",
    swap: swapKeys(record)(they),
    word: they.before,
    after: they.after,
  };
  const decided = planNeutral(record, { decisions: [decision] });
  expect(applyPlan(record, decided.edits)).toBe("She is late. They were early.");
  // The same word's swap to another counterpart is another decision.
  expect(swapped(record, decision)).toBe("He is late. She was early.");
});

test("says what was decided about a swap itself, and only that", () => {
  const decisions: readonly SwapDecision[] = [about(text, 0, "accept"), { decision: "reject", word: "brother" }];
  const on = decisionOn(text, decisions);
  const edits = planSwaps(text).edits;
  expect(edits.map((edit) => [edit.before, on(edit)])).toEqual([
    ["She", "accept"],
    ["her", undefined],
    ["brother", undefined],
    ["She", undefined],
  ]);
});

test("rejecting every swap one by one leaves the text as it is, and no decision changes nothing", () => {
  const words = fc.constantFrom("She", "he", "a", "an", "heir", "mother", "his", "king", "left", "saw", ".", "actress");
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 14 }), (parts) => {
      const record = parts.join(" ");
      const keyOf = swapKeys(record);
      const plan = planSwaps(record);
      const rejected = plan.edits
        .filter(({ of }) => of === undefined)
        .map((edit): SwapDecision => {
          return { decision: "reject", swap: keyOf(edit), word: edit.before, after: edit.after };
        });
      expect(swapped(record, ...rejected)).toBe(record);
      expect(planSwaps(record, { decisions: [] })).toEqual(plan);
    }),
  );
});
