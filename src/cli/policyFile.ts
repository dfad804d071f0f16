import { access, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { codeOf, EvenhandError, reasonOf } from "../base/errors.ts";
import { decisionsFileName } from "../cda/decisions/decisionsFile.ts";
import { policyFileName } from "../policy/policy.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicy } from "../policy/readPolicy.ts";
import type { ParsedArguments } from "./arguments.ts";
import type { Terminal } from "./command.ts";

/** The option that every command has that reads evenhand.json. */
export const configArgument = { config: { type: "string" } } as const;

export interface FoundPolicy {
  /** As people are told it: from the working folder. */
  readonly shown: string;
  readonly path: string;
  readonly policy: Policy;
}

/**
 * The file of `--config`, else the nearest evenhand.json from the working folder upwards, up to the folder of the
 * repository. Says on stderr which file is in force.
 *
 * @throws EvenhandError `configuration.invalid` with file, line and field
 */
export async function findPolicy(parsed: ParsedArguments, terminal: Terminal): Promise<FoundPolicy | undefined> {
  const asked = parsed.text("config");
  const path = asked === undefined ? await nearestPolicy() : resolve(asked);
  if (path === undefined) return undefined;
  const shown = shortPath(path);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EvenhandError("configuration.invalid", `${shown}: cannot be read (${reasonOf(cause)})`, {
      hint: "Check the path behind --config.",
      cause,
    });
  });
  const policy = readPolicy(text, shown);
  terminal.error(`Configuration: ${shown}\n`);
  return { shown, path, policy };
}

/** A path that the policy names, for this working folder. */
export function besidePolicy({ path }: FoundPolicy, named: string): string {
  return shortPath(resolve(dirname(path), named));
}

/** Reports name files as the silences of the policy do: from its folder. */
export function namesFrom(path: string | undefined): { namesFrom?: readonly string[] } {
  return path === undefined ? {} : { namesFrom: [dirname(path)] };
}

/** What the policy says where no flag does. */
export function policyDefaults(found: FoundPolicy | undefined): { field?: string; lexiconFile?: string } {
  const { textField, lexicon } = found?.policy ?? {};
  return {
    ...(textField === undefined ? {} : { field: textField }),
    ...(found === undefined || lexicon === undefined ? {} : { lexiconFile: besidePolicy(found, lexicon) }),
  };
}

/** The option of every command that makes counterfactuals of a corpus. */
export const decisionsArgument = { decisions: { type: "string" }, "no-decisions": { type: "boolean" } } as const;

/**
 * The file of decisions about swaps: of `--decisions`, else the nearest from here upwards, else beside the evenhand.json that
 * is in force. Says on stderr which file is in force.
 */
export async function findDecisions(
  parsed: ParsedArguments,
  found: FoundPolicy | undefined,
  terminal: Terminal,
): Promise<string | undefined> {
  const asked = parsed.text("decisions");
  if (parsed.flag("no-decisions")) {
    if (asked === undefined) return undefined;
    throw new EvenhandError("arguments.invalid", "--decisions and --no-decisions together", { hint: "Give one." });
  }
  if (asked !== undefined) return asked;
  // The editor may have been opened on a folder below that of evenhand.json, and keeps decisions in the folder it has.
  const beside = found === undefined ? undefined : join(dirname(found.path), decisionsFileName);
  const path = (await nearest(process.cwd(), decisionsFileName)) ?? beside;
  if (path === undefined || !(await isThere(path))) return undefined;
  const shown = shortPath(path);
  terminal.error(`Decisions: ${shown}\n`);
  return shown;
}

/** The paths that were given, else the policy's corpus. */
export function corpusPaths(positionals: readonly string[], found: FoundPolicy | undefined): readonly string[] {
  if (positionals.length > 0 || found === undefined) return positionals;
  return found.policy.corpus.map((path) => besidePolicy(found, path));
}

/** From the working folder where the file is below it, whole otherwise. */
export function shortPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === "" || below.startsWith("..") ? path : below;
}

/** The nearest evenhand.json, for commands that do not read it. */
export function nearestPolicy(): Promise<string | undefined> {
  return nearest(process.cwd(), policyFileName);
}

async function nearest(from: string, name: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, name);
    if (await isThere(path)) return path;
    // A policy above the repository is not committed with it.
    if (dirname(folder) === folder || (await isThere(join(folder, ".git")))) return undefined;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return false;
    throw error;
  }
}
