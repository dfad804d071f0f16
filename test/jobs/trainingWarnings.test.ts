import { expect, test } from "vitest";
import type { MeasuredModel } from "../../src/jobs/armSections.ts";
import { trainingWarnings } from "../../src/jobs/trainingWarnings.ts";
import type { WarningInputs } from "../../src/jobs/trainingWarnings.ts";
import type { ArmSection } from "../../src/report/biasReport.ts";

/** Of a run with nothing to warn of, but for what is given. */
function warningsOf(inputs: Partial<WarningInputs>): string[] {
  return trainingWarnings({
    arms: [],
    trainings: [],
    comparisons: [],
    shared: { sentences: 100, shared: 4 },
    isAttacked: true,
    units: 1000,
    withoutField: { field: "", records: 0 },
    spending: { epsilon: 8, delta: 1e-5, protectedRuns: 1, unprotectedRuns: 0, units: [] },
    damagedLedgerLines: [],
    seededNoise: false,
    ...inputs,
  });
}

test("the total of several private trainings is never rounded down", () => {
  const warnings = warningsOf({
    spending: { epsilon: 104.301, delta: 1e-5, protectedRuns: 2, unprotectedRuns: 0, units: [] },
  });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("epsilon 104.31 at delta 1e-5,");
});

test("a total over different units of privacy says whom it holds for", () => {
  const warnings = warningsOf({
    spending: { epsilon: 9, delta: 1e-5, protectedRuns: 2, unprotectedRuns: 0, units: ["record", "block"] },
  });
  expect(warnings[1]).toBe(
    "Private trainings on this corpus protect different units (record; block): their total holds only for text that is " +
      "one whole unit of each of them.",
  );
});

test("an arm that predicts far worse than before training is named first", () => {
  const arm = (name: string, perplexity: number): ArmSection => ({
    arm: name,
    label: name,
    model: { name, parameters: 1, sha256: name },
    metrics: [{ metric: "perplexity", value: perplexity, unit: "perplexity", n: 1, items: [] }],
  });
  const warnings = warningsOf({
    arms: [arm("base", 30), arm("plain", 300), arm("dp", 301)],
  });
  expect(warnings).toEqual(["dp predicts held-out text worse than before training; its bias figures say little."]);
});

test("groups with few held-out texts are named as people name them", () => {
  const groups = [
    { group: "race.asian", value: 4, n: 12 },
    { group: "gender.female", value: 4, n: 500 },
  ];
  const warnings = warningsOf({
    arms: [
      {
        arm: "base",
        label: "base",
        model: { name: "tiny", parameters: 1, sha256: "00" },
        metrics: [{ metric: "group-loss", axis: "race", value: 4, unit: "nats per token", n: 522, groups }],
      },
    ],
  });
  expect(warnings).toEqual([
    "Few held-out texts mention these groups, so their figures are unsure: Asian people (12).",
  ]);
});

test("steps that were paid for and lost in a crash are told", () => {
  const privacy = {
    epsilon: 8,
    delta: 1e-5,
    unit: "record",
    adjacency: "add or remove one unit",
    sampling: "Poisson",
    accountant: "PLD",
    noiseMultiplier: 1,
    clipNorm: 1,
    clipMode: "hard",
    samplingRate: 0.1,
    noiseSource: "operating system",
    notCovered: [],
  } as const;
  const training = {
    expectedLotSize: 10,
    records: 100,
    viewsPerRecord: 1,
    maximumTokens: 8,
    learningRate: 0.1,
    optimizer: "Adam",
    durationMs: 1,
    skipped: [],
  } as const;
  const arm = (paid: number, made: number): ArmSection => ({
    arm: "dp",
    label: "Private",
    model: { name: "tiny", parameters: 1, sha256: "00" },
    privacy: { ...privacy, steps: paid },
    training: { ...training, steps: made },
    metrics: [],
  });
  const model = (seed: number, section: ArmSection): MeasuredModel => ({
    model: { name: `dp-seed${seed}`, arm: { id: "dp", kind: "dp" }, seed },
    section,
  });
  const ofTrainings = (...trainings: readonly MeasuredModel[]): string[] =>
    warningsOf({
      arms: trainings.slice(0, 1).map(({ section }) => section),
      trainings,
      units: 100,
      withoutField: { field: "author", records: 2 },
    });
  expect(ofTrainings(model(1, arm(40, 37)))).toEqual([
    "dp was stopped in the middle of its work: 3 of the 40 steps that it paid for were lost, and it was trained with 37.",
    '2 records have no "author": each is a unit of privacy of its own, protected as one record only.',
  ]);
  expect(ofTrainings(model(1, arm(40, 40)))).toHaveLength(1);
  expect(ofTrainings(model(1, arm(40, 40)), model(2, arm(40, 38)))[0]).toBe(
    "dp, seed 2, was stopped in the middle of its work: 2 of the 40 steps that it paid for were lost, and it was trained with 38.",
  );
});

test("a figure that one repeat lacks is missed by name", () => {
  const model = { name: "m", parameters: 1, sha256: "00" };
  const perplexity = { metric: "perplexity", value: 30 } as const;
  const warnings = warningsOf({
    arms: [
      {
        arm: "dp",
        label: "dp",
        model,
        metrics: [{ ...perplexity, unit: "perplexity", n: 1 }],
        seeds: [
          { seed: 1, model, values: [perplexity, { metric: "toxicity-gap", axis: "race", value: 0.1 }] },
          { seed: 2, model, values: [perplexity] },
        ],
      },
    ],
  });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^dp: .+, race could not be measured for every training and is left out/);
});

test("held-out text that was trained on is told, from one sentence in twenty on", () => {
  const warnings = warningsOf({
    shared: { sentences: 1000, shared: 546 },
  });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("546 of the 1,000 held-out sentences of five words and more stand word for word");
});

test("a run that had too few texts for attacks says so", () => {
  expect(warningsOf({ isAttacked: false })).toEqual([
    expect.stringMatching(/^No membership attack was tried: that takes 20 different texts/),
  ]);
});
