import { createReadStream } from "node:fs";
import { throwIfCancelled } from "../base/errors.ts";

/** One line of a file, without its LF. */
export interface RawLine {
  readonly bytes: Buffer;
  /** From 1. */
  readonly line: number;
  /** First byte of the line in the file; a byte order mark is not part of the first line. */
  readonly byteStart: number;
}

export interface LineBatch {
  readonly lines: readonly RawLine[];
  /** The bytes that were read for this batch, for whoever keeps a hash or draws progress. */
  readonly chunk: Uint8Array;
}

const chunkBytes = 1 << 20;
const lineFeed = 0x0a;

/** Reads the LF-separated lines of a file in batches; memory is one chunk and the longest line. */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<LineBatch> {
  let carried: Buffer[] = []; // the beginning of a line whose end is not read yet
  let line = 1;
  let lineStart = 0;
  let position = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    throwIfCancelled(signal);
    const lines: RawLine[] = [];
    let from = 0;
    if (position === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) {
      from = 3;
      lineStart = 3;
    }
    for (;;) {
      const end = chunk.indexOf(lineFeed, from);
      if (end === -1) break;
      const rest = chunk.subarray(from, end);
      lines.push({
        bytes: carried.length === 0 ? rest : Buffer.concat([...carried, rest]),
        line,
        byteStart: lineStart,
      });
      carried = [];
      line += 1;
      from = end + 1;
      lineStart = position + from;
    }
    if (from < chunk.length) carried.push(chunk.subarray(from));
    position += chunk.length;
    yield { lines, chunk };
  }
  if (carried.length > 0) {
    const bytes = Buffer.concat(carried);
    yield { lines: [{ bytes, line, byteStart: lineStart }], chunk: new Uint8Array(0) };
  }
}
