import { expect, test } from "vitest";
import { inCaseOf } from "../../src/cda/casePattern.ts";

test("keeps lower, Title and ALL CAPS", () => {
  expect(inCaseOf("aunt", "uncle")).toBe("uncle");
  expect(inCaseOf("Aunt", "uncle")).toBe("Uncle");
  expect(inCaseOf("AUNT", "uncle")).toBe("UNCLE");
  expect(inCaseOf("A", "an")).toBe("An"); // one letter says nothing of the rest
});
