import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import type { Progress } from "../../src/base/progress.ts";
import { holdRun } from "../../src/jobs/heldRun.ts";
import { silentMs, takeLock } from "../../src/jobs/processLock.ts";
import { runFolder } from "../../src/jobs/runFolder.ts";
import { outcomeOf, parseRunState, readRunState } from "../../src/jobs/runState.ts";
import type { RunState } from "../../src/jobs/runState.ts";

let out: string;
let folder: ReturnType<typeof runFolder>;
const told: Progress[] = [];
const context = { signal: new AbortController().signal, onProgress: (progress: Progress) => void told.push(progress) };
const progress = { stage: "dp: fine-tuning", done: 3, total: 9, unit: "steps" } as const;

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "evenhand-held-"));
  folder = runFolder(out, "run-1");
  told.length = 0;
});

afterEach(() => rm(out, { recursive: true, force: true }));

const lockIn = (directory: string): string => join(directory, "lock");

describe("a run that this process works on", () => {
  test("is running in its folder, and finished afterwards; its progress is passed on and kept", async () => {
    const result = await holdRun(folder, { isNew: true, context }, async (held) => {
      expect(await readRunState(folder.directory)).toMatchObject({ state: "running", pid: process.pid });
      expect(existsSync(lockIn(folder.directory))).toBe(true);
      held.begin(4);
      held.context.onProgress(progress);
      return "report";
    });
    expect(result).toBe("report");
    expect(told).toEqual([progress]);
    expect(await readRunState(folder.directory)).toMatchObject({ state: "finished", models: 4, progress });
    expect(existsSync(lockIn(folder.directory))).toBe(false);
  });

  test("is stopped when it was cancelled", async () => {
    const cancelled = new EvenhandError("cancelled", "Cancelled.", { hint: "" });
    const run = holdRun(folder, { isNew: true, context }, (held) => {
      held.context.onProgress(progress);
      return Promise.reject(cancelled);
    });
    await expect(run).rejects.toBe(cancelled);
    expect(await readRunState(folder.directory)).toMatchObject({ state: "stopped", progress });
  });

  test("has failed with its reason when it had begun, and leaves nothing when it had not", async () => {
    const failure = new EvenhandError("training.diverged", "The loss is not finite.", { hint: "Lower the rate." });
    const failed = holdRun(folder, { isNew: true, context }, (held) => {
      held.begin(1);
      return Promise.reject(failure);
    });
    await expect(failed).rejects.toBe(failure);
    const problem = { code: "training.diverged", message: "The loss is not finite.", hint: "Lower the rate." };
    expect(await readRunState(folder.directory)).toMatchObject({ state: "failed", problem });

    const other = runFolder(out, "run-2");
    await expect(holdRun(other, { isNew: true, context }, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(existsSync(other.directory)).toBe(false);

    // An older run keeps what it has, whatever it fails on.
    await expect(holdRun(folder, { isNew: false, context }, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(existsSync(folder.directory)).toBe(true);
  });

  test("is refused to a second process, and taken over from one that is gone", async () => {
    await mkdir(folder.directory, { recursive: true });
    const lock = lockIn(folder.directory);
    const lockOf = (pid: number, host = hostname()) => writeFile(lock, JSON.stringify({ pid, host, token: "other" }));
    const never = (): Promise<never> => Promise.reject(new Error("not reached"));
    await lockOf(process.ppid);
    await expect(holdRun(folder, { isNew: false, context }, never)).rejects.toMatchObject({
      code: "training.invalid",
      message: `The run run-1 is going on in another process (${process.ppid}).`,
    });
    await lockOf(999_999_999);
    expect(await holdRun(folder, { isNew: false, context }, () => Promise.resolve(1))).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  test("belongs to a process of another machine or container as long as that shows life", async () => {
    await mkdir(folder.directory, { recursive: true });
    const lock = lockIn(folder.directory);
    // Numbers of processes mean nothing there: this is our own.
    await writeFile(lock, JSON.stringify({ pid: process.pid, host: "elsewhere", token: "other" }));
    const never = (): Promise<never> => Promise.reject(new Error("not reached"));
    await expect(holdRun(folder, { isNew: false, context }, never)).rejects.toMatchObject({
      message: `The run run-1 is going on in another process (${process.pid} on elsewhere).`,
    });
    const longAgo = new Date(Date.now() - silentMs - 1000);
    await utimes(lock, longAgo, longAgo);
    expect(await holdRun(folder, { isNew: false, context }, () => Promise.resolve(1))).toBe(1);
  });

  test("is not kept by a number that another program has now", async () => {
    await mkdir(folder.directory, { recursive: true });
    const lock = lockIn(folder.directory);
    await writeFile(lock, JSON.stringify({ pid: process.ppid, host: hostname(), token: "other" }));
    const longAgo = new Date(Date.now() - silentMs - 1000);
    await utimes(lock, longAgo, longAgo);
    expect(await holdRun(folder, { isNew: false, context }, () => Promise.resolve(1))).toBe(1);
  });

  test("is one's alone within a process too", async () => {
    await holdRun(folder, { isNew: true, context }, async () => {
      const second = holdRun(folder, { isNew: false, context }, () => Promise.resolve(2));
      await expect(second).rejects.toMatchObject({ code: "training.invalid" });
      expect(existsSync(lockIn(folder.directory))).toBe(true);
    });
  });
});

test("of many that find a lock left behind, one gets it", async () => {
  const path = join(out, "lock");
  for (let round = 0; round < 20; round += 1) {
    await writeFile(path, JSON.stringify({ pid: 999_999_999, host: hostname(), token: String(round) }));
    const busy = (): Error => new Error("busy");
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path, busy)));
    const got = tries.filter((one) => one.status === "fulfilled");
    expect(got).toHaveLength(1);
    await got[0]?.value();
    expect(readdirSync(out)).toEqual([]);
  }
});

describe("the state in a run's folder", () => {
  const at = "2026-01-31T10:00:00.000Z";
  const state = (name: RunState["state"]): RunState => ({ version: 1, state: name, pid: 7, at });
  const soon = Date.parse(at) + 60_000;

  test("is lost when the process that works on it is gone, or has said nothing for long", () => {
    const outcome = (alive: boolean, nowMs: number) => outcomeOf(state("running"), () => alive, nowMs);
    expect(outcome(true, soon)).toBe("running");
    expect(outcome(false, soon)).toBe("lost");
    expect(outcome(true, Date.parse(at) + 3_600_000)).toBe("lost"); // another process has its number now
    expect(outcomeOf(state("stopped"), () => true, soon)).toBe("stopped");
  });

  test("is nothing where the file is cut or of another version", () => {
    expect(parseRunState('{"version":1,"sta')).toBeUndefined();
    expect(parseRunState("null")).toBeUndefined();
    expect(parseRunState(JSON.stringify({ ...state("failed"), version: 2 }))).toBeUndefined();
    expect(parseRunState(JSON.stringify({ ...state("failed"), state: "odd" }))).toBeUndefined();
    expect(parseRunState(JSON.stringify(state("failed")))).toEqual(state("failed"));
  });
});
