import { expect, test } from "vitest";
import { readDecisions, withDecisions, withoutDecisions } from "../../../src/cda/decisions/decisionsFile.ts";
import type { SwapDecision } from "../../../src/cda/decisions/swapDecision.ts";

const swap: SwapDecision = { decision: "reject", swap: "0123456789abcdef", word: "She", after: "He" };

test("what is written is read again, blank lines and a byte order mark aside", () => {
  const word: SwapDecision = { decision: "reject", word: "king" };
  const rule: SwapDecision = { decision: "accept", rule: "noun.kinship" };
  const text = withDecisions("", [swap, word, rule], "d");
  expect(text.trim().split("\n")).toHaveLength(3);
  expect(readDecisions(`\uFEFF${text.replaceAll("\n", "\r\n")}\r\n`, "d")).toEqual([swap, word, rule]);
});

test("a new decision takes the place of an older one about the same, and of nothing else", () => {
  const first = withDecisions('{"decision":"reject","word":"King"}\n', [swap], "d");
  const changed = withDecisions(first, [{ ...swap, decision: "accept" }], "d");
  expect(readDecisions(changed, "d")).toEqual([
    { decision: "reject", word: "King" },
    { ...swap, decision: "accept" },
  ]);
  expect(withoutDecisions(changed, [{ decision: "accept", word: "king" }], "d")).not.toContain("King");
});

test.each([
  ["{", "line 2: not a JSON value"],
  ["[]", "line 2: not an object"],
  ['{"decision":"maybe","word":"king"}', 'line 2: "decision" must be accept or reject'],
  ['{"decision":"reject"}', "line 2: a decision is about a swap"],
  ['{"decision":"reject","swap":"xyz","word":"She","after":"He"}', "line 2: a decision is about a swap"],
  ['{"decision":"reject","word":"king","rule":"x"}', "line 2: a decision is about a swap"],
  ['{"decision":"reject","word":"king","why":"x"}', 'line 2: there is no "why" in a decision'],
])("what is broken is refused with its line, and not written over: %s", (line, message) => {
  const text = `{"decision":"reject","word":"king"}\n${line}\n`;
  expect(() => readDecisions(text, "evenhand.decisions")).toThrow(message);
  expect(() => withDecisions(text, [swap], "evenhand.decisions")).toThrow(message);
});

test("of several decisions about the same, the last is written", () => {
  const text = withDecisions("", [swap, { ...swap, decision: "accept" }], "d");
  expect(readDecisions(text, "d")).toEqual([{ ...swap, decision: "accept" }]);
});
