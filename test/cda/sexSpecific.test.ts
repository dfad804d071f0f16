import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import { planSwaps } from "../../src/cda/planSwaps.ts";
import type { PlanOptions } from "../../src/cda/planSwaps.ts";

const swapped = (text: string, options: PlanOptions = {}): string => applyPlan(text, planSwaps(text, options).edits);

describe("a sentence that states a fact about one sex stays", () => {
  test.each([
    "She gave birth to twins.",
    "She went into labor at noon.",
    "He was treated for prostate cancer.",
    "His sperm count is low.",
    "Her cervical screening is due.",
    "She is expecting a baby.",
    "The woman had a hysterectomy.",
    "He is circumcised.",
    "Her breast milk dried up.",
  ])("%s", (text) => {
    expect(swapped(text)).toBe(text);
  });
});

describe("words that only look like such facts do not hold a sentence back", () => {
  test.each([
    ["It was a miscarriage of justice, he said.", "It was a miscarriage of justice, she said."],
    ["After a pregnant pause he spoke.", "After a pregnant pause she spoke."],
    ["His cervical spine was fused.", "Her cervical spine was fused."],
    ["The labour market hurt him.", "The labour market hurt her."],
    ["He is expecting a call.", "She is expecting a call."],
    ["She attested that he protested.", "He attested that she protested."],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

test("what follows about the same person stays with it", () => {
  const text = "Maria is pregnant. She is due in May, and her husband is glad.";
  expect(swapped(text)).toBe(text);
  expect(swapped("He had prostate cancer. The actress said he recovered.")).toBe(
    "He had prostate cancer. The actor said he recovered.",
  );
  expect(swapped("She is pregnant.\n\nShe said so.")).toBe("She is pregnant.\n\nHe said so.");
});

test("policies: skip leaves the record, swap changes it all the same", () => {
  const plan = planSwaps("She is pregnant. He smiled.", { sensitive: "skip" });
  expect(plan.edits).toEqual([]);
  expect(plan.skippedRecord).toBe("the sentence states a fact about one sex");
  expect(swapped("She is pregnant.", { sensitive: "swap" })).toBe("He is pregnant.");
  expect(planSwaps("She is pregnant.").skipped.map(({ rule }) => rule)).toEqual(["sensitive.biology"]);
});
