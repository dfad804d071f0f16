import type { AssociationRow, BiasReport } from "../../src/report/biasReport.ts";

export function associationRow(word: string, changed: Partial<AssociationRow> = {}): AssociationRow {
  return {
    group: "gender.female",
    word,
    together: 87,
    wordSentences: 120,
    npmi: 0.31,
    npmiLow: 0.25,
    npmiHigh: 0.36,
    logOdds: 2.1,
    z: 14.2,
    q: 1e-9,
    places: [{ file: "a.txt", line: 3, column: 10, byte: 40 }],
    ...changed,
  };
}

/** A small scan: two groups of gender, one of them without a mention, and three associations. */
export const scanReport: BiasReport = {
  schemaVersion: 1,
  generator: { name: "evenhand", version: "0.1.0" },
  createdAt: "2026-01-31T10:20:30.456Z",
  title: "a.txt",
  corpus: { name: "a.txt", files: [{ name: "a.txt", bytes: 100, sha256: "00" }], records: 4000, skipped: [] },
  scan: {
    rule: "scan-rule-1",
    lexiconHash: "00",
    totals: { documents: 4000, sentences: 9000, tokens: 90_000, types: 5000 },
    groups: [
      {
        group: "gender.female",
        axis: "gender",
        label: "female",
        mentions: 10_231,
        sentences: 5000,
        documents: 2500,
        ambiguousMentions: 0,
        terms: [{ term: "she", mentions: 4120, slur: false }],
      },
      {
        group: "gender.male",
        axis: "gender",
        label: "male",
        mentions: 0,
        sentences: 0,
        documents: 0,
        ambiguousMentions: 0,
        terms: [],
      },
    ],
    associations: [
      associationRow("nurse"),
      associationRow("mother", { z: 11, q: 0.04, npmi: 0.2, npmiLow: -0.01 }),
      associationRow("engineer", { z: -9 }),
    ],
    tests: 3,
  },
  warnings: [],
  method: { settings: {}, versions: {} },
};
