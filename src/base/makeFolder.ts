import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EvenhandError, codeOf, reasonOf } from "./errors.ts";

/**
 * Makes a folder and those above it that are missing; one that is there already is left as it is. It goes step by step
 * because Node's own recursive `mkdir` never returns on file systems that answer "no such file" to it, such as /proc.
 *
 * @throws EvenhandError `output.unwritable`
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = resolve(path); !(await isFolder(folder, path)); folder = dirname(folder)) {
    if (dirname(folder) === folder) throw unwritable(path, `there is no ${folder}`);
    missing.push(folder);
  }
  for (const folder of missing.toReversed()) {
    try {
      await mkdir(folder);
    } catch (cause) {
      // Somebody else may have made it in the meantime.
      if (codeOf(cause) === "EEXIST" && (await isFolder(folder, path))) continue;
      const reason = codeOf(cause) === "ENOENT" ? "the system takes no folder there" : reasonOf(cause);
      throw unwritable(path, reason, cause);
    }
  }
}

async function isFolder(folder: string, wanted: string): Promise<boolean> {
  const found = await stat(folder).catch((cause: unknown) => {
    if (codeOf(cause) === "ENOENT" || codeOf(cause) === "ENOTDIR") return undefined;
    throw unwritable(wanted, reasonOf(cause), cause);
  });
  if (found?.isDirectory() === false) throw unwritable(wanted, `${folder} is not a folder`);
  return found !== undefined;
}

function unwritable(path: string, reason: string, cause?: unknown): EvenhandError {
  return new EvenhandError("output.unwritable", `${path}: the folder cannot be made (${reason})`, {
    hint: "Check the path and its permissions, or choose another place.",
    cause,
  });
}
