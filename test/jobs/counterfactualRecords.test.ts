import { describe, expect, test } from "vitest";
import type { Document } from "../../src/corpus/document.ts";
import { counterfactualRecords } from "../../src/jobs/counterfactualRecords.ts";

function documents(...texts: readonly string[]): Document[] {
  return texts.map((text, record) => ({
    id: String(record),
    text,
    raw: text,
    source: { path: "a.txt", record, line: record + 1, byteStart: 0 },
  }));
}

const texts = documents("He is a Muslim.", "It rained.", "The mosque was full.");

describe("second views for private training", () => {
  test("leave the number of records as it is, whatever is swapped", () => {
    const { texts: records, section } = counterfactualRecords(texts, {});
    expect(records.map(({ views }) => views)).toEqual([
      ["He is a Muslim.", "She is a Muslim."],
      ["It rained."],
      ["The mosque was full."],
    ]);
    expect(section).toMatchObject({ records: 3, changed: 1, axis: "gender", direction: "swap" });
  });

  test("of several axes are one view together, so that a record is still clipped once", () => {
    const swaps = ["gender:swap", "religion:Muslim->Christian"];
    const { texts: records, section } = counterfactualRecords(texts, { swaps, noText: true });
    expect(records.map(({ views }) => views)).toEqual([
      ["He is a Muslim.", "She is a Christian."],
      ["It rained."],
      ["The mosque was full.", "The church was full."],
    ]);
    expect(section.direction).toBe("gender:swap, religion:muslim->christian");
    expect(section.swaps).toHaveLength(2);
    expect(section.examples).toBeUndefined();
  });

  test("are refused for a group that nobody knows", () => {
    expect(() => counterfactualRecords(texts, { swaps: ["religion:Muslim->Martian"] })).toThrow(/no group "Martian"/);
  });
});
