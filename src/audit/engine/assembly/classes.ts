// The values of src/text/characterClasses.ts.
export const classSpace: i32 = 1;
export const classLineEnd: i32 = 2;
export const classTerminator: i32 = 3;
export const classStrong: i32 = 4;
export const classApostrophe: i32 = 5;
export const classHyphen: i32 = 6;
export const classIgnorable: i32 = 7;
export const classMark: i32 = 8;
export const classIdeograph: i32 = 9;
export const classStart: i32 = 10;
/** By byte only: the first of a sequence, or a stray one; look the code point up. */
export const classHigh: i32 = 12;
export const classMask: i32 = 15;
export const lowercaseFlag: i32 = 16;

/** [256] class by byte. */
export const byteClasses: usize = memory.data(256, 64);
/** [0x110000] class and flags by code point. */
export const pointClasses: usize = memory.data(0x110000, 64);

/** Call when `pointClasses` is filled in. */
export function fillByteClasses(): void {
  for (let byte = 0; byte < 128; byte += 1) {
    store<u8>(byteClasses + byte, <u8>((<i32>load<u8>(pointClasses + byte)) & classMask));
  }
  memory.fill(byteClasses + 128, <u8>classHigh, 128);
}

/** Bytes of the character decoded last. */
export let decodedBytes: usize = 1;
/** False when the character decoded last was a replacement for bytes that are not UTF-8. */
export let decodedValid: bool = true;

/**
 * The code point at `at`, or U+FFFD for bytes that are not UTF-8; a broken sequence is one replacement as far as it could
 * have gone on (WHATWG Encoding, "maximal subpart"). `at` must be below `end`.
 */
export function decodeAt(at: usize, end: usize): i32 {
  const first = <i32>load<u8>(at);
  decodedValid = true;
  decodedBytes = 1;
  if (first < 0x80) return first;
  let needed = 0;
  let lower = 0x80;
  let upper = 0xbf;
  let point = 0;
  if (first >= 0xc2 && first <= 0xdf) {
    needed = 1;
    point = first & 31;
  } else if (first >= 0xe0 && first <= 0xef) {
    needed = 2;
    point = first & 15;
    if (first === 0xe0) lower = 0xa0;
    if (first === 0xed) upper = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    needed = 3;
    point = first & 7;
    if (first === 0xf0) lower = 0x90;
    if (first === 0xf4) upper = 0x8f;
  } else {
    decodedValid = false;
    return 0xfffd;
  }
  let next = at + 1;
  for (; needed > 0; needed -= 1) {
    const byte = next < end ? <i32>load<u8>(next) : 0;
    if (byte < lower || byte > upper) {
      decodedValid = false;
      decodedBytes = next - at;
      return 0xfffd;
    }
    lower = 0x80;
    upper = 0xbf;
    point = (point << 6) | (byte & 63);
    next += 1;
  }
  decodedBytes = next - at;
  return point;
}

@inline
export function entryOf(point: i32): i32 {
  return <i32>load<u8>(pointClasses + point);
}
