import {
  byteClasses,
  classApostrophe,
  classHigh,
  classHyphen,
  classIdeograph,
  classIgnorable,
  classLineEnd,
  classMark,
  classMask,
  classSpace,
  classStart,
  classStrong,
  classTerminator,
  decodeAt,
  decodedBytes,
  entryOf,
  lowercaseFlag,
} from "./classes";
import { atFlags, keepsOpenFlag, quickNumberOf } from "./words";
import { note, problemNotUtf8 } from "./notes";
import { addWord, beginPlainDocument, documentIsValid, endDocument, endSentence,
  recordOfWordBefore, lineNumber, setLine } from "./sentences";

// From bytes to words and sentence ends, in two stages: SIMD marks where runs of ASCII letters and digits begin and end,
// where runs of other bytes begin, and every byte that may end a sentence; then only those places are looked at.

/** Bytes marked at a time. */
const segmentBytes: usize = 1 << 14;
/** A stretch without space or line feed may make a segment longer, up to this. */
const longestSegment: usize = 1 << 16;
/** [marks] addresses, with room for a few more than bytes. */
const marks: usize = memory.data((1 << 18) + 256, 64);

/** Hyphens between letters belong to the word. */
let joinsHyphens: bool = false;
/** A line feed ends the document, and the next begins. */
let linesAreDocuments: bool = false;

/** Once, before everything else. */
export function makeScanner(hyphensJoin: bool): void {
  joinsHyphens = hyphensJoin;
}

/** Counts whole lines, each a document. */
export function scanLines(from: usize, end: usize): void {
  linesAreDocuments = true;
  if (from < end) beginLine(from, end);
  scan(from, end);
  if (end > from && load<u8>(end - 1) !== 0x0a) endDocument();
}

/** Scans the text of one document, begun by the caller, who ends it as well. */
export function scanDocument(from: usize, end: usize): void {
  linesAreDocuments = false;
  scan(from, end);
}

function beginLine(from: usize, end: usize): void {
  beginPlainDocument(from, lineFeedAfter(from, end));
  if (!documentIsValid) note(lineNumber, problemNotUtf8);
}

/** The address of the next line feed, or `end`. May read up to 15 bytes beyond. */
export function lineFeedAfter(from: usize, end: usize): usize {
  const wanted = i8x16.splat(0x0a);
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found !== 0) return min<usize>(end, at + <usize>ctz<i32>(found));
  }
  return end;
}

function scan(from: usize, end: usize): void {
  let at = from;
  while (at < end) {
    let to = at + segmentBytes;
    if (to >= end) {
      to = end;
    } else {
      const back = spaceBefore(at, to);
      to = back > at ? back : spaceAfter(to, end);
    }
    at = to - at > longestSegment ? scanSlowly(at, to, end, false) : scanSegment(at, to, end);
  }
}

/** The address after the last space or line feed of `[from, to)`, or `from`. */
function spaceBefore(from: usize, to: usize): usize {
  for (let at = to; at > from; at -= 1) {
    const byte = load<u8>(at - 1);
    if (byte === 0x20 || byte === 0x0a) return at;
  }
  return from;
}

function spaceAfter(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 1) {
    const byte = load<u8>(at);
    if (byte === 0x20 || byte === 0x0a) return at + 1;
  }
  return end;
}

