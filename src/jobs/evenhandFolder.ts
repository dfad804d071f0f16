import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
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
  await mkdir(folder, { recursive: true });
  const isThere = await access(ignore).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeAtomically(ignore, "*\n", { force: true });
  return folder;
}
