import { hasByteOrderMark, maximumLineBytes } from "./readLines.ts";

/** Some bytes of a file that begin where the last piece ended. */
export interface Window {
  readonly bytes: Buffer;
  /** Of the first byte in the file, decompressed. */
  readonly byteStart: number;
  /** Nothing follows, so that everything is to be consumed. */
  readonly isLast: boolean;
  /** Bytes of the longest piece that is kept. */
  readonly limit: number;
}

/** What a splitter made of a window. */
export interface SplitResult<Piece> {
  readonly pieces: readonly Piece[];
  /** Bytes taken; the rest is given again, with more behind it. */
  readonly consumed: number;
}

/** Finds the records of a file whose records are not lines: rows of a table, elements of a list. */
export interface Splitter<Piece> {
  split(window: Window): SplitResult<Piece>;
  /** The window is longer than its limit and has no end of a piece: consumes all of it or finds another way. */
  passOver(window: Window): SplitResult<Piece>;
}

/**
 * Feeds a file to a splitter, in a batch for each chunk. A piece that is not at its end is carried over, and looked at
 * again when twice as many bytes are there, so that a long piece costs twice its length at most.
 *
 * @param limit bytes of the longest piece that is kept
 * @param from where in the file the chunks begin
 */
export async function* readPieces<Piece>(
  chunks: AsyncIterable<Uint8Array>,
  splitter: Splitter<Piece>,
  limit = maximumLineBytes,
  from = 0,
): AsyncGenerator<readonly Piece[]> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let wantedBytes = 0;
  let byteStart = from;
  let isFirst = from === 0;
  const split = (isLast: boolean): readonly Piece[] => {
    const bytes = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting, waitingBytes);
    const window = { bytes, byteStart, isLast, limit };
    let result = splitter.split(window);
    const isStuck = result.consumed === 0 && bytes.length > limit && !isLast;
    if (isStuck) result = splitter.passOver(window);
    byteStart += result.consumed;
    waiting = [bytes.subarray(result.consumed)];
    waitingBytes = bytes.length - result.consumed;
    wantedBytes = Math.min(2 * waitingBytes, limit + 1);
    return result.pieces;
  };
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const markBytes = isFirst && hasByteOrderMark(chunk) ? 3 : 0;
    isFirst = false;
    byteStart += markBytes;
    waiting.push(chunk.subarray(markBytes));
    waitingBytes += chunk.length - markBytes;
    if (waitingBytes >= wantedBytes) yield split(false);
  }
  yield split(true);
}
