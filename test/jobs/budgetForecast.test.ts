import { describe, expect, test } from "vitest";
import { budgetForecast, forecastWords } from "../../src/jobs/budgetForecast.ts";
import type { PlannedRun } from "../../src/jobs/budgetForecast.ts";
import { epsilonSpent } from "../../src/training/privacy/epsilonSpent.ts";
import type { LedgerLine } from "../../src/training/privacy/ledgerLine.ts";
import { payment as newPayment } from "../training/privacy/ledgerLines.ts";

const version = 2 as const;
const at = "2026-01-01T00:00:00.000Z";
const cost = { samplingRate: 0.05, noiseMultiplier: 1 };
const payment = (changes: Parameters<typeof newPayment>[0] = {}): LedgerLine => ({ version, ...newPayment(changes) });
const budget = (epsilon: number, corpus = "abc"): LedgerLine => ({
  version,
  kind: "budget",
  at,
  corpus,
  epsilon,
  delta: 1e-5,
});
const identity = { corpus: "abc", names: ["films.jsonl"], files: ["f1"] };
const planned: PlannedRun = {
  corpus: identity,
  run: "run-2",
  models: ["dp", "dp+cda"].map((name) => ({ name, cost })),
  steps: 20,
  delta: 1e-5,
  accountant: "pld",
};
const epsilonOf = (steps: number): number => epsilonSpent([{ ...cost, steps }], 1e-5).epsilon;

describe("before a run starts", () => {
  test("what it adds is composed with what was spent, not added up", () => {
    const forecast = budgetForecast([payment()], planned);
    expect(forecast.spent).toBe(epsilonOf(10));
    expect(forecast.run).toBe(epsilonOf(40)); // two arms of 20 steps
    expect(forecast.after).toBe(epsilonOf(50));
    expect(forecast.after).toBeLessThan(forecast.spent + forecast.run);
    expect(forecastWords(forecast)).toContain("no budget is set");
  });

  test("models of different noise are composed, each at its own price", () => {
    const quiet = { ...cost, noiseMultiplier: 2 };
    const models = [
      { name: "dp-eps3", cost: quiet },
      { name: "dp-eps8", cost },
    ];
    const both = epsilonSpent(
      [
        { ...quiet, steps: 20 },
        { ...cost, steps: 20 },
      ],
      1e-5,
    ).epsilon;
    expect(budgetForecast([], { ...planned, models }).run).toBe(both);
    expect(both).toBeLessThan(epsilonOf(40));
    expect(() => budgetForecast([budget(0.5)], { ...planned, models })).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining("for each of 2 private models would still fit") as string,
      }),
    );
  });

  test("what would be left of the budget is told", () => {
    const forecast = budgetForecast([payment(), budget(8)], planned);
    const left = (Math.floor((8 - epsilonOf(50)) * 100) / 100).toString();
    expect(forecastWords(forecast)).toContain(`of 8 spent`);
    expect(forecastWords(forecast)).toContain(`${left} left`);
  });

  test("a total over different units of privacy says whom it holds for", () => {
    const blocks = { ...planned, unit: "block of at most 64 tokens of a record" };
    expect(forecastWords(budgetForecast([payment()], blocks))).toMatch(
      /no budget is set\. Private trainings on this corpus protect different units \(record; block of at most 64/u,
    );
    expect(budgetForecast([payment()], blocks).warning).toContain("one whole unit of each");
    expect(budgetForecast([], planned, [{ ...blocks, run: "run-3" }])).not.toHaveProperty("warning"); // planned is an older one's
    expect(budgetForecast([], { ...planned, unit: "record" }, [{ ...blocks, run: "run-3" }])).toHaveProperty("warning");
    expect(budgetForecast([payment()], { ...planned, unit: "record" })).not.toHaveProperty("warning");
  });

  test("a run that goes on costs only the steps that it has not paid for", () => {
    const paid = payment({ run: "run-2", steps: 15 });
    expect(budgetForecast([payment(), paid], planned)).toMatchObject({ run: epsilonOf(25), after: epsilonOf(50) });
  });
});

