import { readdir, realpath, stat } from "node:fs/promises";
import { basename, extname, join, relative } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import type { SkipLog } from "./skipLog.ts";

/** `text`: one document a line that is not blank. `jsonl`: one JSON object a line. */
export type CorpusFormat = "text" | "jsonl";

/** A file that belongs to a corpus. */
export interface FoundFile {
  readonly path: string;
  /** Base name, or the path below the folder that was given, with slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly format: CorpusFormat;
  /** False when it was found in a folder. */
  readonly named: boolean;
}

const formats: Readonly<Record<string, CorpusFormat>> = {
  ".txt": "text",
  ".text": "text",
  ".md": "text",
  ".markdown": "text",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

const unknownFormat = "not a .txt, .md, .jsonl or .ndjson file";

/**
 * The files of a corpus in a stable order. Folders are searched all the way down; hidden ones, `node_modules`, files of
 * other kinds and counterfactual files (`NAME.cda.jsonl`, copies of records that are there already) are passed over and
 * counted. A path that does not exist, a pipe or device, or a named file of another kind is `corpus.unreadable`.
 *
 * @param format reads named files as this format whatever their name says
 */
export async function findFiles(
  paths: readonly string[],
  skips: SkipLog,
  format?: CorpusFormat,
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  const add = async (file: FoundFile): Promise<void> => {
    const real = await realpath(file.path).catch(() => file.path);
    if (seen.has(real)) skips.add("named twice", file.path);
    else found.push(file);
    seen.add(real);
  };
  for (const path of paths) {
    const status = await stat(path).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    if (status.isDirectory()) {
      for (const file of await filesBelow(path, path, skips)) await add(file);
    } else if (!status.isFile()) {
      // Opening a pipe waits for its other end, perhaps for ever.
      throw new EvenhandError("corpus.unreadable", `${path} is not a file or folder`, {
        hint: "Save the corpus as a file first.",
      });
    } else {
      const kind = format ?? formats[extname(path).toLowerCase()];
      if (kind === undefined) {
        throw new EvenhandError("corpus.unreadable", `${path}: ${unknownFormat}`, {
          hint: "Save the corpus as plain text or as one JSON object a line.",
        });
      }
      await add({ path, name: basename(path), bytes: status.size, format: kind, named: true });
    }
  }
  return found;
}

/** The error for a file or folder that cannot be read. */
export function unreadable(path: string, cause: unknown): EvenhandError {
  const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  return new EvenhandError(
    "corpus.unreadable",
    missing ? `${path}: no such file or folder` : `${path}: cannot be read (${reasonOf(cause)})`,
    { hint: missing ? "Check the spelling and the folder you are in." : "Check the permissions of the file.", cause },
  );
}

async function filesBelow(root: string, folder: string, skips: SkipLog): Promise<FoundFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (folder === root) throw unreadable(folder, cause);
    skips.add("folder that cannot be read", folder);
    return [];
  });
  const files: FoundFile[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const format = formats[extname(entry.name).toLowerCase()];
    if (entry.name.startsWith(".")) {
      skips.add("hidden file or folder", path);
    } else if (entry.isDirectory()) {
      if (entry.name === "node_modules") skips.add("node_modules", path);
      else files.push(...(await filesBelow(root, path, skips)));
    } else if (format === undefined) {
      skips.add(unknownFormat, path);
    } else if (/\.cda\.jsonl$/i.test(entry.name)) {
      skips.add("counterfactual file (name the file itself to read it)", path);
    } else {
      const status = await stat(path).catch(() => undefined);
      if (status?.isFile() === true) {
        const name = relative(root, path).split("\\").join("/");
        files.push({ path, name, bytes: status.size, format, named: false });
      } else {
        skips.add("not a readable file", path);
      }
    }
  }
  return files;
}
