import { throwIfCancelled } from "../base/errors.ts";
import { AtomicFile } from "./atomicFile.ts";

export interface WriteOptions {
  /** Replace an existing file. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  /** Who may read and write it, where the system knows permissions; what the system gives new files when absent. */
  readonly mode?: number;
}

type Chunk = string | Uint8Array;

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
  const file = await AtomicFile.open(path, options.force === true, 0, options.mode);
  try {
    await writeChunks(file, chunks, options.signal);
    await file.finish();
    throwIfCancelled(options.signal);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

const bufferUnits = 1 << 20;

async function writeChunks(
  file: AtomicFile,
  chunks: Chunk | AsyncIterable<Chunk> | Iterable<Chunk>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (typeof chunks === "string" || chunks instanceof Uint8Array) {
    await file.write(chunks);
    return;
  }
  let waiting: string[] = [];
  let waitingUnits = 0;
  const flush = async (): Promise<void> => {
    if (waitingUnits > 0) await file.write(waiting.join(""));
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
      await file.write(chunk);
    }
  }
  await flush();
}
