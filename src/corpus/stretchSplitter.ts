import type { SplitResult, Splitter, Window } from "./pieceReader.ts";

/** Whole lines, one behind the other. */
export interface Stretch {
  readonly bytes: Buffer;
  /** Of the first byte in the file. */
  readonly byteStart: number;
}

const lineFeed = 0x0a;

/** Gives the lines of a window all at once, for whoever looks for few of them. Lines that are too long are left out. */
export class StretchSplitter implements Splitter<Stretch> {
  #isInTooLong = false;

  split({ bytes, byteStart, isLast, limit }: Window): SplitResult<Stretch> {
    const firstEnd = bytes.indexOf(lineFeed);
    if (this.#isInTooLong && firstEnd === -1) return { pieces: [], consumed: bytes.length };
    const firstBytes = firstEnd === -1 ? bytes.length : firstEnd;
    // Only the first line can be too long: the others lie in the chunk that was read last.
    const start = this.#isInTooLong || firstBytes > limit ? firstBytes + 1 : 0;
    const end = isLast ? bytes.length : bytes.lastIndexOf(lineFeed) + 1;
    if (end === 0) return { pieces: [], consumed: 0 };
    this.#isInTooLong = false;
    const pieces = start < end ? [{ bytes: bytes.subarray(start, end), byteStart: byteStart + start }] : [];
    return { pieces, consumed: end };
  }

  passOver({ bytes }: Window): SplitResult<Stretch> {
    this.#isInTooLong = true;
    return { pieces: [], consumed: bytes.length };
  }
}

/** The lines that have one of the places in them, without their ends. @param places ascending offsets in `bytes` */
export function linesAt(bytes: Buffer, places: readonly number[]): { readonly start: number; readonly end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let end = -1;
  for (const place of places) {
    if (place <= end) continue;
    // From -1 a Buffer would search from its end.
    const start = place === 0 ? 0 : bytes.lastIndexOf(lineFeed, place - 1) + 1;
    const found = bytes.indexOf(lineFeed, place);
    end = found === -1 ? bytes.length : found;
    lines.push({ start, end });
  }
  return lines;
}
