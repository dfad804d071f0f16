import { expect, test } from "vitest";
import { planSwaps } from "../../src/cda/planSwaps.ts";
import { PlanTally } from "../../src/cda/planTally.ts";

test("sums edits by rule and skips by reason, most frequent first", () => {
  const tally = new PlanTally();
  tally.add(planSwaps("He and his aunt left; he drove."));
  tally.add(planSwaps("The king-size bed."));
  expect(tally.editsByRule()).toEqual([
    { rule: "pronoun.subject", edits: 2 },
    { rule: "noun.kinship", edits: 1 },
    { rule: "pronoun.possessive", edits: 1 },
  ]);
  expect(tally.skippedByReason()).toEqual([{ reason: "size, tool or part, not a person", count: 1 }]);
  expect(tally.lowConfidenceEdits).toBe(0);
});
