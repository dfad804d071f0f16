import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, EvenhandError, reasonOf } from "../base/errors.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { readLedger } from "../training/privacy/ledger.ts";
import { budgetForecast } from "./budgetForecast.ts";
import type { BudgetForecast, PlannedRun } from "./budgetForecast.ts";
import { isAlive, takeLock } from "./processLock.ts";
import type { LockOwner } from "./processLock.ts";
import type { RunFolder } from "./runFolder.ts";
import { outcomeOf, readRunState } from "./runState.ts";

/** Where runs and studies have their folders, beside the ledger that they share. */
const homes = ["runs", "studies"] as const;

/** In the folder of a run: what it is going to spend. */
const promiseFile = "promised.json";

/** How long another process may look into the ledger and decide: milliseconds, unless its machine hangs. */
const patienceMs = 60_000;

/**
 * What the other runs that go on now have promised to spend. A run that was stopped, failed or ended without a word promises
 * nothing: it asks again before it goes on.
 */
export async function promisedSteps({ id, ledgerPath }: Pick<RunFolder, "id" | "ledgerPath">): Promise<PlannedRun[]> {
  const folders = await Promise.all(
    homes.map(async (home) => {
      const directory = join(dirname(ledgerPath), home);
      const runs = await readdir(directory).catch(() => []);
      return runs.filter((run) => run !== id).map((run) => join(directory, run));
    }),
  );
  const promised = await Promise.all(folders.flat().map(promisedIn));
  return promised.filter((planned) => planned !== undefined);
}

/**
 * Says what a run will add to what its corpus has spent, and writes into the run's folder that it will, before any other
 * process can ask: of two runs that begin at once, the second sees what the first will spend.
 *
 * @throws EvenhandError `privacy.budgetExceeded`; `training.invalid` when another process asks for longer than a minute
 */
export async function promiseWithinBudget(
  { directory, id, ledgerPath }: RunFolder,
  planned: PlannedRun,
): Promise<BudgetForecast> {
  const letGo = await takeLock(`${ledgerPath}.lock`, (owner) => busy(ledgerPath, owner), patienceMs);
  try {
    // The promises first: a run that ends in between has written all its steps by then.
    const others = await promisedSteps({ id, ledgerPath });
    const { lines } = await readLedger(ledgerPath);
    const forecast = budgetForecast(lines, planned, others);
    await writeAtomically(join(directory, promiseFile), `${JSON.stringify(planned)}\n`, { force: true });
    return forecast;
  } finally {
    await letGo();
  }
}

async function promisedIn(directory: string): Promise<PlannedRun | undefined> {
  const state = await readRunState(directory);
  // Runs of this very process count too.
  const isRunning = (pid: number): boolean => pid === process.pid || isAlive(pid);
  if (state === undefined || outcomeOf(state, isRunning) !== "running") return undefined;
  const path = join(directory, promiseFile);
  try {
    return JSON.parse(await readFile(path, "utf8")) as PlannedRun;
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined; // it has not asked yet
    throw new EvenhandError("training.invalid", `${path} does not say what its run will spend: ${reasonOf(cause)}`, {
      hint: "Wait until that run has ended, or stop it: a run that ended promises nothing.",
      cause,
    });
  }
}

function busy(ledgerPath: string, { pid, host }: LockOwner): EvenhandError {
  return new EvenhandError("training.invalid", `Process ${pid} on ${host} keeps the privacy ledger ${ledgerPath}.`, {
    hint: "Stop that process, or wait ten minutes: what it keeps counts for nothing after that.",
  });
}
