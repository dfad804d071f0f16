import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, parse } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import type { Compression, FoundFile } from "../corpus/findFiles.ts";
import { FileProblem } from "../corpus/fileProblem.ts";
import { openChunks } from "../corpus/openChunks.ts";
import type { CorpusIdentity } from "../training/privacy/ledgerLine.ts";

/** What a file of a corpus was made from; `files` of a file that `augment` did not write hold itself. */
export interface FileOrigin {
  readonly path: string;
  /** Name, without folders. */
  readonly name: string;
  /** SHA-256 of each file of the source. */
  readonly files: readonly string[];
  /** What `augment` says in its manifest. */
  readonly copy?: { readonly mode: string; readonly source: string };
}

/** Modes that make at most one record of each record of the source. */
const oneForOne: ReadonlySet<string> = new Set(["substitute", "neutralise", "counterfactual-only"]);

/**
 * The origin of each file, by the manifests in its folder.
 *
 * @param described the same files, with their hashes
 */
export async function fileOrigins(
  found: readonly FoundFile[],
  described: readonly CorpusFile[],
): Promise<readonly FileOrigin[]> {
  const files = new Map(found.map((file) => [file.name, file]));
  const manifests = new Manifests();
  return Promise.all(
    described.map(async ({ name, sha256 }): Promise<FileOrigin> => {
      const file = files.get(name) ?? { path: name, compression: "none" };
      const { path } = file;
      const manifest = await manifests.of(file, sha256);
      if (manifest === undefined) return { path, name: basename(name), files: [sha256] };
      const { mode, files: sources } = manifest;
      const source = sources.map((one) => one.name).join(", ");
      return { path, name: basename(name), files: sources.map((one) => one.sha256), copy: { mode, source } };
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
  /** The output's name when it was made. */
  readonly file: string;
  /** SHA-256 of the output; absent in manifests of older versions. */
  readonly sha256?: string;
  readonly mode: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** The manifests in the folders of files, each folder read once. */
class Manifests {
  readonly #folders = new Map<string, Promise<readonly Manifest[]>>();

  /**
   * The manifest of a file: of its name, compressed or not, else of its content, so that a copy is known under another name.
   *
   * @param sha256 of the bytes on disk
   */
  async of(
    { path, compression }: Pick<FoundFile, "path" | "compression">,
    sha256: string,
  ): Promise<Manifest | undefined> {
    const all = await this.#in(dirname(path));
    const { ext: outer, name: inner, base } = parse(path);
    const names = compression === "none" || outer === "" ? [base] : [base, inner];
    const named = all.find(({ file }) => names.includes(file));
    if (named !== undefined || all.length === 0) return named;
    const content = compression === "none" ? sha256 : await contentHash(path, compression);
    // Of a corpus without anything to swap the output is the source, byte for byte: that is no copy.
    const isSource = ({ files }: Manifest): boolean => files.some((file) => file.sha256 === sha256);
    return all.find((one) => one.sha256 !== undefined && one.sha256 === content && !isSource(one));
  }

  #in(folder: string): Promise<readonly Manifest[]> {
    let manifests = this.#folders.get(folder);
    if (manifests === undefined) {
      manifests = readManifests(folder);
      this.#folders.set(folder, manifests);
    }
    return manifests;
  }
}

async function readManifests(folder: string): Promise<readonly Manifest[]> {
  const names = await readdir(folder).catch(() => []);
  const manifests: Manifest[] = [];
  for (const name of names.filter((one) => one.endsWith(".manifest.json")).sort()) {
    const json = await readFile(join(folder, name), "utf8").catch(() => "");
    const manifest = manifestOf(json);
    if (manifest !== undefined) manifests.push(manifest);
  }
  return manifests;
}

/** Undefined for a manifest of something else. */
function manifestOf(json: string): Manifest | undefined {
  try {
    const value = JSON.parse(json) as Readonly<Record<string, unknown>> | null;
    const isOurs = value?.["manifest"] === "evenhand counterfactual corpus" && Array.isArray(value["files"]);
    return isOurs ? (value as unknown as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 of what is inside a compressed file; undefined where it is damaged, which reading it for its records says. */
async function contentHash(path: string, compression: Compression): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of openChunks({ path, compression })) hash.update(chunk);
  } catch (error) {
    if (error instanceof FileProblem) return undefined;
    throw error;
  }
  return hash.digest("hex");
}
