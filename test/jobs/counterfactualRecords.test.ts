import { describe, expect, test } from "vitest";
import type { Document } from "../../src/corpus/document.ts";
import { counterfactualRecords } from "../../src/jobs/counterfactualRecords.ts";
import { parseSwapLexicon } from "../../src/lexicon/readLexicon.ts";

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

  test("heed what was decided in review, and count it with its reason", () => {
    const both = documents("He met a king.", "The king slept.");
    const { texts: records, section } = counterfactualRecords(
      both,
      {},
      {
        decisions: [{ decision: "reject", word: "king" }],
      },
    );
    expect(records.map(({ views }) => views)).toEqual([["He met a king.", "She met a king."], ["The king slept."]]);
    expect(section).toMatchObject({ changed: 1, skippedByReason: [{ count: 2 }] });
  });

  test("swap by a team's own pairs", () => {
    const swaps = { gender: { add: ["milkman/milkmaid"] } };
    const lexicon = parseSwapLexicon(JSON.stringify({ extends: "bundled", swaps }), "team.json");
    const { texts: records } = counterfactualRecords(documents("The milkman sang."), {}, { lexicon });
    expect(records.map(({ views }) => views)).toEqual([["The milkman sang.", "The milkmaid sang."]]);
  });

  test("are refused for a group that nobody knows", () => {
    expect(() => counterfactualRecords(texts, { swaps: ["religion:Muslim->Martian"] })).toThrow(/no group "Martian"/);
  });
});
