import { expect, test } from "vitest";
import { withSlurs } from "../../src/jobs/withSlurs.ts";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { maskSlurs, slursOf } from "../../src/report/wording.ts";

const slur =
  bundledLexicon()
    .groups.flatMap(({ terms }) => terms)
    .find((term) => term.slur === true)?.text ?? "";

function reportWith(record: string, written: string): BiasReport {
  return {
    schemaVersion: 1,
    generator: { name: "evenhand", version: "0.0.0" },
    createdAt: "2026-01-01T00:00:00.000Z",
    title: "Evaluation",
    arms: [
      {
        arm: "a",
        label: "a",
        model: { name: "a", parameters: 1, sha256: "00" },
        metrics: [],
        generations: {
          kept: [{ key: "k", group: "gender.female", text: written, toxicity: 0, sentiment: 0 }],
          written: 1,
        },
      },
    ],
    itemTexts: [
      {
        metrics: ["perplexity"],
        from: "corpus",
        roles: ["record"],
        items: [{ key: "1", texts: [record] }],
        leftOut: 0,
      },
    ],
    warnings: [],
    method: { settings: {}, versions: {} },
  };
}

test("slurs in records and in what models wrote are known without a scan, and masked", () => {
  for (const report of [reportWith(`A ${slur.toUpperCase()}.`, ""), reportWith("", `a ${slur} there`)]) {
    const found = withSlurs(report);
    expect(found.slurs).toEqual([slur.toLowerCase()]);
    expect(maskSlurs(`a ${slur} there`, slursOf(found))).not.toContain(slur);
    expect(withoutText(found)).not.toHaveProperty("slurs");
  }
});

test("slurs of a counterfactual corpus are known, and stay known for the single words that a report without text keeps", () => {
  const counterfactuals = {
    axis: "gender",
    direction: "swap",
    mode: "augment",
    records: 1,
    changed: 1,
    editsByRule: [],
    skippedByReason: [],
    lowConfidenceEdits: 0,
    privacyNote: "",
    examples: [{ id: "a.txt:1", before: `She met a ${slur}.`, after: `He met a ${slur}.` }],
  } as const;
  const found = withSlurs({ ...reportWith("", ""), counterfactuals });
  expect(found.slurs).toEqual([slur.toLowerCase()]);
  expect(withoutText(found)).not.toHaveProperty("slurs");
  const failure = { word: slur, there: "", back: "", reason: "", count: 1, example: "a.txt:1" };
  const roundTrip = { restored: 0, measured: 1, failures: [failure] };
  const kept = withoutText(withSlurs({ ...reportWith("", ""), counterfactuals: { ...counterfactuals, roundTrip } }));
  expect(kept.slurs).toEqual([slur.toLowerCase()]);
});

test("a report without any has none", () => {
  expect(withSlurs(reportWith("She left.", "and came back"))).not.toHaveProperty("slurs");
});
