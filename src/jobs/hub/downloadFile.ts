import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { EvenhandError, isCancelled, reasonOf, throwIfCancelled } from "../../base/errors.ts";
import { formatCount } from "../../report/numberFormat.ts";
import { type HubAnswer, type HubSettings, askHub } from "./hubClient.ts";
import { type FileHash, type HubFile, hashOf } from "./hubModel.ts";
import { networkProblem, refusal } from "./hubProblems.ts";
import type { ModelId } from "./modelId.ts";

/** One file of a model at one commit. */
export interface FileRequest {
  readonly model: ModelId;
  readonly commit: string;
  readonly file: HubFile;
  /** Where it goes when it is whole and its hash is right; until then there is `PATH.part` beside it. */
  readonly path: string;
  /** How much of the file is there now; falls when a part turns out to be worth nothing. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Fetches one file, going on with what an earlier try left. The file gets its name only when its hash is the one that the
 * hub gives; a part that was put together from several tries and is wrong is fetched once more from its start.
 *
 * @returns SHA-256 of the file
 * @throws EvenhandError `cancelled` (the part is kept), `download.failed`, `download.refused`, `output.unwritable`
 */
export async function downloadFile(settings: HubSettings, request: FileRequest): Promise<string> {
  const { file, path, onBytes, signal } = request;
  const part = `${path}.part`;
  if (file.hash !== undefined && (await sizeOf(path)) === file.bytes) {
    const found = await hashesOf(path, file.bytes);
    if (found[file.hash.algorithm] === file.hash.hex) {
      onBytes(file.bytes);
      return found.sha256;
    }
  }
  for (let failures = -1; ;) {
    const before = await sizeOf(part);
    try {
      const { hash, isOneAnswer } = await complete(part, settings, request);
      const found = await hashesOf(part, file.bytes);
      if (found[hash.algorithm] === hash.hex) {
        await onDisk(path, () => rename(part, path));
        return found.sha256;
      }
      await onDisk(part, () => rm(part));
      onBytes(0);
      if (isOneAnswer) throw damaged(file.path);
    } catch (error) {
      throwIfCancelled(signal);
      if (error instanceof EvenhandError || isCancelled(error)) throw error;
      failures = (await sizeOf(part)) > before ? 0 : failures + 1;
      const delay = settings.retryDelaysMs[failures];
      if (delay === undefined) throw networkProblem(settings, error, "start again to go on where it stopped");
      await wait(delay, undefined, { signal }).catch(() => throwIfCancelled(signal));
    }
  }
}

/** Adds to the part until it is as long as the file; says which hash it must have and whether one answer brought it all. */
async function complete(
  part: string,
  settings: HubSettings,
  { file, model, commit, onBytes, signal }: FileRequest,
): Promise<{ hash: FileHash; isOneAnswer: boolean }> {
  const there = await sizeOf(part);
  if (there === file.bytes && there > 0 && file.hash !== undefined) return { hash: file.hash, isOneAnswer: false };
  const from = there < file.bytes ? there : 0;
  const path = `/${model.id}/resolve/${commit}/${file.path.split("/").map(encodeURIComponent).join("/")}`;
  let answer = await askHub(settings, path, { from, signal });
  let start = startOf(answer, from, file.bytes);
  if (start === undefined && from > 0) {
    answer.body.destroy(); // what it offers does not fit what is there
    answer = await askHub(settings, path, { signal });
    start = startOf(answer, 0, file.bytes);
  }
  const hash = file.hash ?? hashOf(answer.linkedTag);
  if (start === undefined || hash === undefined) {
    answer.body.destroy();
    if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
      throw new Error(`it answered ${answer.status}`);
    }
    if (answer.status === 404) throw notThere(file.path, model);
    throw start === undefined ? refusal(answer, model, settings) : withoutHash(file.path);
  }
  const handle = await onDisk(part, () => open(part, start === 0 ? "w" : "r+"));
  try {
    await writeBody(handle, answer, start, part, file, onBytes);
  } finally {
    await onDisk(part, async () => {
      await handle.sync();
      await handle.close();
    });
  }
  return { hash, isOneAnswer: start === 0 };
}

/** Where the bytes of an answer begin: at `from`, at 0 when the host ignores ranges, nowhere when they do not fit. */
function startOf(answer: HubAnswer, from: number, bytes: number): number | undefined {
  if (answer.status === 200) return 0;
  if (answer.status !== 206) return undefined;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(answer.header("content-range") ?? "");
  const isOfFile = range !== null && Number(range[1]) === from && (range[2] === "*" || Number(range[2]) === bytes);
  return isOfFile ? from : undefined;
}

async function writeBody(
  handle: FileHandle,
  answer: HubAnswer,
  start: number,
  part: string,
  { path, bytes }: HubFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let position = start;
  onBytes(position);
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    if (position + chunk.length > bytes) throw tooLong(path, bytes);
    for (let done = 0; done < chunk.length;) {
      const at = done;
      const { bytesWritten } = await onDisk(part, () => handle.write(chunk, at, chunk.length - at, position + at));
      done += bytesWritten;
    }
    position += chunk.length;
    onBytes(position);
  }
  if (position < bytes) throw new Error("the connection was cut");
}

/** Both hashes of a file: the one that the hub gives for a small file is git's, over a header and the content. */
async function hashesOf(path: string, bytes: number): Promise<Record<FileHash["algorithm"], string>> {
  const sha256 = createHash("sha256");
  const git = createHash("sha1").update(`blob ${bytes}\0`);
  await onDisk(path, async () => {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      sha256.update(chunk);
      git.update(chunk);
    }
  });
  return { sha256: sha256.digest("hex"), git: git.digest("hex") };
}

/** 0 for a file that is not there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** A full disk is no trouble of the network: nothing is tried again, and what was written stays. */
async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new EvenhandError("output.unwritable", `${path} cannot be written: ${reasonOf(cause)}.`, {
      hint: "Make room or choose another place, and start again to go on where it stopped.",
      cause,
    });
  }
}

function damaged(path: string): EvenhandError {
  return new EvenhandError("download.failed", `${path} arrived with other content than the hub's hash names.`, {
    hint: "Start again; if it happens twice, something between here and the hub changes files.",
  });
}

function tooLong(path: string, bytes: number): EvenhandError {
  return new EvenhandError(
    "download.failed",
    `${path} is longer than the ${formatCount(bytes)} bytes that the hub names.`,
    {
      hint: "Check HF_ENDPOINT and the network: something may answer in the hub's place.",
    },
  );
}

function notThere(path: string, { id }: ModelId): EvenhandError {
  return new EvenhandError("download.failed", `The hub lists ${path} of ${id} but does not have it.`, {
    hint: "Start again later, or choose another revision.",
  });
}

function withoutHash(path: string): EvenhandError {
  return new EvenhandError("download.refused", `The hub gives no hash for ${path}, so that it cannot be checked.`, {
    hint: "Use the public hub, or a mirror of it that hands on sizes and hashes.",
  });
}
