import { expect, test } from "vitest";
import { trainingWarnings } from "../../src/jobs/trainingWarnings.ts";

test("the total of several private trainings is never rounded down", () => {
  const warnings = trainingWarnings({
    arms: [],
    comparisons: [],
    trainingRecords: 1000,
    spending: { epsilon: 104.301, delta: 1e-5, protectedRuns: 2, unprotectedRuns: 0 },
    damagedLedgerLines: [],
    seededNoise: false,
  });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("epsilon 104.31 at delta 1e-5,");
});
