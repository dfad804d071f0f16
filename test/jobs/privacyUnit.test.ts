import { describe, expect, test } from "vitest";
import { mixedUnits, readPrivacyUnit, unitWords } from "../../src/jobs/privacyUnit.ts";

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

describe("a total of trainings that protect different units", () => {
  const record = unitWords({ kind: "record" }, "record", 64);
  const block = unitWords({ kind: "block" }, "record", 64);

  test("is no promise for either, which is said", () => {
    expect(mixedUnits([record, block])).toEqual([
      `Private trainings on this corpus protect different units (${record}; ${block}): their total holds only for text ` +
        "that is one whole unit of each of them.",
    ]);
    expect(mixedUnits([block, unitWords({ kind: "block" }, "record", 128)])).toHaveLength(1);
    const [author, line] = ["author", "line"].map((field) => unitWords({ kind: "field", field }, "record", 64));
    expect(mixedUnits([author as string, line as string])).toHaveLength(1);
  });

  test("is one where there is one unit, whatever a record is called", () => {
    expect(mixedUnits([])).toEqual([]);
    expect(mixedUnits([record, record])).toEqual([]);
    for (const unit of [{ kind: "record" }, { kind: "block" }, { kind: "field", field: "line" }] as const) {
      const names = ["record", "line", "record or line"] as const;
      expect(mixedUnits(names.map((name) => unitWords(unit, name, 64)))).toEqual([]);
    }
  });
});
