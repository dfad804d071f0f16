import { resolve } from "node:path";
import { defaultOutDirectory } from "./runFolder.ts";

/** What to type to go on with a stopped run, from the same working folder. */
export function resumeCommand(id: string, outDirectory: string | undefined): string {
  const command = `evenhand train --resume ${id}`;
  if (outDirectory === undefined || resolve(outDirectory) === resolve(defaultOutDirectory)) return command;
  return `${command} --out ${/^[\w./\\:@+-]+$/u.test(outDirectory) ? outDirectory : `"${outDirectory}"`}`;
}
