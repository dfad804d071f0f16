import { readFile, readdir, rename, rmdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EvenhandError, codeOf, reasonOf } from "../../base/errors.ts";
import { makeFolder } from "../../base/makeFolder.ts";
import { writeAtomically } from "../../corpus/writeAtomically.ts";
import { takeLock } from "../processLock.ts";
import type { LockOwner } from "../processLock.ts";
import { type ModelId, downloadCommand, parseModelId } from "./modelId.ts";

/** `download.json` beside the files of a model: where they come from. A folder without it is not whole. */
export interface DownloadRecord {
  readonly version: 1;
  /** As it was asked for. */
  readonly id: string;
  readonly revision: string;
  /** What the hub calls the model today. */
  readonly hubId: string;
  readonly endpoint: string;
  readonly commit: string;
  readonly licence?: string;
  /** ISO 8601. */
  readonly downloadedAt: string;
  readonly generator: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const recordName = "download.json";

/** Models of the hub are kept here, as `COMMIT/OWNER/NAME`: `EVENHAND_MODELS`, `.evenhand/models` when it is not set. */
export function modelsFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return resolve(environment["EVENHAND_MODELS"]?.trim() || join(".evenhand", "models"));
}

export function storedModelFolder(models: string, { id }: ModelId, commit: string): string {
  return join(models, commit, ...id.split("/"));
}

/** Undefined for a folder that no download has finished. */
export async function readDownloadRecord(folder: string): Promise<DownloadRecord | undefined> {
  const text = await readFile(join(folder, recordName), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as DownloadRecord;
    return record.version === 1 && Array.isArray(record.files) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Where a model folder was downloaded from, for reports: `huggingface.co/distilgpt2@COMMIT`. */
export async function modelSource(folder: string): Promise<string | undefined> {
  const record = await readDownloadRecord(folder);
  return record && `${new URL(record.endpoint).host}/${record.hubId}@${record.commit}`;
}

/**
 * The folder of a model that a person named: a folder of theirs, or else a model that was downloaded before. Nothing is
 * ever fetched here.
 *
 * @throws EvenhandError `model.missing` with the command that gets it
 */
export async function findModel(name: string, models = modelsFolder()): Promise<string> {
  const folder = resolve(name);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return folder;
  const model = parseModelId(name);
  if (model === undefined) {
    throw new EvenhandError("model.missing", `There is no folder ${folder}.`, {
      hint: "Give the folder of a model: config.json, model.safetensors and tokenizer.json.",
    });
  }
  const found = await storedModel(model, models);
  if (found !== undefined) return found;
  throw new EvenhandError("model.missing", `There is no folder "${name}", and no such model has been downloaded.`, {
    hint: `Download it with: ${downloadCommand(model)}`,
  });
}

/** The newest download of a model at the revision asked for, or at a commit that begins so. */
async function storedModel(model: ModelId, models: string): Promise<string | undefined> {
  const { id, revision } = model;
  const commits = await readdir(models).catch(() => []);
  const candidates = await Promise.all(
    commits.map(async (commit) => {
      const folder = storedModelFolder(models, model, commit);
      const record = await readDownloadRecord(folder);
      const isCommit = revision.length >= 7 && commit.startsWith(revision);
      return record?.id === id && (record.revision === revision || isCommit) ? { folder, record } : undefined;
    }),
  );
  const newestFirst = candidates
    .filter((candidate) => candidate !== undefined)
    .toSorted((a, b) => (a.record.downloadedAt < b.record.downloadedAt ? 1 : -1));
  return newestFirst[0]?.folder;
}

/** A folder under construction. It appears under its own name when everything is in it. */
export interface Staging {
  readonly folder: string;
  /** Writes the record and gives the folder its name. */
  finish(record: DownloadRecord): Promise<void>;
  /** What was fetched stays, for the next start. */
  leave(): Promise<void>;
}

/**
 * @param target must not be there, or be empty
 * @throws EvenhandError `output.exists`, `output.unwritable`, `download.failed` while another process fetches the same
 */
export async function openStaging(target: string, commit: string): Promise<Staging> {
  const entries = await readdir(target).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw unwritable(target, error);
  });
  if (entries !== undefined && entries.length > 0) {
    throw new EvenhandError("output.exists", `${target} is there already and is not empty.`, {
      hint: "Choose another folder with --to, or remove what is in it.",
    });
  }
  const folder = `${target}.${commit.slice(0, 12)}.part`; // two commits never share a part
  await makeFolder(folder);
  const lock = join(folder, "lock");
  const letGo = await takeLock(lock, otherDownload).catch((error: unknown) => {
    throw unwritable(lock, error);
  });
  return {
    folder,
    async finish(record) {
      try {
        await writeAtomically(join(folder, recordName), `${JSON.stringify(record, undefined, 2)}\n`, { force: true });
        await letGo();
        if (entries !== undefined) await rmdir(target);
        await rename(folder, target);
      } catch (error) {
        throw unwritable(target, error);
      }
    },
    leave: letGo,
  };
}

/** Two processes that write the same part would spoil it. */
function otherDownload({ pid }: LockOwner): EvenhandError {
  return new EvenhandError("download.failed", `Another Evenhand (process ${pid}) is fetching this model.`, {
    hint: "Wait until it is done, or stop it; what it has fetched is kept.",
  });
}

function unwritable(path: string, cause: unknown): EvenhandError {
  if (cause instanceof EvenhandError) return cause;
  return new EvenhandError("output.unwritable", `${path} cannot be written: ${reasonOf(cause)}.`, {
    hint: "Make room or choose another place, and start again to go on where it stopped.",
    cause,
  });
}
