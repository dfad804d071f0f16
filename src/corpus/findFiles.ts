import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { formatOfName } from "./corpusFormat.ts";
import type { Compression, CorpusFormat } from "./corpusFormat.ts";
import { FileProblem, problemOf, unreadable } from "./fileProblem.ts";
import { parseGlob } from "./glob.ts";
import type { Glob } from "./glob.ts";
import { inspectFile } from "./inspectFile.ts";
import type { SkipLog } from "./skipLog.ts";

export type { Compression, CorpusFormat } from "./corpusFormat.ts";

/** A file that belongs to a corpus. */
export interface FoundFile {
  readonly path: string;
  /**
   * Base name, or the path below the folder that was given or that a pattern begins with, with slashes; for files that
   * would share one, the path below the folder that they are all in. No two files of a corpus have the same.
   */
  readonly name: string;
  /** As it is on disk. */
  readonly bytes: number;
  readonly format: CorpusFormat;
  readonly compression: Compression;
  /** False when it was found in a folder or by a pattern. */
  readonly named: boolean;
}

export interface FindOptions {
  /** Throw at the first file that cannot be read, also where others can. */
  readonly strict?: boolean;
}

/** What lies beside a corpus and says how it is audited: no part of it. */
const ownSettings: ReadonlySet<string> = new Set(["evenhand.json", "evenhand.lexicon.json"]);

const unknownFormat = "not a text, JSON, CSV, TSV, Parquet or Arrow file";

/**
 * The files of a corpus in a stable order. Folders are searched all the way down, and patterns such as `data/**\/*.jsonl`
 * are expanded where no file has that name. Hidden files, `node_modules`, files of other kinds, our own settings
 * (`evenhand.json`, `evenhand.lexicon.json`) and counterfactual files (`NAME.cda.jsonl` and the like, copies of records that are
 * there already) are passed over and counted; links to folders are not followed. A path that does not exist and a pattern that
 * nothing matches are `corpus.unreadable`; a named file that cannot be read is so when there is no other.
 *
 * @param format reads named files as this format whatever their name says
 */
export async function findFiles(
  paths: readonly string[],
  skips: SkipLog,
  format?: CorpusFormat,
  options: FindOptions = {},
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  const problems: FileProblem[] = [];
  const pass = (problem: FileProblem): void => {
    if (options.strict === true) throw problem;
    problems.push(problem);
  };
  const add = async (file: Candidate): Promise<void> => {
    const real = await realpath(file.path).catch(() => file.path);
    if (seen.has(real)) return skips.add("named twice", file.path);
    seen.add(real);
    if (file.bytes === 0) return skips.add("empty file", file.path);
    try {
      found.push({ ...file, ...(await inspectFile(file)) });
    } catch (error) {
      pass(problemOf(file.path, error));
    }
  };
  for (const path of paths) {
    const glob = await globOf(path);
    if (glob !== undefined) {
      const files = await filesBelow(glob.base, glob.base, skips, glob);
      if (files.length === 0)
        throw new FileProblem(path, "no file matches", { hint: "Check the pattern and the folder." });
      for (const file of files) await add(file);
      continue;
    }
    const status = await stat(path).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    const name = basename(path);
    const kind = formatOfName(name);
    const chosen = format ?? kind.format;
    if (status.isDirectory()) for (const file of await filesBelow(path, path, skips)) await add(file);
    else if (!status.isFile()) pass(noFile(path));
    else if (chosen === undefined) pass(unknown(path));
    else await add({ path, name, bytes: status.size, format: chosen, compression: kind.compression, named: true });
  }
  const [first] = problems;
  if (found.length === 0 && first !== undefined) throw first;
  for (const problem of problems) skips.add(problem.advice, problem.path);
  return withOwnNames(found);
}

/**
 * The same files with other names: each has its path from the first of the folders that it is below, with slashes; a file that is
 * below none keeps its name.
 */
