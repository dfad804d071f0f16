import { expect, test } from "vitest";
import { readPrivacyUnit, unitWords } from "../../src/jobs/privacyUnit.ts";

test("a unit is a record unless another is asked for", () => {
  expect(readPrivacyUnit()).toEqual({ kind: "record" });
  expect(readPrivacyUnit("block")).toEqual({ kind: "block" });
  expect(readPrivacyUnit("field:meta.author")).toEqual({ kind: "field", field: "meta.author" });
});

test.each(["author", "field:", "document"])("%s is no unit", (text) => {
  expect(() => readPrivacyUnit(text)).toThrow(
    expect.objectContaining({ code: "training.invalid", hint: expect.stringContaining("field:NAME") as string }),
  );
});

test("each unit says in words what it protects", () => {
  expect(unitWords({ kind: "record" }, "line", 64)).toBe("line, with all its counterfactual views");
  expect(unitWords({ kind: "block" }, "record", 64)).toContain("not a whole record");
  expect(unitWords({ kind: "field", field: "author" }, "record", 64)).toBe(
    'all records with one value of "author", with all their counterfactual views',
  );
});
