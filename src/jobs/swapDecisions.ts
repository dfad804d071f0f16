import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { readDecisions } from "../cda/decisions/decisionsFile.ts";
import type { SwapDecision } from "../cda/decisions/swapDecision.ts";

/** Decisions as a job uses them, and what its manifest says of them. */
export interface UsedDecisions {
  readonly decisions: readonly SwapDecision[];
  readonly file?: DecisionsFile;
}

/** Which decisions were in force. */
export interface DecisionsFile {
  readonly name: string;
  readonly sha256: string;
  readonly accepted: number;
  readonly rejected: number;
}

/**
 * Reads the file that the options name; none is no decisions.
 *
 * @throws EvenhandError `configuration.invalid` when it cannot be read or is wrong
 */
export async function readDecisionsFile(path: string | undefined): Promise<UsedDecisions> {
  if (path === undefined) return { decisions: [] };
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EvenhandError("configuration.invalid", `${path}: cannot be read (${reasonOf(cause)})`, {
      hint: "Check the path of the file of decisions.",
      cause,
    });
  });
  const name = basename(path);
  const decisions = readDecisions(text, name);
  const rejected = decisions.filter(({ decision }) => decision === "reject").length;
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { decisions, file: { name, sha256, accepted: decisions.length - rejected, rejected } };
}
