import { expect, test } from "vitest";
import { applyPlan } from "../../src/cda/applyPlan.ts";
import type { SwapEdit } from "../../src/cda/swapPlan.ts";

const edit = (start: number, before: string, after: string): SwapEdit => ({
  start,
  end: start + before.length,
  before,
  after,
  rule: "test",
  reason: "test",
  confidence: 1,
});

test("applies edits of any length without moving the ones before", () => {
  expect(applyPlan("a king and a queen", [edit(2, "king", "queen"), edit(13, "queen", "king")])).toBe(
    "a queen and a king",
  );
});

test("refuses edits that overlap or were planned for another text", () => {
  expect(() => applyPlan("his", [edit(0, "his", "her"), edit(1, "is", "er")])).toThrow(RangeError);
  expect(() => applyPlan("her", [edit(0, "his", "her")])).toThrow(/another text/);
});
