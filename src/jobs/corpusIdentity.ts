import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import type { FoundFile } from "../corpus/findFiles.ts";
import type { CorpusIdentity } from "../training/privacy/ledgerLine.ts";

/** What a file of a corpus was made from; `files` of a file that `augment` did not write hold itself. */
export interface FileOrigin {
  readonly path: string;
  /** Name, without folders. */
  readonly name: string;
  /** SHA-256 of each file of the source. */
  readonly files: readonly string[];
  /** What `augment` says in the manifest beside the file. */
  readonly copy?: { readonly mode: string; readonly source: string };
}

/** Modes that make at most one record of each record of the source. */
const oneForOne: ReadonlySet<string> = new Set(["substitute", "neutralise", "counterfactual-only"]);

/**
 * The origin of each file, by the manifests beside them.
 *
 * @param described the same files, with their hashes
 */
export async function fileOrigins(
  found: readonly FoundFile[],
  described: readonly CorpusFile[],
): Promise<readonly FileOrigin[]> {
  const paths = new Map(found.map(({ name, path }) => [name, path]));
  return Promise.all(
    described.map(async ({ name, sha256 }): Promise<FileOrigin> => {
      const path = paths.get(name) ?? name;
      const manifest = await readManifest(path);
      if (manifest === undefined) return { path, name: basename(name), files: [sha256] };
      const { mode, files } = manifest;
      const source = files.map((file) => file.name).join(", ");
      return { path, name: basename(name), files: files.map((file) => file.sha256), copy: { mode, source } };
    }),
  );
}

/**
 * How the ledger knows the corpus: by the files, whatever their names and order; a counterfactual copy by its source, so
 * that both pay from one budget.
 */
export function corpusIdentity(origins: readonly Omit<FileOrigin, "path">[]): CorpusIdentity {
  const files = origins.flatMap((origin) => origin.files).toSorted();
  return {
    corpus: createHash("sha256").update(files.join("\n")).digest("hex"),
    names: origins.map(({ name, copy }) => (copy === undefined ? name : `${name}, made from ${copy.source}`)),
    files,
  };
}

/**
 * Records of a copy are views of other records: a person's text must not stand in the corpus twice as records of its own.
 *
 * @throws EvenhandError `training.invalid` for a copy that holds both, and for a copy beside its source or another copy
 */
export function refusePairs(origins: readonly FileOrigin[]): void {
  for (const origin of origins) {
    const { name, files, copy } = origin;
    if (copy === undefined) continue;
    if (!oneForOne.has(copy.mode)) throw counterfactual(name, copy.source);
    const other = origins.find((one) => one !== origin && one.files.some((file) => files.includes(file)));
    if (other !== undefined) throw counterfactual(`${name} beside ${other.name}`, copy.source);
  }
}

export function counterfactual(place: string, source: string): EvenhandError {
  return new EvenhandError(
    "training.invalid",
    `${place}: a counterfactual corpus; its records are views of other records.`,
    {
      hint: `Train on the source${source === "" ? "" : ` (${source})`}; the arm dp+cda makes the counterfactuals as views of one record.`,
    },
  );
}

interface Manifest {
  readonly mode: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  const manifestPath = `${path.slice(0, path.length - extname(path).length)}.manifest.json`;
  try {
    const json = JSON.parse(await readFile(manifestPath, "utf8")) as Readonly<Record<string, unknown>>;
    const isOurs = json["manifest"] === "evenhand counterfactual corpus" && json["file"] === basename(path);
    return isOurs ? (json as unknown as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
