import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { parseSwapLexicon } from "../lexicon/readLexicon.ts";
import { bundledSwapLexicon } from "../lexicon/swapLexicon.ts";
import type { SwapLexicon } from "../lexicon/swapLexicon.ts";

/** The bundled swap lexicon, or one with the changes of a team's lexicon file. */
export async function readSwapLexicon(file: string | undefined): Promise<SwapLexicon> {
  if (file === undefined) return bundledSwapLexicon();
  return parseSwapLexicon(await readOwnFile(file, "the lexicon file"), basename(file));
}

/** Text of a file that the user names. @param what the file is, for the hint */
export async function readOwnFile(file: string, what: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new EvenhandError("lexicon.invalid", `${file}: cannot be read (${reasonOf(cause)})`, {
      hint: `Check the path of ${what}.`,
      cause,
    });
  });
}
