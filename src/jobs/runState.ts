import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { EvenhandError } from "../base/errors.ts";
import type { Progress } from "../base/progress.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";
import { isAlive, livesStill } from "./processLock.ts";

/** `state.json` in a run's folder: who works on it and how far it has come, or how it ended. */
export interface RunState {
  readonly version: 1;
  /** What was written last: a process that was killed leaves `running`, see `outcomeOf`. */
  readonly state: "running" | "stopped" | "failed" | "finished";
  /** The process that wrote it, and its machine or container; absent in what an earlier version wrote. */
  readonly pid: number;
  readonly host?: string;
  /** ISO 8601: when it was written. */
  readonly at: string;
  /** Models that the run makes; absent until its corpus is read. */
  readonly models?: number;
  /** The last that was told. */
  readonly progress?: Progress;
  /** Of a run that failed. */
  readonly problem?: Pick<EvenhandError, "code" | "message" | "hint">;
}

export const runStateFile = "state.json";

/** What became of a run: `lost` when its process ended without a word. */
export function outcomeOf(
  { state, pid, host = hostname(), at }: RunState,
  isRunning: (pid: number) => boolean = isAlive,
  nowMs: number = Date.now(),
): RunState["state"] | "lost" {
  if (state !== "running") return state;
  return livesStill({ pid, host }, nowMs - Date.parse(at), isRunning) ? "running" : "lost";
}

/** Undefined for what is not the text of such a file, which is only a note: a run goes on without. */
export function parseRunState(text: string): RunState | undefined {
  try {
    const value = JSON.parse(text) as Partial<RunState> | null;
    const isState = value?.version === 1 && typeof value.pid === "number" && typeof value.at === "string";
    const isKnown = ["running", "stopped", "failed", "finished"].includes(String(value?.state));
    return isState && isKnown ? (value as RunState) : undefined;
  } catch {
    return undefined;
  }
}

/** @param directory of the run */
export async function readRunState(directory: string): Promise<RunState | undefined> {
  const text = await readFile(join(directory, runStateFile), "utf8").catch(() => "");
  return parseRunState(text);
}

export function writeRunState(directory: string, state: RunState): Promise<void> {
  return writeAtomically(join(directory, runStateFile), `${JSON.stringify(state, undefined, 1)}\n`, { force: true });
}
