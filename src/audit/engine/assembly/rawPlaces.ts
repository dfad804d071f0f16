import { allocate, release } from "./memory";
import { decodeAt, decodedBytes } from "./classes";
import { writeMention } from "./mentions";

// Where words stand in their file: a text may have been unescaped from a part of its raw line.

/** The raw line that mentions are placed in. */
let lineFrom: usize = 0;
let lineEnd: usize = 0;
let lineIsPlain: bool = true;
/** File byte of address 0: what is added to an address to get a byte of the file. */
let fileOffset: i64 = 0;
/** Where the column was counted last. */
let columnPlace: usize = 0;
let column: u32 = 0;

/** [escapes] address in the text, what to add to get the address in the raw line. */
let escapes: usize = 0;
let escapeCapacity: i32 = 0;
let escapeCount: i32 = 0;

/** The buffer of escapes grows with single documents and is made anew. */
export function startRawPlaces(): void {
  escapeCapacity = 1 << 12;
  escapes = allocate((<usize>escapeCapacity) * 8);
  escapeCount = 0;
}

export function setFileOffset(offset: i64): void {
  fileOffset = offset;
}

/** Begins a raw line; returns its first byte in the file. */
export function beginRawLine(from: usize, end: usize, isPlain: bool): u64 {
  lineFrom = from;
  lineEnd = end;
  lineIsPlain = isPlain;
  columnPlace = from;
  column = 0;
  return <u64>(<i64>from + fileOffset);
}

export function addEscape(textPlace: usize, shift: u32): void {
  if (escapeCount === escapeCapacity) {
    const larger = allocate((<usize>escapeCapacity) * 16);
    memory.copy(larger, escapes, (<usize>escapeCapacity) * 8);
    release(escapes, (<usize>escapeCapacity) * 8);
    escapes = larger;
    escapeCapacity *= 2;
  }
  const at = escapes + ((<usize>escapeCount) << 3);
  store<u32>(at, <u32>textPlace);
  store<u32>(at, shift, 4);
  escapeCount += 1;
}

export function clearEscapes(): void {
  escapeCount = 0;
}

/** The address in the raw line of an address in the text. */
export function rawPlace(place: usize): usize {
  let low = 0;
  let high = escapeCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (<usize>load<u32>(escapes + ((<usize>middle) << 3)) <= place) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? place : place + <usize>load<u32>(escapes + ((<usize>(low - 1)) << 3), 4);
}

/** UTF-16 units of the raw bytes `[from, to)`. */
function units16(from: usize, to: usize): u32 {
  if (lineIsPlain) return <u32>(to - from);
  let counted: u32 = 0;
  let at = from;
  while (at < to) {
    if (load<u8>(at) < 0x80) {
      counted += 1;
      at += 1;
      continue;
    }
    counted += decodeAt(at, lineEnd) > 0xffff ? 2 : 1;
    at += decodedBytes;
  }
  return counted;
}

/** Writes the mention of a term at the addresses `[from, to)` of the text. */
export function placeMention(
  term: i32,
  from: usize,
  to: usize,
  line: i32,
  sentenceStart: usize,
  sentenceEnd: usize,
  signature: u64,
): void {
  const start = rawPlace(from);
  const end = rawPlace(to);
  if (start > columnPlace) {
    column += units16(columnPlace, start);
    columnPlace = start;
  }
  writeMention(
    <u64>(<i64>start + fileOffset),
    <u32>(end - start),
    line,
    <u64>(start - lineFrom),
    column,
    units16(start, end),
    term,
    <u64>(start - sentenceStart),
    <u64>(sentenceEnd - sentenceStart),
    signature,
  );
}
