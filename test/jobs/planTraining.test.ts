import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { budget } from "../../src/jobs/budget.ts";
import type { PlanOptions } from "../../src/jobs/options.ts";
import { planTraining } from "../../src/jobs/planTraining.ts";
import { train } from "../../src/jobs/train.ts";
import { writeSmallCheckpoint } from "./smallCheckpoint.ts";

/** Sixty invented records of six authors; in every third one a pronoun that has a counterfactual. */
const records = Array.from({ length: 60 }, (_, index) => ({
  text: `${["She", "He", "The visitor"][index % 3]} met the baker on day ${index} and was kind.`,
  author: `author ${index % 6}`,
}));

let folder: string;
let corpus: string;
const context = { signal: new AbortController().signal, onProgress: () => {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-plan-"));
  corpus = join(folder, "corpus.jsonl");
  await writeFile(corpus, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const texts = records.map(({ text }) => text);
  await writeSmallCheckpoint(join(folder, "tiny"), texts, 1);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const options = (changes: Partial<PlanOptions> = {}): PlanOptions => ({
  paths: [corpus],
  model: join(folder, "tiny"),
  outDirectory: join(folder, "out"),
  steps: 10,
  lotSize: 12,
  epsilon: 3,
  delta: 1e-3,
  maximumTokens: 24,
  continuations: 0,
  heldOut: 0.2,
  threads: 1,
  ...changes,
});

/** Four seconds are once in a run. */
const known = { stepSeconds: 3, probePassSeconds: 0.5, measuringSeconds: 5, onceSeconds: 4, memoryBytes: 1e9 };

test("says what a run takes and costs, from a trial step, and leaves nothing behind", { timeout: 60_000 }, async () => {
  const plan = await planTraining(options(), context);
  expect(plan.models).toBe(4);
  expect(plan.privateModels).toBe(2);
  expect(plan.unit).toBe("record, with all its counterfactual views");
  expect(plan.rates.step).toBeGreaterThan(0);
  expect(plan.rates.probePass).toBeGreaterThan(0);
  expect(plan.rates.measuring).toBeGreaterThan(0);
  expect(plan.rates.measuring).toBeLessThan(120); // of a model that is measured in a second or two
  expect(plan.rates.once).toBeGreaterThan(0);
  expect(plan.rates.memoryBytes).toBeGreaterThan(50e6); // a process of Node alone has as much
  expect(plan.fields).toEqual([{ name: "author", values: 6 }]); // each text stands once: no unit but its record
  expect(plan.forecast?.spent).toBe(0);
  expect(plan.forecast?.run).toBeGreaterThan(3); // two trainings of 3, composed
  expect(plan.forecast?.run).toBeLessThan(6);
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test("what was measured before is counted with, and a second view makes a step longer", async () => {
  const plan = await planTraining(options({ ...known, arms: ["base", "plain", "dp+cda"] }), context);
  // 10 steps of plain, 10 of dp+cda in which two of three records have a second view, three models measured; six of ten steps
  // are looked at, with two passes over the probe or, where it clips, three
  const swapped = (plan.seconds - 4 - 3 * 5 - 6 * (2 + 3) * 0.5 - 10 * 3) / (10 * 3);
  expect(swapped).toBeGreaterThan(1.5);
  expect(swapped).toBeLessThan(1.8);
  const base = await planTraining(options({ ...known, arms: ["base"] }), context);
  expect(base.seconds).toBe(4 + 5);
  expect(base.forecast).toBeUndefined();
});

test("plans what train does: units, delta and price are the same", { timeout: 60_000 }, async () => {
  const asked = options({ arms: ["dp"], outDirectory: join(folder, "done") });
  const plan = await planTraining({ ...asked, ...known }, context);
  const [arm] = (await train(asked, context)).arms ?? [];
  expect(arm?.training?.records).toBe(plan.units);
  expect(arm?.privacy?.delta).toBe(plan.delta);
  expect(arm?.privacy?.epsilon).toBe(plan.forecast?.run);
});

test("a budget that is too small is told with what would fit", async () => {
  const outDirectory = join(folder, "budgeted");
  await budget({ paths: [corpus], outDirectory, setEpsilon: 2, delta: 1e-3 }, context);
  await expect(planTraining(options({ ...known, outDirectory }), context)).rejects.toMatchObject({
    code: "privacy.budgetExceeded",
    hint: expect.stringContaining("would still fit") as string,
  });
});