/** Stage one: fills `marks`; returns how many, with two more that point to `to`. */
function mark(from: usize, to: usize): i32 {
  const lowercase = i8x16.splat(0x20);
  const letterA = i8x16.splat(0x61);
  const letters = i8x16.splat(26);
  const digit0 = i8x16.splat(0x30);
  const digits = i8x16.splat(10);
  const stop = i8x16.splat(0x2e);
  const exclamation = i8x16.splat(0x21);
  const question = i8x16.splat(0x3f);
  const lineFeed = i8x16.splat(0x0a);
  const carriageReturn = i8x16.splat(0x0d);
  let count = 0;
  let wordBefore: u64 = 0;
  let highBefore: u64 = 0;
  for (let at = from; at < to; at += 64) {
    let word: u64 = 0;
    let high: u64 = 0;
    let ends: u64 = 0;
    for (let part = 0; part < 4; part += 1) {
      const bytes = v128.load(at + (<usize>part << 4));
      const isWord = v128.or(
        i8x16.lt_u(i8x16.sub(v128.or(bytes, lowercase), letterA), letters),
        i8x16.lt_u(i8x16.sub(bytes, digit0), digits),
      );
      const isEnd = v128.or(
        v128.or(i8x16.eq(bytes, stop), i8x16.eq(bytes, exclamation)),
        v128.or(i8x16.eq(bytes, question), v128.or(i8x16.eq(bytes, lineFeed), i8x16.eq(bytes, carriageReturn))),
      );
      const shift = <u64>(part << 4);
      word |= (<u64>(<u32>i8x16.bitmask(isWord))) << shift;
      ends |= (<u64>(<u32>i8x16.bitmask(isEnd))) << shift;
      high |= (<u64>(<u32>i8x16.bitmask(bytes))) << shift;
    }
    let bits = (word ^ ((word << 1) | wordBefore)) | ends | (high & ~((high << 1) | highBefore));
    wordBefore = word >>> 63;
    highBefore = high >>> 63;
    const rest = to - at;
    if (rest < 64) bits &= ((<u64>1) << <u64>rest) - 1;
    const found = <i32>popcnt<u64>(bits);
    let out = marks + ((<usize>count) << 2);
    const base = <u32>at;
    while (bits !== 0) {
      // Four at a time: the last ones may be garbage and are written over.
      store<u32>(out, base + <u32>ctz<u64>(bits));
      bits &= bits - 1;
      store<u32>(out, base + <u32>ctz<u64>(bits), 4);
      bits &= bits - 1;
      store<u32>(out, base + <u32>ctz<u64>(bits), 8);
      bits &= bits - 1;
      store<u32>(out, base + <u32>ctz<u64>(bits), 12);
      bits &= bits - 1;
      out += 16;
    }
    count += found;
  }
  const after = marks + ((<usize>count) << 2);
  store<u32>(after, <u32>to);
  store<u32>(after, <u32>to, 4);
  return count;
}

/** Stage two for `[from, to)`, which begins and ends beside a space or at the ends of the text; returns where to go on. */
function scanSegment(from: usize, to: usize, end: usize): usize {
  const stop = marks + ((<usize>mark(from, to)) << 2);
  let next = from; // everything before is done
  let at = marks;
  while (at < stop) {
    const start = <usize>load<u32>(at);
    at += 4;
    if (start < next) continue;
    const kind = <i32>load<u8>(byteClasses + <usize>load<u8>(start));
    if (kind === classStart) {
      const wordEnd = <usize>load<u32>(at);
      const after = wordEnd < to ? <i32>load<u8>(byteClasses + <usize>load<u8>(wordEnd)) : classSpace;
      if (after === classSpace) {
        at += 4;
        word(start, wordEnd);
      } else if (after === classHigh || ((after === classApostrophe || after === classHyphen) && mayJoin(wordEnd, after, end))) {
        next = endOfWord(wordEnd, wordEnd, end);
        word(start, next);
        if (next < to && load<u8>(next) >= 0x80) next = scanSlowly(next, to, end, true);
      } else {
        at += 4;
        word(start, wordEnd);
        if (after === classTerminator || after === classLineEnd) next = event(wordEnd, after, to, end);
      }
    } else if (kind === classTerminator || kind === classLineEnd) {
      next = event(start, kind, to, end);
    } else if (kind === classHigh) {
      next = scanSlowly(start, to, end, true);
    }
  }
  return max<usize>(to, next);
}

/** Whether the joiner at `at` can have a letter after it; anything beyond ASCII may turn out to be one. */
@inline
function mayJoin(at: usize, kind: i32, end: usize): bool {
  if (kind === classHyphen && !joinsHyphens) return false;
  if (at + 1 >= end) return false;
  const after = <i32>load<u8>(byteClasses + <usize>load<u8>(at + 1));
  return after === classStart || after === classHigh;
}

@inline
function word(from: usize, to: usize): void {
  addWord(quickNumberOf(from, <i32>(to - from)), from, to);
}

/** A terminator or line end at `at`; returns where to go on. */
function event(at: usize, kind: i32, to: usize, end: usize): usize {
  let next: usize;
  if (kind === classTerminator) {
    next = afterTerminators(at, end);
  } else {
    endLine(at, end);
    next = at + 1;
  }
  // The run of bytes beyond ASCII may have been marked at a terminator that is done with.
  return next < to && load<u8>(next) >= 0x80 ? scanSlowly(next, to, end, true) : next;
}

function endLine(at: usize, end: usize): void {
  if (load<u8>(at) !== 0x0a || !linesAreDocuments) {
    endSentence();
    return;
  }
  endDocument();
  setLine(lineNumber + 1);
  if (at + 1 < end) beginLine(at + 1, end);
}

