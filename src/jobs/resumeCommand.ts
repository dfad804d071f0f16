import { resolve } from "node:path";
import { commandWord } from "./commandWord.ts";
import { defaultOutDirectory } from "./runFolder.ts";

/** What to type to go on with a stopped run, from the same working folder. */
export function resumeCommand(id: string, outDirectory: string | undefined): string {
  return withOut(`evenhand train --resume ${id}`, outDirectory);
}

/** The same for a study. */
export function resumeStudyCommand(id: string, outDirectory: string | undefined): string {
  return withOut(`evenhand study resume ${id}`, outDirectory);
}

function withOut(command: string, outDirectory: string | undefined): string {
  if (outDirectory === undefined || resolve(outDirectory) === resolve(defaultOutDirectory)) return command;
  return `${command} --out ${commandWord(outDirectory)}`;
}