export function namedFrom(folders: readonly string[], files: readonly FoundFile[]): readonly FoundFile[] {
  if (folders.length === 0) return files;
  const roots = folders.map((folder) => resolve(folder));
  return withOwnNames(
    files.map((file) => {
      const path = resolve(file.path);
      const root = roots.find((it) => path.startsWith(it.endsWith(sep) ? it : it + sep));
      return root === undefined ? file : namedBelow(root, file);
    }),
  );
}

/** How reports call the files of a corpus, by their paths: see `namedFrom`. */
export function reportedNames(
  folders: readonly string[] | undefined,
  files: readonly FoundFile[],
): ReadonlyMap<string, string> {
  return new Map(namedFrom(folders ?? [], files).map(({ path, name }) => [path, name]));
}

/** Everything after this tells files apart by their names. */
function withOwnNames(found: readonly FoundFile[]): readonly FoundFile[] {
  const byName = new Map<string, FoundFile[]>();
  for (const file of found) {
    const alike = byName.get(file.name);
    if (alike === undefined) byName.set(file.name, [file]);
    else alike.push(file);
  }
  if (byName.size === found.length) return found;
  const longer = found.map((file) => {
    const alike = byName.get(file.name) ?? [];
    return alike.length > 1 ? namedBelow(commonFolder(alike), file) : file;
  });
  if (new Set(longer.map(({ name }) => name)).size === found.length) return longer;
  const folder = commonFolder(found);
  return found.map((file) => namedBelow(folder, file));
}

function namedBelow(folder: string, file: FoundFile): FoundFile {
  return { ...file, name: relative(folder, resolve(file.path)).split(sep).join("/") };
}

/** The deepest folder that all files are below. */
function commonFolder(files: readonly FoundFile[]): string {
  const [first = [], ...others] = files.map(({ path }) => dirname(resolve(path)).split(sep));
  const end = first.findIndex((part, depth) => others.some((parts) => parts[depth] !== part));
  return first.slice(0, end === -1 ? undefined : end).join(sep) || sep;
}

/** A file before anybody looked into it. */
type Candidate = FoundFile;

async function globOf(path: string): Promise<Glob | undefined> {
  const glob = parseGlob(path);
  if (glob === undefined) return undefined;
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? undefined : glob;
}

/** Opening a pipe waits for its other end, perhaps for ever. */
function noFile(path: string): FileProblem {
  return new FileProblem(path, "is not a file or folder", { hint: "Save the corpus as a file first." });
}

function unknown(path: string): FileProblem {
  return new FileProblem(path, unknownFormat, { hint: "Say how it is to be read with --format." });
}

async function filesBelow(root: string, folder: string, skips: SkipLog, glob?: Glob): Promise<Candidate[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (folder === root) throw unreadable(folder, cause);
    skips.add("folder that cannot be read", folder);
    return [];
  });
  const files: Candidate[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const name = relative(root, path).split("\\").join("/");
    if (glob !== undefined && !(entry.isDirectory() ? glob.mayHold(name) : glob.matches(name))) continue;
    const { format, compression } = formatOfName(entry.name);
    if (entry.name.startsWith(".")) {
      skips.add("hidden file or folder", path);
    } else if (entry.isDirectory()) {
      if (entry.name === "node_modules") skips.add("node_modules", path);
      else files.push(...(await filesBelow(root, path, skips, glob)));
    } else if (format === undefined && entry.isFile()) {
      skips.add(unknownFormat, path);
    } else if (/\.cda\.[\w.]+$/i.test(entry.name)) {
      skips.add("counterfactual file (name the file itself to read it)", path);
    } else if (ownSettings.has(entry.name)) {
      skips.add("settings of Evenhand", path);
    } else {
      const status = await stat(path).catch(() => undefined);
      if (status === undefined) skips.add("link that leads nowhere or in a circle", path);
      else if (status.isDirectory()) skips.add("link to a folder (not followed)", path);
      else if (!status.isFile()) skips.add("pipe, socket or device", path);
      else if (format === undefined) skips.add(unknownFormat, path);
      else files.push({ path, name, bytes: status.size, format, compression, named: false });
    }
  }
  return files;
}