describe("while another run goes on", () => {
  const other: PlannedRun = { ...planned, run: "run-3", steps: 30 };

  test("what it has still to make counts as if it were made, and what it has paid counts once", () => {
    const forecast = budgetForecast([payment()], planned, [other]);
    expect(forecast).toEqual({
      delta: 1e-5,
      spent: epsilonOf(10),
      promised: epsilonOf(70),
      run: epsilonOf(40),
      after: epsilonOf(110),
    });
    const half = ["dp", "dp+cda"].map((arm) => payment({ run: "run-3", arm, steps: 15 }));
    const later = budgetForecast([payment(), ...half], planned, [other]);
    expect(later).toMatchObject({ spent: epsilonOf(40), promised: epsilonOf(70), after: epsilonOf(110) });
    expect(forecastWords(later)).toContain("with the runs that go on now");
    const done = half.map((line) => ({ ...line, steps: 30 }));
    expect(budgetForecast([payment(), ...done], planned, [other])).not.toHaveProperty("promised");
  });

  test("and shares a file, it counts; and shares none, it does not", () => {
    const on = (files: readonly string[]): PlannedRun => ({ ...other, corpus: { corpus: "two", names: ["b"], files } });
    expect(budgetForecast([], planned, [on(["f1", "f2"])]).after).toBe(epsilonOf(100));
    expect(budgetForecast([], planned, [on(["f2"])])).toMatchObject({ after: epsilonOf(40), run: epsilonOf(40) });
  });

  test("together they may not spend more than the budget", () => {
    expect(() => budgetForecast([budget(2.7)], planned)).not.toThrow();
    expect(() => budgetForecast([budget(2.7)], planned, [other])).toThrow(
      expect.objectContaining({
        code: "privacy.budgetExceeded",
        message: expect.stringMatching(/0 is spent \([\d.]+ with the runs that go on now\)/u) as string,
      }),
    );
  });
});

describe("a run that would spend more than the budget does not start", () => {
  const refusal = (lines: readonly LedgerLine[], run = planned): { message: string; hint: string } => {
    try {
      budgetForecast(lines, run);
    } catch (error) {
      expect(error).toMatchObject({ code: "privacy.budgetExceeded" });
      return error as { message: string; hint: string };
    }
    throw new Error("was not refused");
  };

  test("and the epsilon that would still fit is told, and does fit", () => {
    const { message, hint } = refusal([payment(), budget(2.2)]);
    expect(message).toMatch(/^The budget of films\.jsonl is epsilon 2\.2 at delta 1e-5; 1\.66 is spent/u);
    expect(hint).toMatch(/for each of 2 private models would still fit/u);
    const epsilon = Number(/--epsilon ([\d.]+)/u.exec(hint)?.[1]);
    expect(epsilon).toBeGreaterThan(0);
    expect(epsilon).toBeLessThan(epsilonOf(20));
  });

  test("also when nothing fits", () => {
    expect(refusal([payment({ steps: 200 }), budget(2)]).hint).toMatch(/^Nothing that would help to train fits/u);
  });

  test("also under the budget of a corpus that shares a file", () => {
    const other: LedgerLine = { version, kind: "corpus", at, corpus: "other", names: ["more"], files: ["f1", "f2"] };
    expect(refusal([other, budget(1, "other")]).message).toContain("The budget of more");
    const apart: LedgerLine = { version, kind: "corpus", at, corpus: "other", names: ["more"], files: ["f2"] };
    expect(() => budgetForecast([apart, budget(1, "other")], planned)).not.toThrow();
  });

  test("but one that has paid for all its steps may end", () => {
    const paid = ["dp", "dp+cda"].map((arm) => payment({ run: "run-2", arm, steps: 20 }));
    expect(() => budgetForecast([...paid, budget(0.5)], planned)).not.toThrow();
  });
});
