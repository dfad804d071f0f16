import { open, readFile, rm } from "node:fs/promises";
import { codeOf } from "../base/errors.ts";

/**
 * Makes the file `path` with this process's number, so that no two processes work on one thing. The lock of a process that is
 * gone counts for nothing. Whoever takes it removes the file when done.
 *
 * @param busy what is thrown when another process holds it
 */
export async function takeLock(path: string, busy: (owner: number) => Error): Promise<void> {
  for (;;) {
    try {
      const handle = await open(path, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const owner = Number(await readFile(path, "utf8").catch(() => ""));
    if (isAlive(owner)) throw busy(owner);
    await rm(path, { force: true });
  }
}

/** Whether a process of that number runs beside this one. Our own number is that of an earlier process: numbers come around. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
