import { allocate, release } from "./memory";
import { classLineEnd, classMask, classSpace, decodeAt, decodedBytes, entryOf } from "./classes";
import { lineFeedAfter, scanDocument } from "./scanner";
import { addEscape, clearEscapes } from "./rawPlaces";
import { beginJsonDocument, endDocument, lineNumber, setLine } from "./sentences";
import { isUtf8 } from "./textHash";
import {
  note,
  problemEmpty,
  problemNoField,
  problemNotJson,
  problemNotObject,
  problemNotText,
  problemNotUtf8,
} from "./notes";

// Lines of JSON: each is checked as JSON.parse checks it, and the text of one field is found, unescaped only where it has
// escapes.

/** The name of the field. */
let field: usize = 0;
let fieldLength: i32 = 0;
const longestField: usize = 1024;

/** What is open, a byte each: 1 object, 0 array. Deeper nesting than this is not taken for JSON. */
let stack: usize = 0;
const deepest: i32 = 1 << 16;

/** The field's text in the raw line, if it is text. */
let valueFrom: usize = 0;
let valueEnd: usize = 0;
let valueHasEscapes: bool = false;
let found: bool = false;
let foundText: bool = false;

/** Where texts are unescaped to. */
let unescaped: usize = 0;
let unescapedSize: usize = 0;

/** Once, before everything else. */
export function makeJsonReader(): void {
  field = allocate(longestField + 16);
  stack = allocate(deepest);
}

/** Forgets buffers that lie in memory that is used again. */
export function startJson(): void {
  unescaped = 0;
  unescapedSize = 0;
}

export function fieldPlace(): usize {
  return field;
}
export function setFieldLength(length: i32): void {
  fieldLength = length;
}

export function scanJsonLines(from: usize, end: usize): void {
  let at = from;
  while (at < end) {
    const lineEnd = lineFeedAfter(at, end);
    scanJsonLine(at, lineEnd);
    if (lineEnd < end) setLine(lineNumber + 1);
    at = lineEnd + 1;
  }
}

function scanJsonLine(from: usize, end: usize): void {
  if (isBlank(from, end)) return;
  const problem = readObject(from, end);
  if (problem !== 0) {
    note(lineNumber, problem);
    return;
  }
  let textFrom = valueFrom;
  let textEnd = valueEnd;
  clearEscapes();
  if (valueHasEscapes) {
    textEnd = unescape(valueFrom, valueEnd);
    textFrom = unescaped;
  }
  if (isBlank(textFrom, textEnd)) {
    note(lineNumber, problemEmpty);
    return;
  }
  const plain = isPlain(from, end);
  const valid = plain || isUtf8(from, end);
  if (!valid) note(lineNumber, problemNotUtf8);
  beginJsonDocument(textFrom, textEnd, from, end, plain, valid);
  scanDocument(textFrom, textEnd);
  endDocument();
}

function isPlain(from: usize, end: usize): bool {
  let at = from;
  for (; at + 16 <= end; at += 16) {
    if (i8x16.bitmask(v128.load(at)) !== 0) return false;
  }
  for (; at < end; at += 1) {
    if (load<u8>(at) >= 0x80) return false;
  }
  return true;
}

/** True for what `String.prototype.trim` leaves nothing of. */
function isBlank(from: usize, end: usize): bool {
  let at = from;
  while (at < end) {
    const point = decodeAt(at, end);
    const kind = entryOf(point) & classMask;
    if (kind !== classSpace && kind !== classLineEnd && point !== 0xfeff) return false;
    at += decodedBytes;
  }
  return true;
}

/** Reads a line; returns 0 and sets the value, or the problem. */
function readObject(from: usize, end: usize): i32 {
  found = false;
  foundText = false;
  let at = afterSpace(from, end);
  if (at >= end) return problemNotJson;
  const isObject = load<u8>(at) === 0x7b;
  at = isObject ? readValue(at, end, true) : readValue(at, end, false);
  if (at === 0 || afterSpace(at, end) !== end) return problemNotJson;
  if (!isObject) return problemNotObject;
  if (!found) return problemNoField;
  return foundText ? 0 : problemNotText;
}

@inline
function afterSpace(from: usize, end: usize): usize {
  let at = from;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) return at;
    at += 1;
  }
  return at;
}

/** Set by `readString`. */
let stringHasEscapes: bool = false;

/**
 * Reads one JSON value; returns the address after it, or 0 when there is none.
 *
 * @param isRecord whether its members are the fields of the record
 */
