import { expect, test } from "vitest";
import { ledgerNotes } from "../../src/jobs/ledgerNotes.ts";
import type { LedgerLine } from "../../src/training/privacy/ledgerLine.ts";
import { payment } from "../training/privacy/ledgerLines.ts";

const version = 2 as const;
const at = "2026-01-31T00:00:00.000Z";
const corpus = (key: string): LedgerLine => ({
  version,
  kind: "corpus",
  at,
  corpus: key,
  names: ["a.txt"],
  files: [key],
});

test("an edition of the same name is pointed at when somebody trained on it", () => {
  const lines = [corpus("abc"), corpus("first")];
  expect(ledgerNotes(lines, "abc")).toEqual([]);
  const [note] = ledgerNotes([...lines, { version, ...payment({ corpus: "first" }) }], "abc");
  expect(note).toContain("other content under the name a.txt");
});

test("an edit by hand that was accepted stays in every later report", () => {
  const lines: LedgerLine[] = [{ version, kind: "accepted", at, problem: "it has 3 of 4 lines" }];
  expect(ledgerNotes(lines, "abc")).toEqual([
    "The privacy ledger was changed by hand, which was accepted on 2026-01-31 (it has 3 of 4 lines): the total may be too small.",
  ]);
});
