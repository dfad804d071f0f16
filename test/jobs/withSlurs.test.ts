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

test("a report without any has none", () => {
  expect(withSlurs(reportWith("She left.", "and came back"))).not.toHaveProperty("slurs");
});
