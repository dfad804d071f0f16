import { constants } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EvenhandError, isCancelled, reasonOf } from "../base/errors.ts";
import { makeFolder } from "../base/makeFolder.ts";

let temporaryFiles = 0;

/**
 * A file that gets its name when it is whole: written under a temporary name beside the target, brought to disk by
 * `finish`, renamed by `commit`. Several files that belong together are all finished before the first is renamed. Every
 * method throws `output.unwritable` when the disk is full or the place may not be written.
 */
export class AtomicFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #force: boolean;
  #handle: FileHandle | undefined;

  private constructor(path: string, temporary: string, handle: FileHandle, force: boolean) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    this.#force = force;
  }

  /**
   * Makes folders as needed. Throws `output.exists` when the target is there and `force` is not set.
   *
   * @param flags of the file; `constants.O_DSYNC` makes every write wait for the disk, where the system has it
   * @param mode permissions of a new file; the system's usual ones when absent
   */
  static async open(path: string, force = false, flags = 0, mode?: number): Promise<AtomicFile> {
    await rejectExisting(path, force);
    temporaryFiles += 1;
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${temporaryFiles}.tmp`);
    try {
      await makeFolder(dirname(path));
      return new AtomicFile(path, temporary, await open(temporary, newFile | flags, mode), force);
    } catch (error) {
      throw withReason(path, error);
    }
  }

  async write(chunk: string | Uint8Array): Promise<void> {
    if (this.#handle === undefined) throw new RangeError(`write: ${this.path} is closed`);
    try {
      await this.#handle.appendFile(chunk);
    } catch (error) {
      throw withReason(this.path, error);
    }
  }

  /** Writes pieces in as few operations as there can be, so that a busy event loop holds little up. */
  async writeAll(pieces: readonly Uint8Array[]): Promise<void> {
    if (this.#handle === undefined) throw new RangeError(`write: ${this.path} is closed`);
    try {
      for (let rest = pieces; rest.length > 0;) {
        const { bytesWritten } = await this.#handle.writev(firstBytes(rest, mostAtOnce));
        rest = withoutFirst(rest, bytesWritten);
      }
    } catch (error) {
      throw withReason(this.path, error);
    }
  }

  /** Brings everything to disk, still under the temporary name. */
  async finish(): Promise<void> {
    try {
      await this.#handle?.sync();
      await this.#handle?.close();
      this.#handle = undefined;
    } catch (error) {
      throw withReason(this.path, error);
    }
  }

  /** Gives the file its name; checks again that nobody took it meanwhile. */
  async commit(): Promise<void> {
    await this.finish();
    await rejectExisting(this.path, this.#force);
    try {
      await rename(this.#temporary, this.path);
    } catch (error) {
      throw withReason(this.path, error);
    }
  }

  /** Removes the temporary file; never throws, and after `commit` does nothing. */
  async discard(): Promise<void> {
    await this.#handle?.close().catch(() => {});
    this.#handle = undefined;
    await rm(this.#temporary, { force: true }).catch(() => {});
  }
}

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** Systems write at most 2 GB in one operation. */
const mostAtOnce = 2 ** 30;
/** And at most so many pieces. */
const mostPieces = 1024;

/** Views of the pieces' first `bytes` bytes. */
function firstBytes(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const first: Uint8Array[] = [];
  for (let at = 0; at < pieces.length && at < mostPieces && bytes > 0; at += 1) {
    const piece = (pieces[at] as Uint8Array).subarray(0, bytes);
    first.push(piece);
    bytes -= piece.length;
  }
  return first;
}

/** Views of what follows the pieces' first `bytes` bytes. */
function withoutFirst(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  for (const piece of pieces) {
    if (bytes < piece.length) rest.push(piece.subarray(bytes));
    bytes = Math.max(0, bytes - piece.length);
  }
  return rest;
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

function withReason(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || isCancelled(error) || !("syscall" in error) || !("code" in error)) return error;
  const full = error.code === "ENOSPC" || error.code === "EDQUOT";
  return new EvenhandError(
    "output.unwritable",
    full ? `${path}: no space left on the disk` : `${path}: cannot be written (${reasonOf(error)})`,
    {
      hint: full
        ? "Free some space and start again; files that were complete before are as they were."
        : "Check the path and its permissions, or choose another place.",
      cause: error,
    },
  );
}
