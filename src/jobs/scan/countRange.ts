import { readSync } from "node:fs";
import type { ScanEngine } from "../../audit/scanEngine.ts";
import { groupNotes } from "./stretch.ts";
import type { Stretch } from "./stretch.ts";

/** How the lines of a file are counted. */
export interface LineSettings {
  /** Number of the file. */
  readonly file: number;
  /** JSONL: the top-level field that holds the text; undefined for plain text. */
  readonly field: string | undefined;
  readonly maximumLineBytes: number;
}

export const lineFeed = 0x0a;
const searchBytes = 1 << 16;

/**
 * Counts the lines whose first byte is in `[start, end)`: skips to the first of them and reads past the end to finish
 * the last, so that ranges that touch count each line once, whatever the lines are.
 *
 * @param descriptor the open file
 * @returns undefined when no line begins in the range
 * @throws RangeError when the range is longer than a line may be
 */
export function countRange(
  engine: ScanEngine,
  descriptor: number,
  range: { readonly start: number; readonly end: number },
  settings: LineSettings,
): Stretch | undefined {
  if (range.end - range.start > settings.maximumLineBytes) {
    throw new RangeError(`countRange: ${range.end - range.start} bytes are more than a line may have`);
  }
  const lineStart = firstLineStart(descriptor, range.start, range.end);
  if (lineStart === undefined) return undefined;
  const start = lineStart === 0 ? markBytes(descriptor) : lineStart;
  const { length, isTooLong } = readLines(engine, descriptor, start, range.end, settings.maximumLineBytes);
  if (length === 0 && !isTooLong) return undefined;
  const stretch = countLines(engine, { start, length }, settings);
  if (!isTooLong) return stretch;
  const notes = [...stretch.notes, { problem: "too long" as const, count: 1, lines: [stretch.lines] }];
  return { ...stretch, lines: stretch.lines + 1, notes };
}

/** Counts the whole lines in `engine.input[0, length)`. */
export function countLines(
  engine: ScanEngine,
  place: { readonly start: number; readonly length: number },
  { file, field }: LineSettings,
): Stretch {
  engine.beginPart({ file, byteStart: place.start });
  if (place.length > 0) {
    if (field === undefined) engine.textLines(place.length);
    else engine.jsonLines(place.length, field);
  }
  const { buffer, byteOffset } = engine.input(place.length);
  const zeros = field === undefined ? linesWithZeros(Buffer.from(buffer, byteOffset, place.length)) : [];
  const notes = groupNotes([...engine.takeNotes(), ...zeros.map((line) => ({ problem: "NUL" as const, line }))]);
  const { bytes, mentions, lines } = engine.takeMentions();
  return { file, start: place.start, lines, mentions, block: bytes, notes };
}

/** Numbers of the lines, from 0, that have NUL bytes; in JSON lines they are no JSON. A Buffer searches faster than its parent class. */
function linesWithZeros(bytes: Buffer): number[] {
  const lines: number[] = [];
  let line = 0;
  let lineStart = 0;
  for (let zero = bytes.indexOf(0); zero !== -1;) {
    for (let feed = bytes.indexOf(lineFeed, lineStart); feed !== -1 && feed < zero;) {
      line += 1;
      lineStart = feed + 1;
      feed = bytes.indexOf(lineFeed, lineStart);
    }
    lines.push(line);
    const lineEnd = bytes.indexOf(lineFeed, zero);
    zero = lineEnd === -1 ? -1 : bytes.indexOf(0, lineEnd);
  }
  return lines;
}

/** The first line that begins in the range; the file's first line begins at 0, byte order mark or not. */
function firstLineStart(descriptor: number, start: number, end: number): number | undefined {
  if (start === 0) return 0;
  const buffer = Buffer.allocUnsafe(searchBytes);
  // A line feed at `end - 1` would begin a line of the next range.
  for (let position = start - 1; position < end - 1;) {
    const read = readSync(descriptor, buffer, 0, Math.min(searchBytes, end - 1 - position), position);
    if (read === 0) return undefined;
    const found = buffer.subarray(0, read).indexOf(lineFeed);
    if (found !== -1) return position + found + 1;
    position += read;
  }
  return undefined;
}

/** Bytes of the byte order mark at the beginning of the file. */
function markBytes(descriptor: number): number {
  const head = Buffer.alloc(3);
  const read = readSync(descriptor, head, 0, 3, 0);
  return read === 3 && isByteOrderMark(head) ? 3 : 0;
}

export function isByteOrderMark(head: Uint8Array): boolean {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
}

/** Reads `[start, end)` and the rest of the last line into the engine; that line is left out when it is too long. */
function readLines(
  engine: ScanEngine,
  descriptor: number,
  start: number,
  end: number,
  maximumLineBytes: number,
): { readonly length: number; readonly isTooLong: boolean } {
  // A line may begin with a byte order mark that is longer than the range.
  const wanted = Math.max(1, end - start);
  let view = engine.input(wanted + searchBytes);
  let length = readFully(descriptor, view, 0, wanted, start);
  if (length < wanted || view[length - 1] === lineFeed) return { length, isTooLong: false };
  const lastLine = view.subarray(0, length).lastIndexOf(lineFeed) + 1;
  for (let more = searchBytes; ; more *= 2) {
    view = engine.input(length + more);
    const read = readFully(descriptor, view, length, more, start + length);
    const found = view.subarray(length, length + read).indexOf(lineFeed);
    const lineEnd = length + (found === -1 ? read : found + 1);
    if (lineEnd - lastLine > maximumLineBytes) return { length: lastLine, isTooLong: true };
    if (found !== -1 || read < more) return { length: lineEnd, isTooLong: false };
    length += read;
  }
}

function readFully(descriptor: number, view: Uint8Array, offset: number, bytes: number, position: number): number {
  let done = 0;
  while (done < bytes) {
    const read = readSync(descriptor, view, offset + done, bytes - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}