function readValue(from: usize, end: usize, isRecord: bool): usize {
  let depth = 0;
  let at = from;
  while (true) {
    // A value is expected at `at`.
    at = afterSpace(at, end);
    if (at >= end) return 0;
    const byte = load<u8>(at);
    if (byte === 0x7b || byte === 0x5b) {
      if (depth === deepest) return 0;
      store<u8>(stack + depth, byte === 0x7b ? 1 : 0);
      depth += 1;
      isField = false;
      at = afterSpace(at + 1, end);
      if (at >= end) return 0;
      if (load<u8>(at) === (byte === 0x7b ? 0x7d : 0x5d)) {
        at += 1;
        depth -= 1;
      } else if (byte === 0x7b) {
        at = readKey(at, end, isRecord && depth === 1);
        if (at === 0) return 0;
        continue;
      } else {
        continue;
      }
    } else if (byte === 0x22) {
      const textFrom = at + 1;
      at = readString(at, end);
      if (at === 0) return 0;
      if (isField) setValue(textFrom, at - 1);
    } else {
      at = readPrimitive(at, end);
      if (at === 0) return 0;
    }
    // A value has ended: close what ends with it, or go on to the next one.
    while (true) {
      isField = false;
      if (depth === 0) return at;
      at = afterSpace(at, end);
      if (at >= end) return 0;
      const next = load<u8>(at);
      const inObject = load<u8>(stack + depth - 1) === 1;
      if (next === 0x2c) {
        at += 1;
        if (inObject) {
          at = readKey(afterSpace(at, end), end, isRecord && depth === 1);
          if (at === 0) return 0;
        }
        break;
      }
      if (next !== (inObject ? 0x7d : 0x5d)) return 0;
      at += 1;
      depth -= 1;
    }
  }
}

/** The value that is read next is the one of the field. */
let isField: bool = false;

function setValue(from: usize, end: usize): void {
  foundText = true;
  valueFrom = from;
  valueEnd = end;
  valueHasEscapes = stringHasEscapes;
}

/** Reads `"key" :`; returns the address after the colon, or 0. Where names repeat the last one counts. */
function readKey(at: usize, end: usize, ofRecord: bool): usize {
  if (at >= end || load<u8>(at) !== 0x22) return 0;
  const after = readString(at, end);
  if (after === 0) return 0;
  if (ofRecord && isFieldName(at + 1, after - 1)) {
    isField = true;
    found = true;
    foundText = false;
  }
  const colon = afterSpace(after, end);
  if (colon >= end || load<u8>(colon) !== 0x3a) return 0;
  return colon + 1;
}

function isFieldName(from: usize, end: usize): bool {
  if (!stringHasEscapes) return <i32>(end - from) === fieldLength && memory.compare(from, field, fieldLength) === 0;
  const after = unescape(from, end);
  const length = <i32>(after - unescaped);
  return length === fieldLength && memory.compare(unescaped, field, fieldLength) === 0;
}

/** Reads a string that begins with its quote at `from`; returns the address after the closing one, or 0. */
function readString(from: usize, end: usize): usize {
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const control = i8x16.splat(0x20);
  stringHasEscapes = false;
  let at = from + 1;
  while (true) {
    if (at >= end) return 0;
    const bytes = v128.load(at);
    const special = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_u(bytes, control)),
    );
    if (special === 0) {
      at += 16;
      continue;
    }
    at += <usize>ctz<i32>(special);
    if (at >= end) return 0;
    const byte = load<u8>(at);
    if (byte === 0x22) return at + 1;
    if (byte !== 0x5c || at + 1 >= end) return 0;
    stringHasEscapes = true;
    const escaped = load<u8>(at + 1);
    if (escaped === 0x75) {
      if (at + 6 > end || hexAt(at + 2) < 0) return 0;
      at += 6;
    } else if (isSimpleEscape(escaped)) {
      at += 2;
    } else {
      return 0;
    }
  }
}

@inline
function isSimpleEscape(byte: u8): bool {
  return (
    byte === 0x22 ||
    byte === 0x5c ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  );
}

/** Four hexadecimal digits as a number, or -1. */
function hexAt(at: usize): i32 {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = <i32>load<u8>(at + index);
    const lower = byte | 32;
    let digit: i32;
    if (byte >= 48 && byte <= 57) digit = byte - 48;
    else if (lower >= 97 && lower <= 102) digit = lower - 87;
    else return -1;
    value = (value << 4) | digit;
  }
  return value;
}

