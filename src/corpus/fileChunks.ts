import type { FileHandle } from "node:fs/promises";

const firstChunkBytes = 1 << 16;
const chunkBytes = 1 << 20;

/** The bytes of a file from a position on; small chunks first, because a page is small. */
export async function* chunksOf(
  handle: FileHandle,
  from: number,
  to: number,
  mostBytes = chunkBytes,
): AsyncGenerator<Buffer> {
  let size = firstChunkBytes;
  for (let position = from; position < to; size = Math.min(4 * size, mostBytes)) {
    const buffer = Buffer.allocUnsafe(Math.min(size, to - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return; // shorter than when it was opened; whoever watches the file says so
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
