import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { EvenhandError, isCancelled, messageOf } from "../base/errors.ts";
import { makeFolder } from "../base/makeFolder.ts";
import type { Progress } from "../base/progress.ts";
import type { JobContext } from "./context.ts";
import { takeLock } from "./processLock.ts";
import type { LockOwner } from "./processLock.ts";
import type { RunFolder } from "./runFolder.ts";
import { writeRunState } from "./runState.ts";
import type { RunState } from "./runState.ts";

/** A run that this process works on, and no other. */
export interface HeldRun {
  /** What the run tells on the way is also kept in its folder. */
  readonly context: JobContext;
  /** Says that everything is checked and that this many models will be made. */
  readonly begin: (models: number) => void;
}

/** How often the folder is told how far the run has come. */
const noteMs = 3000;

/**
 * Works on a run: keeps other processes off it, and keeps `state.json` in its folder up to date, so that whoever looks at the
 * folder, also after a crash, sees how far it came. A new run that fails before it has begun leaves no folder.
 *
 * @throws EvenhandError `training.invalid` when another process works on it; what `work` throws
 */
export async function holdRun<T>(
  { id, directory }: RunFolder,
  { isNew, context }: { readonly isNew: boolean; readonly context: JobContext },
  work: (run: HeldRun) => Promise<T>,
): Promise<T> {
  await makeFolder(directory);
  const letGo = await takeLock(join(directory, "lock"), (owner) => goingOn(id, owner));
  let models: number | undefined;
  let progress: Progress | undefined;
  const note = (state: RunState["state"], problem?: RunState["problem"]): Promise<void> =>
    writeRunState(directory, {
      version: 1,
      state,
      pid: process.pid,
      host: hostname(),
      at: new Date().toISOString(),
      ...(models === undefined ? {} : { models }),
      ...(progress === undefined ? {} : { progress }),
      ...(problem === undefined ? {} : { problem }),
    });
  let noting: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A folder that cannot be written to is told by what the run itself writes there.
    noting = noting.then(() => note("running")).catch(() => {});
  }, noteMs);
  const end = async (state: RunState["state"], problem?: RunState["problem"]): Promise<void> => {
    clearInterval(timer);
    await noting.catch(() => {});
    await note(state, problem).finally(letGo);
  };
  const onProgress = (told: Progress): void => {
    progress = told;
    context.onProgress(told);
  };
  try {
    await note("running");
    const result = await work({ context: { ...context, onProgress }, begin: (count) => void (models = count) });
    await end("finished");
    return result;
  } catch (error) {
    if (isCancelled(error)) {
      await end("stopped").catch(() => {});
    } else {
      await end("failed", problemOf(error)).catch(() => {});
      if (isNew && models === undefined) await rm(directory, { recursive: true, force: true });
    }
    throw error;
  }
}

function problemOf(error: unknown): NonNullable<RunState["problem"]> {
  if (error instanceof EvenhandError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: "job.crashed", message: messageOf(error), hint: "Look at the log." };
}

function goingOn(id: string, { pid, host }: LockOwner): EvenhandError {
  const where = host === hostname() ? String(pid) : `${pid} on ${host}`;
  return new EvenhandError("training.invalid", `The run ${id} is going on in another process (${where}).`, {
    hint: "Wait until it is done, or stop that process; a run that is being stopped finishes its step first.",
  });
}
