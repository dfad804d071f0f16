import { describe, expect, test } from "vitest";
import {
  budgetOf,
  corporaOf,
  entriesOf,
  namesakesOf,
  relatedTo,
  spentOn,
} from "../../../src/training/privacy/corpusSpending.ts";
import { epsilonSpent } from "../../../src/training/privacy/epsilonSpent.ts";
import type { BudgetLine, CorpusLine, LedgerLine } from "../../../src/training/privacy/ledgerLine.ts";
import { payment as newPayment, unprotected as newUnprotected } from "./ledgerLines.ts";

const version = 2 as const;
const at = "2026-01-01T00:00:00.000Z";
const payment = (changes: Parameters<typeof newPayment>[0] = {}): LedgerLine => ({ version, ...newPayment(changes) });
const unprotected: LedgerLine = { version, ...newUnprotected };
const corpus = (key: string, names: string[], files: string[]): CorpusLine => ({
  version,
  kind: "corpus",
  at,
  corpus: key,
  names,
  files,
});
const budget = (epsilon: number | null, key = "abc"): BudgetLine => ({
  version,
  kind: "budget",
  at,
  corpus: key,
  epsilon,
  delta: 1e-5,
});

const cost = { samplingRate: 0.05, noiseMultiplier: 1 };

describe("what a corpus has paid", () => {
  test("composes all runs and arms on it, and none on others", () => {
    const lines = [payment(), payment({ run: "run-2", samplingRate: 0.1 }), payment({ corpus: "other" })];
    const { epsilon, protectedRuns, unprotectedRuns } = spentOn(lines, "abc", 1e-5);
    const both = [
      { ...cost, steps: 10 },
      { ...cost, samplingRate: 0.1, steps: 10 },
    ];
    expect(epsilon).toBe(epsilonSpent(both, 1e-5).epsilon);
    expect(epsilon).toBeGreaterThan(epsilonSpent(both.slice(0, 1), 1e-5).epsilon);
    expect([protectedRuns, unprotectedRuns]).toEqual([2, 0]);
  });

  test("names the units of its runs, each once", () => {
    const lines = [payment(), payment({ run: "run-2", unit: "block" }), payment({ run: "run-3" })];
    expect(spentOn(lines, "abc", 1e-5).units).toEqual(["record", "block"]);
  });

  test("names runs that no epsilon covers", () => {
    expect(spentOn([payment(), unprotected], "abc", 1e-5)).toMatchObject({ protectedRuns: 1, unprotectedRuns: 1 });
  });

  test("counts both segments of a run that crashed and went on", () => {
    const lines = [payment({ steps: 7 }), payment({ step: 5, steps: 6 }), payment({ arm: "dp+cda", steps: 100 })];
    expect(entriesOf(lines, "run-1", "dp")).toEqual([{ ...cost, steps: 13 }]);
  });

  test("holds what was paid by a corpus that shares a file, and only by those", () => {
    const lines = [
      corpus("abc", ["one.txt", "two.txt"], ["f1", "f2"]),
      corpus("shares", ["two.txt", "three.txt"], ["f2", "f3"]),
      corpus("apart", ["three.txt"], ["f3"]),
      payment({ corpus: "shares" }),
      payment({ corpus: "apart", run: "run-2" }),
    ];
    expect(relatedTo(lines, "abc")).toEqual(new Set(["abc", "shares"]));
    expect(spentOn(lines, "abc", 1e-5)).toMatchObject({ protectedRuns: 1 });
    expect(spentOn(lines, "shares", 1e-5)).toMatchObject({ protectedRuns: 2 });
  });

  test("is nothing before the first run", () => {
    expect(spentOn([], "abc", 1e-5)).toEqual({
      epsilon: 0,
      delta: 1e-5,
      protectedRuns: 0,
      unprotectedRuns: 0,
      units: [],
    });
  });
});

test("the last budget of a corpus holds, until it is taken back", () => {
  expect(budgetOf([budget(8), budget(3), budget(1, "other")], "abc")).toEqual({ epsilon: 3, delta: 1e-5 });
  expect(budgetOf([budget(8), budget(null)], "abc")).toBeUndefined();
  expect(budgetOf([budget(8)], "other")).toBeUndefined();
});

test("corpora are listed once each, by name where the ledger knows it", () => {
  const lines = [payment({ corpus: "old" }), corpus("abc", ["one.txt"], ["f1"]), payment(), payment()];
  expect(corporaOf(lines).map(({ corpus: key, names }) => [key, names])).toEqual([
    ["old", []],
    ["abc", ["one.txt"]],
  ]);
});

test("an edition of the same name with other content is pointed at, not added up", () => {
  const lines = [
    corpus("first", ["one.txt"], ["f1"]),
    payment({ corpus: "first" }),
    corpus("abc", ["one.txt"], ["f1 with one more record"]),
    corpus("other", ["two.txt"], ["f2"]),
  ];
  expect(namesakesOf(lines, "abc").map(({ corpus: key }) => key)).toEqual(["first"]);
  expect(spentOn(lines, "abc", 1e-5).epsilon).toBe(0);
});
