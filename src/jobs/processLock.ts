import { randomUUID } from "node:crypto";
import { link, open, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { codeOf } from "../base/errors.ts";

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
}

/** How often the holder of a lock shows that it lives. */
const beatMs = 3000;

/** A holder that has shown no life for so long is gone, whatever its number is used for now. */
export const silentMs = 10 * 60_000;

/**
 * Makes the file `path`, so that no two processes work on one thing, also where they see it from two machines or containers. The
 * lock of a process that is gone counts for nothing. Gives what lets go of it.
 *
 * @param busy what is thrown when another process holds it
 * @param patienceMs how long to wait until that process lets go of it
 */
export async function takeLock(
  path: string,
  busy: (owner: LockOwner) => Error,
  patienceMs = 0,
): Promise<() => Promise<void>> {
  const until = Date.now() + patienceMs;
  const own = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  held.add(own); // before it is there for others of this process to see
  try {
    while (!(await makeWhole(path, own))) {
      const found = await contentOf(path);
      if (found === undefined) continue;
      const owner = ownerOf(found.text);
      if (!isHeld(owner, found.changedMs)) await takeAway(path, found.text);
      else if (Date.now() < until) await setTimeout(20);
      else throw busy(owner);
    }
  } catch (error) {
    held.delete(own);
    throw error;
  }
  const beat = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {});
  }, beatMs);
  beat.unref();
  return async () => {
    clearInterval(beat);
    held.delete(own);
    // Whoever took it for left behind, after ten minutes of silence, has it now.
    if ((await contentOf(path))?.text === own) await rm(path, { force: true });
  };
}

/** What this process holds: its own number in any other lock is that of an earlier process, because numbers come around. */
const held = new Set<string>();

/** Whether a process of that number runs beside this one. Our own number is that of an earlier process. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Whether a process lives, as far as can be seen from here: numbers mean nothing on another machine, or in another container. */
export function livesStill({ pid, host }: LockOwner, silentForMs: number, isRunning = isAlive): boolean {
  if (silentForMs >= silentMs) return false;
  return host === hostname() ? isRunning(pid) : true;
}

function isHeld(owner: LockOwner & { readonly text: string }, changedMs: number): boolean {
  return held.has(owner.text) || livesStill(owner, Date.now() - changedMs);
}

/** False when it is there already. It appears with its content, or not at all. */
async function makeWhole(path: string, text: string): Promise<boolean> {
  const whole = `${path}.${randomUUID()}`;
  try {
    await writeFile(whole, text, { flag: "wx" });
    await link(whole, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!noLinks.has(codeOf(error) ?? "")) throw error;
    return await makeInPlace(path, text);
  } finally {
    await rm(whole, { force: true });
  }
}

/** What file systems without hard links say. */
const noLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

async function makeInPlace(path: string, text: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx");
    await handle.writeFile(text);
    await handle.close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Takes away a lock that was left behind. One at a time: what another has made in its place meanwhile is not taken for it.
 */
async function takeAway(path: string, text: string): Promise<void> {
  const guard = `${path}.taking`;
  if (!(await makeInPlace(guard, ""))) {
    const found = await contentOf(guard);
    // Of a process that died in the few milliseconds below.
    if (found !== undefined && Date.now() - found.changedMs > guardMs) await rm(guard, { force: true });
    else await setTimeout(20);
    return;
  }
  try {
    if ((await contentOf(path))?.text === text) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Taking a lock away takes milliseconds. */
const guardMs = 10_000;

/** Undefined where there is no such file. */
async function contentOf(path: string): Promise<{ readonly text: string; readonly changedMs: number } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    return { text, changedMs: mtimeMs };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Of a lock that is cut or of another kind: nobody on this machine. */
function ownerOf(text: string): LockOwner & { readonly text: string } {
  try {
    const value = JSON.parse(text) as Partial<LockOwner> | null;
    if (typeof value?.pid === "number" && typeof value.host === "string")
      return { pid: value.pid, host: value.host, text };
  } catch {
    // Made in place by a process that died before it wrote.
  }
  return { pid: 0, host: hostname(), text };
}
