import { open, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isCountsMetadata } from "../audit/countsArrow.ts";
import { EvenhandError } from "../base/errors.ts";
import { arrowMetadata } from "../corpus/arrowFile.ts";
import type { CorpusFormat } from "../corpus/corpusFormat.ts";
import { findFiles } from "../corpus/findFiles.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import { readReportFile } from "./readReportFile.ts";

/** The kinds of files that a command makes anew each time, and how one that is there is known for what it is. */
const ownKinds = {
  counts: { name: "a file of counts", isOwn: isCounts },
  mergeReport: { name: "the report of a merge", isOwn: isMergeReport },
  junit: { name: "a JUnit file", isOwn: isJunit },
} as const;

export interface OutputPlaceOptions {
  readonly kind: keyof typeof ownKinds;
  /** The option that named the place, such as `--counts`. */
  readonly option: string;
  /** Files that the command reads; never replaced. Those that are undefined were not given. */
  readonly inputs: readonly (string | undefined)[];
  /** Files, folders and patterns of a corpus, whose files are never replaced either. */
  readonly corpus?: { readonly paths: readonly string[]; readonly format?: CorpusFormat };
  /** Replace a file of another kind. */
  readonly force: boolean;
}

/**
 * Checks before any work that a file may be written there, over an earlier one of its own kind at most.
 *
 * @returns whether a file is to be replaced, for `writeAtomically`
 * @throws EvenhandError `arguments.invalid` when it is an input; `output.exists` when something else is there and `force`
 *   is not set
 */
export async function outputPlace(
  path: string,
  { kind, option, inputs, corpus, force }: OutputPlaceOptions,
): Promise<{ readonly force: boolean }> {
  const place = await realPlace(path);
  const named = [...inputs, ...(corpus?.paths ?? [])];
  for (const input of named) if (input !== undefined && (await realPlace(input)) === place) throw isInput(path, option);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { force: false };
  const { name, isOwn } = ownKinds[kind];
  // An empty file, as mktemp makes it, holds nothing to lose; what is no file is refused where it is opened.
  if (!found.isFile() || found.size === 0 || (await isOwn(path))) return { force: true };
  if (corpus !== undefined) {
    const files = await findFiles(corpus.paths, new SkipLog(), corpus.format);
    for (const file of files) if ((await realPlace(file.path)) === place) throw isInput(path, option);
  }
  if (force) return { force: true };
  throw new EvenhandError("output.exists", `${path} is there already, and is not ${name}`, {
    hint: "Choose another place, or replace it with --force.",
  });
}

/** Where a path leads, also when nothing is there yet: two paths of one file have the same. */
export async function realPlace(path: string): Promise<string> {
  const whole = resolve(path);
  return realpath(whole).catch(async () =>
    dirname(whole) === whole ? whole : join(await realPlace(dirname(whole)), basename(whole)),
  );
}

function isInput(path: string, option: string): EvenhandError {
  return new EvenhandError("arguments.invalid", `${path} is one of the sources, which are never changed`, {
    hint: `Choose another place with ${option} FILE.`,
  });
}

async function isCounts(path: string): Promise<boolean> {
  const metadata = await arrowMetadata(path);
  return metadata !== undefined && isCountsMetadata(metadata);
}

async function isMergeReport(path: string): Promise<boolean> {
  const report = await readReportFile(path).catch(() => undefined);
  return report?.method.settings["mergedShards"] !== undefined;
}

/** Pipelines write it again and again, also those of other programs: its root comes after a declaration or comments. */
async function isJunit(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(junitHeadBytes), 0, junitHeadBytes, 0);
    return /^\uFEFF?\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*)*<testsuites?[\s/>]/u.test(
      buffer.toString("utf8", 0, bytesRead),
    );
  } finally {
    await handle.close();
  }
}

const junitHeadBytes = 1 << 13;
