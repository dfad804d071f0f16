import { readSync } from "node:fs";
import type { ScanEngine } from "../../audit/scanEngine.ts";
import type { FileHash } from "./fileHash.ts";
import { groupNotes } from "./stretch.ts";
import type { Stretch } from "./stretch.ts";

/** How the lines of a file are counted. */
export interface LineSettings {
  /** Number of the file. */
  readonly file: number;
  /** JSONL: the top-level field that holds the text; undefined for plain text. */
  readonly field: string | undefined;
  readonly maximumLineBytes: number;
  /** Bytes that are read and counted at once; 1 MB when absent. */
  readonly pieceBytes?: number;
  /** Is told what is read. */
  readonly hash?: FileHash | undefined;
}

export const lineFeed = 0x0a;
const searchBytes = 1 << 16;
const defaultPieceBytes = 1 << 20;

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
  const counting = new LineCounting(engine, start, settings);
  const { isEmpty, isTooLong } = feedLines(engine, descriptor, { start, end: range.end }, settings, counting);
  if (isEmpty) return undefined;
  const stretch = counting.stretch();
  if (!isTooLong) return stretch;
  const notes = [...stretch.notes, { problem: "too long" as const, count: 1, lines: [stretch.lines] }];
  return { ...stretch, lines: stretch.lines + 1, notes };
}

/** Counts the whole lines in `engine.input[0, length)`. */
export function countLines(
  engine: ScanEngine,
  place: { readonly start: number; readonly length: number },
  settings: LineSettings,
): Stretch {
  const counting = new LineCounting(engine, place.start, settings);
  counting.add(place.length);
  return counting.stretch();
}

/** One stretch of a file, counted in pieces of whole lines. */
class LineCounting {
  readonly #engine: ScanEngine;
  readonly #start: number;
  readonly #settings: LineSettings;
  readonly #zeros: { readonly problem: "NUL"; readonly line: number }[] = [];

  constructor(engine: ScanEngine, start: number, settings: LineSettings) {
    this.#engine = engine;
    this.#start = start;
    this.#settings = settings;
    engine.beginPart({ file: settings.file, byteStart: start });
  }

  /** Counts the whole lines in `engine.input[0, length)`. */
  add(length: number): void {
    if (length === 0) return;
    const engine = this.#engine;
    const { field } = this.#settings;
    if (field !== undefined) return engine.jsonLines(length, field);
    const { buffer, byteOffset } = engine.input(length);
    const firstLine = engine.linesPassed;
    for (const line of linesWithZeros(Buffer.from(buffer, byteOffset, length))) {
      this.#zeros.push({ problem: "NUL", line: firstLine + line });
    }
    engine.textLines(length);
  }

  stretch(): Stretch {
    const notes = groupNotes([...this.#engine.takeNotes(), ...this.#zeros]);
    const { bytes, mentions, lines } = this.#engine.takeMentions();
    return { file: this.#settings.file, start: this.#start, lines, mentions, block: bytes, notes };
  }
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

/**
 * Reads `[start, end)` and the rest of the last line, and counts it piece by piece, so that what is counted still lies in a
 * near cache; the last line is left out when it is too long.
 */
function feedLines(
  engine: ScanEngine,
  descriptor: number,
  range: { readonly start: number; readonly end: number },
  { maximumLineBytes, pieceBytes = defaultPieceBytes, hash }: LineSettings,
  counting: LineCounting,
): { readonly isEmpty: boolean; readonly isTooLong: boolean } {
  let position = range.start;
  let kept = 0; // bytes in the engine's input: the beginning of a line
  // A line may begin with a byte order mark that is longer than the range.
  const end = Math.max(range.end, range.start + 1);
  while (position < end) {
    const wanted = Math.min(pieceBytes, end - position);
    const view = engine.input(kept + wanted);
    const read = readFully(descriptor, view, kept, wanted, position);
    hash?.add(descriptor, view.subarray(kept, kept + read), position);
    position += read;
    const length = kept + read;
    if (read < wanted) {
      counting.add(length);
      return { isEmpty: position === range.start, isTooLong: false };
    }
    const whole = lastLineFeed(view, length) + 1;
    const rest = view.slice(whole, length);
    counting.add(whole);
    engine.input(rest.length).set(rest);
    kept = rest.length;
  }
  for (let more = searchBytes; kept > 0; more *= 2) {
    const view = engine.input(kept + more);
    const read = readFully(descriptor, view, kept, more, position);
    const found = view.subarray(kept, kept + read).indexOf(lineFeed);
    const lineEnd = kept + (found === -1 ? read : found + 1);
    if (lineEnd > maximumLineBytes) return { isEmpty: false, isTooLong: true };
    if (found !== -1 || read < more) {
      counting.add(lineEnd);
      break;
    }
    position += read;
    kept += read;
  }
  return { isEmpty: false, isTooLong: false };
}

function lastLineFeed(view: Uint8Array, length: number): number {
  return Buffer.from(view.buffer, view.byteOffset, length).lastIndexOf(lineFeed);
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
