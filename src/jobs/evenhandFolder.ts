import { access } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "../base/makeFolder.ts";
import { writeAtomically } from "../corpus/writeAtomically.ts";

/**
 * Makes `.evenhand` below `root`, where everything lives that Evenhand writes for itself, and tells git to leave it
 * alone. An ignore file that is there already is kept, because people may choose to commit parts of the folder.
 *
 * @returns the folder's path
 */
export async function ensureEvenhandFolder(root: string): Promise<string> {
  const folder = join(root, ".evenhand");
  const ignore = join(folder, ".gitignore");
  await makeFolder(folder);
  const isThere = await access(ignore).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeAtomically(ignore, "*\n", { force: true });
  return folder;
}

/** The same for a folder that may have been chosen instead: only one named `.evenhand` is hidden from git. */
export async function prepareOutDirectory(outDirectory: string | undefined): Promise<void> {
  const out = resolve(outDirectory ?? ".evenhand");
  if (basename(out) === ".evenhand") await ensureEvenhandFolder(dirname(out));
}
