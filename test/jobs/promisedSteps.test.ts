import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PlannedRun } from "../../src/jobs/budgetForecast.ts";
import { holdRun } from "../../src/jobs/heldRun.ts";
import { promisedSteps, promiseWithinBudget } from "../../src/jobs/promisedSteps.ts";
import { runFolder } from "../../src/jobs/runFolder.ts";
import { writeRunState } from "../../src/jobs/runState.ts";
import { studyFolder } from "../../src/jobs/studies/studyRecord.ts";
import { openLedger } from "../../src/training/privacy/ledger.ts";

let out: string;
const context = { signal: new AbortController().signal, onProgress: () => {} };
const planned = (run: string): PlannedRun => ({
  corpus: { corpus: "abc", names: ["films.jsonl"], files: ["f1"] },
  run,
  models: [{ name: "dp", cost: { samplingRate: 0.05, noiseMultiplier: 1 } }],
  steps: 20,
  delta: 1e-5,
  accountant: "rdp", // the quick one
});

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "evenhand-promised-"));
  const ledger = await openLedger(runFolder(out, "").ledgerPath);
  await ledger.append({ kind: "budget", at: "2026-01-01T00:00:00.000Z", corpus: "abc", epsilon: 2.6, delta: 1e-5 });
  await ledger.close();
});

afterEach(() => rm(out, { recursive: true, force: true }));

/** A run that asks for its steps, and holds on until it is told to end. */
function run(folder: ReturnType<typeof runFolder>, until: Promise<void>): Promise<string> {
  return holdRun(folder, { isNew: true, context }, async () => {
    await promiseWithinBudget(folder, planned(folder.id));
    await until;
    return folder.id;
  });
}

test("of runs and a study that begin at once, as many begin as the budget allows", async () => {
  let end = (): void => {};
  const until = new Promise<void>((resolve) => (end = resolve));
  const folders = [
    runFolder(out, "run-1"),
    runFolder(out, "run-2"),
    studyFolder(out, "study-1"),
    runFolder(out, "run-3"),
  ];
  const refusals: unknown[] = [];
  const all = folders.map((folder) => run(folder, until).catch((error: unknown) => void refusals.push(error)));
  await expect.poll(() => refusals.length).toBe(3);
  end();
  const done = (await Promise.all(all)).filter((id) => id !== undefined);
  expect(done).toHaveLength(1);
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: "privacy.budgetExceeded" });
});

test("a run that ended, or was killed, promises nothing; one that asks does not count itself", async () => {
  const folder = runFolder(out, "run-1");
  await run(folder, Promise.resolve());
  expect(await promisedSteps(runFolder(out, "run-2"))).toEqual([]);
  const at = new Date().toISOString();
  const running = { version: 1, state: "running", host: hostname(), at } as const;
  await writeRunState(folder.directory, { ...running, pid: process.ppid });
  expect(await promisedSteps(runFolder(out, "run-2"))).toEqual([planned("run-1")]);
  expect(await promisedSteps(folder)).toEqual([]);
  await writeRunState(folder.directory, { ...running, pid: 999_999_999 });
  expect(await promisedSteps(runFolder(out, "run-2"))).toEqual([]);
});

test("what is no promise is refused in one sentence", async () => {
  const folder = runFolder(out, "run-1");
  await run(folder, Promise.resolve());
  await writeFile(join(folder.directory, "promised.json"), "{");
  const at = new Date().toISOString();
  await writeRunState(folder.directory, { version: 1, state: "running", host: hostname(), at, pid: process.ppid });
  await expect(promisedSteps(runFolder(out, "run-2"))).rejects.toMatchObject({
    code: "training.invalid",
    message: expect.stringContaining("promised.json") as string,
  });
});
