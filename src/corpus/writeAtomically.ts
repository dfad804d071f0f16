import { open, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EvenhandError, isCancelled, reasonOf, throwIfCancelled } from "../base/errors.ts";
import { makeFolder } from "../base/makeFolder.ts";

export interface WriteOptions {
  /** Replace an existing file. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

type Chunk = string | Uint8Array;

let temporaryFiles = 0;

/**
 * Writes a whole file or nothing: into a temporary file beside the target, to disk, then renamed. Folders are made as
 * needed. The temporary file goes on failure and on cancelling. Throws `output.exists` when the target is there and
 * `force` is not set, `output.unwritable` when the disk is full, the place may not be written or the target is a folder,
 * a pipe or a device.
 */
export async function writeAtomically(
  path: string,
  chunks: Chunk | AsyncIterable<Chunk> | Iterable<Chunk>,
  options: WriteOptions = {},
): Promise<void> {
  throwIfCancelled(options.signal);
  await rejectExisting(path, options.force === true);
  temporaryFiles += 1;
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${temporaryFiles}.tmp`);
  let handle: FileHandle | undefined;
  try {
    await makeFolder(dirname(path));
    handle = await open(temporary, "wx");
    await writeChunks(handle, chunks, options.signal);
    await handle.sync();
    await handle.close();
    handle = undefined;
    throwIfCancelled(options.signal);
    await rejectExisting(path, options.force === true);
    await rename(temporary, path);
  } catch (error) {
    await handle?.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    throw isFileSystemError(error) ? unwritable(path, error) : error;
  }
}

const bufferUnits = 1 << 20;

async function writeChunks(
  handle: FileHandle,
  chunks: Chunk | AsyncIterable<Chunk> | Iterable<Chunk>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (typeof chunks === "string" || chunks instanceof Uint8Array) {
    await handle.appendFile(chunks);
    return;
  }
  let waiting: string[] = [];
  let waitingUnits = 0;
  const flush = async (): Promise<void> => {
    if (waitingUnits > 0) await handle.appendFile(waiting.join(""));
    waiting = [];
    waitingUnits = 0;
  };
  for await (const chunk of chunks) {
    throwIfCancelled(signal);
    if (typeof chunk === "string") {
      waiting.push(chunk);
      waitingUnits += chunk.length;
      if (waitingUnits >= bufferUnits) await flush();
    } else {
      await flush();
      await handle.appendFile(chunk);
    }
  }
  await flush();
}

/** Renaming over a device or a pipe would put a file in its place, for everybody on the machine. */
async function rejectExisting(path: string, force: boolean): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isFile()) {
    throw new EvenhandError("output.unwritable", `${path} is not a regular file`, {
      hint: "Name a file that is new or may be replaced.",
    });
  }
  if (force) return;
  throw new EvenhandError("output.exists", `${path} is there already`, {
    hint: "Choose another place, or replace it with --force.",
  });
}

function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && !isCancelled(error) && "syscall" in error && "code" in error;
}

function unwritable(path: string, cause: NodeJS.ErrnoException): EvenhandError {
  const full = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  return new EvenhandError(
    "output.unwritable",
    full ? `${path}: no space left on the disk` : `${path}: cannot be written (${reasonOf(cause)})`,
    {
      hint: full
        ? "Free some space and start again; files that were complete before are as they were."
        : "Check the path and its permissions, or choose another place.",
      cause,
    },
  );
}
