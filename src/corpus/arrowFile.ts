import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { CompressionType, compressionRegistry, RecordBatchReader } from "apache-arrow";
import type { RecordBatch } from "apache-arrow";
import { ZSTDDecoder } from "zstddec/stream";
import { FileProblem } from "./fileProblem.ts";
import { lz4Frame } from "./lz4.ts";

const magic = "ARROW1";
/** Of the magic with its padding, at the beginning of a file. */
const headBytes = 8;
/** Of the length of the footer and the magic, at the end of a file. */
const tailBytes = 10;

/**
 * The record batches of an Arrow IPC file or stream, in order. A file whose end is missing is read as the stream that
 * most programs write between its magic and its footer.
 *
 * @param onDone told how many more bytes were read
 * @throws FileProblem for what is no Arrow at all; after the last batch, when the end of a file is missing; Error for
 *   damaged data
 */
export async function* openArrow(
  file: { readonly path: string; readonly name: string },
  onDone?: (bytes: number) => void,
): AsyncGenerator<RecordBatch> {
  await registerCodecs();
  const handle = await open(file.path, "r");
  try {
    const { size } = await handle.stat();
    const isFile = (await textAt(handle, 0, magic.length)) === magic;
    const isWhole = !isFile || (await hasFooter(handle, size));
    const view = isWhole ? viewOf(handle, 0, size, onDone) : viewOf(handle, headBytes, size, onDone);
    let reader: RecordBatchReader;
    try {
      reader = await RecordBatchReader.from(view);
      await reader.open();
    } catch (cause) {
      throw notArrow(file.name, cause);
    }
    if ((reader.schema as unknown) === undefined) throw notArrow(file.name, undefined);
    yield* reader;
    if (!isWhole) {
      throw new FileProblem(file.name, "Arrow file without its end (the batches before were read)", {
        hint: "Fetch or write the file again.",
        code: "corpus.malformed",
      });
    }
  } finally {
    await handle.close();
  }
}

/** What an Arrow file says of itself, without its records; undefined for what is no whole Arrow file. */
export async function arrowMetadata(path: string): Promise<ReadonlyMap<string, string> | undefined> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    if ((await textAt(handle, 0, magic.length)) !== magic || !(await hasFooter(handle, size))) return undefined;
    const reader = await RecordBatchReader.from(viewOf(handle, 0, size));
    await reader.open();
    return reader.schema.metadata;
  } catch {
    return undefined; // damaged, whatever its beginning and end say
  } finally {
    await handle.close();
  }
}

async function textAt(handle: FileHandle, position: number, bytes: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, position);
  return buffer.toString("latin1", 0, bytesRead);
}

/** The length of the footer and the magic are where they should be. */
async function hasFooter(handle: FileHandle, size: number): Promise<boolean> {
  if (size < headBytes + tailBytes) return false;
  const tail = Buffer.from(await textAt(handle, size - tailBytes, tailBytes), "latin1");
  const length = tail.length === tailBytes ? tail.readInt32LE(0) : 0;
  return tail.toString("latin1", 4) === magic && length > 0 && length <= size - headBytes - tailBytes;
}

/** A part of an open file, as the library reads files; it never closes it, and never waits for bytes that are gone. */
function viewOf(handle: FileHandle, start: number, end: number, onDone?: (bytes: number) => void): FileHandle {
  const view = {
    fd: handle.fd,
    stat: async () => await Promise.resolve({ size: end - start }),
    read: async (buffer: Uint8Array, offset: number, length: number, position: number) => {
      const result = await handle.read(buffer, offset, length, start + position);
      if (result.bytesRead === 0 && length > 0) throw new RangeError("the file became shorter while it was read");
      onDone?.(result.bytesRead);
      return result;
    },
    close: async () => await Promise.resolve(),
  };
  return view as unknown as FileHandle; // the four that the library calls
}

function notArrow(name: string, cause: unknown): FileProblem {
  return new FileProblem(name, "is no Arrow file or stream, or is damaged at its beginning", {
    hint: "Fetch or write the file again; the old Feather version 1 has to be written anew.",
    cause,
    code: "corpus.malformed",
  });
}

/** The library leaves decompression to whoever loads it. */
async function registerCodecs(): Promise<void> {
  if (compressionRegistry.get(CompressionType.ZSTD) !== null) return;
  const zstd = new ZSTDDecoder();
  await zstd.init();
  compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => zstd.decode(bytes) });
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => lz4Frame(bytes) });
}
