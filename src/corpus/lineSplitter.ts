import type { SplitResult, Splitter, Window } from "./pieceReader.ts";
import type { RawLine } from "./readLines.ts";

const lineFeed = 0x0a;
const noBytes = Buffer.alloc(0);

/** Splits a file that is read from any line on into its lines; they are numbered from 1 where the reading began. */
export class LineSplitter implements Splitter<RawLine> {
  #line = 1;
  /** First byte of a line that is too long to be kept, while its end is looked for. */
  #tooLongFrom: number | undefined;

  split({ bytes, byteStart, isLast, limit }: Window): SplitResult<RawLine> {
    const lines: RawLine[] = [];
    let from = 0;
    while (from < bytes.length) {
      const end = bytes.indexOf(lineFeed, from);
      if (end === -1 && !isLast) {
        if (this.#tooLongFrom !== undefined) from = bytes.length;
        break;
      }
      const to = end === -1 ? bytes.length : end;
      if (this.#tooLongFrom !== undefined) lines.push(this.#tooLong(this.#tooLongFrom));
      else if (to - from > limit) lines.push(this.#tooLong(byteStart + from));
      else lines.push({ bytes: bytes.subarray(from, to), line: this.#line, byteStart: byteStart + from });
      this.#line += 1;
      from = to + 1;
    }
    // The file ended with the window before this one.
    if (isLast && this.#tooLongFrom !== undefined) lines.push(this.#tooLong(this.#tooLongFrom));
    return { pieces: lines, consumed: Math.min(from, bytes.length) };
  }

  passOver({ bytes, byteStart }: Window): SplitResult<RawLine> {
    this.#tooLongFrom = byteStart;
    return { pieces: [], consumed: bytes.length };
  }

  #tooLong(byteStart: number): RawLine {
    this.#tooLongFrom = undefined;
    return { bytes: noBytes, line: this.#line, byteStart, isTooLong: true };
  }
}
