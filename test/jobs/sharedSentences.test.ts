import { expect, test } from "vitest";
import { sharedSentences } from "../../src/jobs/sharedSentences.ts";

test("held-out sentences of five words and more that training sees too, whatever their case and marks", () => {
  const notice = "The office is closed on Mondays.";
  const heldOut = [`${notice} She left early.`, `Nobody saw the old red boat. ${notice}`, "A short one."];
  // The notice stands in the held-out text twice; "She left early" is too short to count.
  expect(
    sharedSentences(heldOut, ["It rained: the office is closed on Mondays", "THE OFFICE IS CLOSED, ON MONDAYS!"]),
  ).toEqual({
    sentences: 3,
    shared: 2,
  });
  expect(sharedSentences(heldOut, ["The office is closed on Tuesdays. She left early."])).toEqual({
    sentences: 3,
    shared: 0,
  });
  expect(sharedSentences([], [notice])).toEqual({ sentences: 0, shared: 0 });
});