/** A number, true, false or null; returns the address after it, or 0. */
function readPrimitive(from: usize, end: usize): usize {
  const byte = load<u8>(from);
  if (byte === 0x74) return from + 4 <= end && load<u32>(from) === 0x65757274 ? from + 4 : 0; // true
  if (byte === 0x6e) return from + 4 <= end && load<u32>(from) === 0x6c6c756e ? from + 4 : 0; // null
  if (byte === 0x66) {
    return from + 5 <= end && load<u32>(from + 1) === 0x65736c61 ? from + 5 : 0; // false
  }
  let at = from;
  if (load<u8>(at) === 0x2d) at += 1;
  if (at >= end) return 0;
  if (load<u8>(at) === 0x30) at += 1;
  else at = afterDigits(at, end);
  if (at === 0) return 0;
  if (at < end && load<u8>(at) === 0x2e) {
    at = afterDigits(at + 1, end);
    if (at === 0) return 0;
  }
  if (at < end && (load<u8>(at) | 32) === 0x65) {
    at += 1;
    if (at < end && (load<u8>(at) === 0x2b || load<u8>(at) === 0x2d)) at += 1;
    at = afterDigits(at, end);
  }
  return at;
}

/** The address after one or more digits, or 0. */
function afterDigits(from: usize, end: usize): usize {
  let at = from;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte < 48 || byte > 57) break;
    at += 1;
  }
  return at === from ? 0 : at;
}

/** Writes the meaning of a string's inside to `unescaped`, remembering what shifted; returns the end of it. */
function unescape(from: usize, end: usize): usize {
  const size = end - from;
  if (size + 32 > unescapedSize) {
    if (unescaped !== 0) release(unescaped, unescapedSize);
    unescapedSize = size + (size >>> 1) + 4096;
    unescaped = allocate(unescapedSize);
  }
  const backslash = i8x16.splat(0x5c);
  clearEscapes();
  let out = unescaped;
  let at = from;
  addEscape(out, <u32>(at - out));
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(out, bytes);
    const found = i8x16.bitmask(i8x16.eq(bytes, backslash));
    const plain = min<usize>(found === 0 ? 16 : <usize>ctz<i32>(found), end - at);
    at += plain;
    out += plain;
    if (at >= end || load<u8>(at) !== 0x5c) continue;
    const escaped = load<u8>(at + 1);
    if (escaped === 0x75) {
      let point = hexAt(at + 2);
      at += 6;
      if (point >= 0xd800 && point <= 0xdfff) {
        const low = point <= 0xdbff && at + 6 <= end && load<u16>(at) === 0x755c ? hexAt(at + 2) : -1;
        if (low >= 0xdc00 && low <= 0xdfff) {
          point = ((point - 0xd800) << 10) + (low - 0xdc00) + 0x10000;
          at += 6;
        } else {
          point = 0xfffd; // half of a pair alone
        }
      }
      out = writePoint(out, point);
    } else {
      store<u8>(out, meaningOf(escaped));
      out += 1;
      at += 2;
    }
    addEscape(out, <u32>(at - out));
  }
  return out;
}

function meaningOf(escaped: u8): u8 {
  if (escaped === 0x6e) return 0x0a;
  if (escaped === 0x74) return 0x09;
  if (escaped === 0x72) return 0x0d;
  if (escaped === 0x62) return 0x08;
  if (escaped === 0x66) return 0x0c;
  return escaped;
}

function writePoint(out: usize, point: i32): usize {
  if (point < 0x80) {
    store<u8>(out, <u8>point);
    return out + 1;
  }
  if (point < 0x800) {
    store<u8>(out, <u8>(0xc0 | (point >> 6)));
    store<u8>(out + 1, <u8>(0x80 | (point & 63)));
    return out + 2;
  }
  if (point < 0x10000) {
    store<u8>(out, <u8>(0xe0 | (point >> 12)));
    store<u8>(out + 1, <u8>(0x80 | ((point >> 6) & 63)));
    store<u8>(out + 2, <u8>(0x80 | (point & 63)));
    return out + 3;
  }
  store<u8>(out, <u8>(0xf0 | (point >> 18)));
  store<u8>(out + 1, <u8>(0x80 | ((point >> 12) & 63)));
  store<u8>(out + 2, <u8>(0x80 | ((point >> 6) & 63)));
  store<u8>(out + 3, <u8>(0x80 | (point & 63)));
  return out + 4;
}