/**
 * Goes on with a word at `at`, where its last letter or mark so far ends at `sofar`; returns where the word ends.
 * Section 3 of scan-rule-1.
 */
function endOfWord(at: usize, sofar: usize, end: usize): usize {
  let wordEnd = sofar;
  let joined = false; // an apostrophe or hyphen waits for a letter
  let next = at;
  while (next < end) {
    const byte = load<u8>(next);
    const kind = byte < 0x80 ? <i32>load<u8>(byteClasses + <usize>byte) : entryOf(decodeAt(next, end)) & classMask;
    next += byte < 0x80 ? 1 : decodedBytes;
    if (kind === classStart) {
      wordEnd = next;
      joined = false;
    } else if (kind === classMark && !joined) {
      wordEnd = next;
    } else if (!joined && (kind === classApostrophe || (kind === classHyphen && joinsHyphens))) {
      joined = true;
    } else if (kind !== classIgnorable) {
      return wordEnd;
    }
  }
  return wordEnd;
}

/**
 * The whole rule, one character at a time; with `highOnly` it stops at the first character of ASCII that is in no word.
 * Returns where to go on.
 */
function scanSlowly(from: usize, to: usize, end: usize, highOnly: bool): usize {
  let at = from;
  while (at < to) {
    const byte = load<u8>(at);
    if (highOnly && byte < 0x80) return at;
    const point = decodeAt(at, end);
    const kind = entryOf(point) & classMask;
    const next = at + decodedBytes;
    if (kind === classStart) {
      const wordEnd = endOfWord(next, next, end);
      word(at, wordEnd);
      at = wordEnd;
    } else if (kind === classIdeograph) {
      let wordEnd = next;
      while (wordEnd < end && (entryOf(decodeAt(wordEnd, end)) & classMask) === classMark) wordEnd += decodedBytes;
      word(at, wordEnd);
      at = wordEnd;
    } else if (kind === classTerminator) {
      at = afterTerminators(at, end);
    } else {
      if (kind === classLineEnd) endLine(at, end);
      else if (kind === classStrong) endSentence();
      at = next;
    }
  }
  return at;
}

@inline
function isCloser(point: i32): bool {
  return (
    point === 0x22 ||
    point === 0x27 ||
    point === 0x29 ||
    point === 0x5d ||
    point === 0x7d ||
    point === 0xbb ||
    point === 0x201d ||
    point === 0x2019 ||
    point === 0x203a
  );
}

@inline
function isOpener(point: i32): bool {
  return (
    point === 0x22 ||
    point === 0x27 ||
    point === 0x28 ||
    point === 0x5b ||
    point === 0x7b ||
    point === 0xab ||
    point === 0x201c ||
    point === 0x2018 ||
    point === 0x2039 ||
    point === 0xbf ||
    point === 0xa1
  );
}

/** A run of terminators at `at`: ends the sentence where section 4 of scan-rule-1 says so; returns the end of the run. */
function afterTerminators(at: usize, end: usize): usize {
  const before = load<u8>(at) === 0x2e ? recordOfWordBefore(at) : 0;
  const opens = before !== 0 && (load<u32>(before, atFlags) & keepsOpenFlag) !== 0;
  let runEnd = at;
  let count = 0;
  while (runEnd < end) {
    const point = decodeAt(runEnd, end);
    if ((entryOf(point) & classMask) !== classTerminator) break;
    count += 1;
    runEnd += decodedBytes;
  }
  const keepsOpen = opens && count === 1 && load<u8>(at) === 0x2e;
  if (endsSentence(runEnd, end, keepsOpen)) endSentence();
  return runEnd;
}

function endsSentence(from: usize, end: usize, afterOpenWord: bool): bool {
  let at = from;
  let point = 0;
  while (true) {
    if (at >= end) return true;
    point = decodeAt(at, end);
    if (!isCloser(point)) break;
    at += decodedBytes;
  }
  let kind = entryOf(point) & classMask;
  if (kind === classLineEnd) return true;
  if (kind !== classSpace) return false;
  while (true) {
    at += decodedBytes;
    if (at >= end) return true;
    point = decodeAt(at, end);
    kind = entryOf(point) & classMask;
    if (kind === classLineEnd) return true;
    if (kind !== classSpace && !isOpener(point)) break;
  }
  if ((entryOf(point) & lowercaseFlag) !== 0) return false;
  return !afterOpenWord;
}
