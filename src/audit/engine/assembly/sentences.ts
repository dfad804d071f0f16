import { allocate } from "./memory";
import { finished, folded, multiplier } from "./hashes";
import { atFlags, atHash, atStamp, atTokens, recordBytes, recordOf, records, termFlag, recordCapacity } from "./words";
import {
  afterOfWindow,
  hasRoom,
  newFlag,
  noteSentence,
  noteWindow,
  rightOfWindow,
  setRightOfWindow,
  workOff,
} from "./company";
import { afterMatch, findMatches, firstOfMatch, makeMatchBuffers, matchCount, numberAt, termOfMatch } from "./matches";
import { beginRawLine, clearEscapes, placeMention, rawPlace, setFileOffset, startRawPlaces } from "./rawPlaces";
import { readText, startTextHash, textHash, textIsPlain, textIsValid } from "./textHash";
import {
  add,
  axisCount,
  axisOfTerm,
  flagsOfTerm,
  groupCount,
  groupOfTerm,
  mentionOnlyFlag,
  stamps,
  tallyDocuments,
  tallyHalf,
  tallyMentions,
  tallySentences,
  tallyTokens,
} from "./terms";
import { documentSample, nearSample, observe, sentenceSample } from "./samples";

// Sentences and documents as they end: this is where things are counted.

const windowWords: i32 = 10;
export const longestSentence: i32 = 4096;
const fewestSentenceWords: i32 = 5;
const fewestDocumentWords: i32 = 40;
const bins: i32 = 16;

/** [held] numbers of words, with `newFlag`; they stay until company is worked off. */
const numbers: usize = memory.data(((1 << 18) + 8192) * 4, 64);
/** [placesKept] u32 first byte, u32 byte after the last of the words of the sentence, as a ring. */
const placesKept: i32 = 8192;
const places: usize = memory.data(8192 * 8, 64);
/** Word whose place is the first of the ring. */
let placesFrom: i32 = 0;
/** [held] those words of the sentence that a term begins with. */
const beginnings: usize = memory.data(4096 * 4 + 64, 64);
/** Words held, and the first of the document and of the sentence at hand. */
let held: i32 = 0;
let documentFrom: i32 = 0;
let sentenceFrom: i32 = 0;
/** Words held when the sentence has as many as one may have. */
let sentenceLimit: i32 = longestSentence;
/** [8] of four u32: what a token adds to its word, by whether the sentence (1) and the document (2) are new, half (4). */
const amounts: usize = memory.data(8 * 16, 64);

/** [units] unit, weight. */
let units: usize = 0;
let unitsMet: i32 = 0;
/** [open] windows that reach beyond the words held: u32 note, u32 unit. */
let open: usize = 0;
let openCount: i32 = 0;
/** [bins] smallest hash of three words in a row. */
const smallest: usize = memory.data(16 * 8, 64);
/** Hashes of the last two words of the document. */
let lastHash: u64 = 0;
let hashBeforeLast: u64 = 0;

export let documents: i64 = 0;
export let sentences: i64 = 0;
export let sentencesOfHalf: i64 = 0;
export let tokens: i64 = 0;
export let invalidDocuments: i64 = 0;
let sentenceNumber: u32 = 0;
let documentNumber: u32 = 0;
/** Number of the document's first sentence: a word with an earlier stamp is new in the document. */
let firstSentence: u32 = 1;

/** The document at hand. */
let documentTokens: i32 = 0;
let documentHash: u64 = 0;
let documentHalf: u32 = 0;
export let documentIsValid: bool = true;
/** Where the document is said to be in examples. */
let documentByte: u64 = 0;
let fileNumber: u32 = 0;
/** Number of the raw line in the part. */
export let lineNumber: i32 = 0;

/** Notes that one sentence makes at most: a window of each match, and its term with two corrections. */
export function notesOfSentence(axes: i32): i32 {
  return longestSentence * axes * 4;
}

/** Once, before everything else; buffers are used by every document. */
export function makeSentenceBuffers(axes: i32): void {
  makeMatchBuffers(axes, longestSentence * axes);
  units = allocate((<usize>(longestSentence * axes)) * 3 * 8);
  open = allocate((<usize>(windowWords * axes)) * 2 * 8);
  memory.fill(smallest, 255, (<usize>bins) * 8);
  for (let which = 0; which < 8; which += 1) {
    const at = amounts + ((<usize>which) << 4);
    store<u32>(at, 1);
    store<u32>(at, which & 1, 4);
    store<u32>(at, (which >> 1) & 1, 8);
    store<u32>(at, (which >> 2) & which & 1, 12);
  }
}

/** Nothing counted yet. */
export function startSentences(): void {
  startRawPlaces();
  startTextHash();
  documents = 0;
  sentences = 0;
  sentencesOfHalf = 0;
  tokens = 0;
  invalidDocuments = 0;
  sentenceNumber = 0;
  documentNumber = 0;
  documentTokens = 0;
  held = 0;
  forgetDocument();
}

export function beginInput(file: u32, offset: i64): void {
  fileNumber = file;
  setFileOffset(offset);
}

export function setLine(line: i32): void {
  lineNumber = line;
}

/** Begins the document of the text `[from, to)`, which stands as it is in its line. */
export function beginPlainDocument(from: usize, to: usize): void {
  beginText(from, to);
  clearEscapes();
  documentByte = beginRawLine(from, to, textIsPlain);
}

/**
 * Begins the document of the text `[from, to)`, a part of the raw line, or what it was unescaped into. The line has been
 * looked at already.
 */
export function beginJsonDocument(
  from: usize,
  to: usize,
  rawFrom: usize,
  rawEnd: usize,
  rawIsPlain: bool,
  rawIsValid: bool,
): void {
  beginText(from, to);
  documentIsValid = rawIsValid;
  documentByte = beginRawLine(rawFrom, rawEnd, rawIsPlain);
}

/** Begins a document that has no line: places are in its text, examples say `byte`. */
export function beginRecord(from: usize, to: usize, byte: u64): void {
  beginPlainDocument(from, to);
  documentByte = byte;
}

function beginText(from: usize, to: usize): void {
  documentNumber += 1;
  firstSentence = sentenceNumber + 1;
  documentTokens = 0;
  readText(from, to);
  documentIsValid = textIsValid;
  documentHash = textHash;
  documentHalf = <u32>textHash & 1;
}

@inline
function placeOf(word: i32): usize {
  return places + ((<usize>((word - placesFrom) & (placesKept - 1))) << 3);
}

/** Adds a word to the sentence at hand. */
@inline
export function addWord(number: i32, from: usize, to: usize): void {
  store<i32>(numbers + ((<usize>held) << 2), number);
  store<u64>(placeOf(held), (<u64>from) | ((<u64>to) << 32));
  held += 1;
  if (held === sentenceLimit) endSentence();
}

/** The word that ended last, if it ends at `at`: its record; 0 otherwise. */
export function recordOfWordBefore(at: usize): usize {
  if (held === documentFrom || <usize>load<u32>(placeOf(held - 1), 4) !== at) return 0;
  return recordOf(numberAt(numbers, held - 1));
}

export function endSentence(): void {
  const from = sentenceFrom;
  const to = held;
  const count = to - from;
  if (count === 0) return;
  sentenceNumber += 1;
  const stamp = sentenceNumber;
  const first = firstSentence;
  // What is used in the loop lies in locals: a global is loaded anew each time.
  const words = numbers;
  const base = records;
  const sums = amounts + ((<usize>documentHalf) << 6);
  const begins = beginnings;
  let beginningCount = 0;
  let hash: u64 = 0;
  let signature: u64 = 0;
  let before = hashBeforeLast;
  let last = lastHash;
  const lowest = smallest;
  const firstTriple = from + max<i32>(0, 2 - documentTokens);
  for (let index = from; index < to; index += 1) {
    const at = words + ((<usize>index) << 2);
    const number = load<u32>(at);
    const record = base + (<usize>number) * recordBytes;
    const seen = load<u32>(record, atStamp);
    store<u32>(record, stamp, atStamp);
    const isNew = <u32>(seen !== stamp);
    store<u32>(at, number | (isNew << 31));
    const which = <usize>isNew | (<usize>(seen < first) << 1);
    v128.store(record, i32x4.add(v128.load(record, atTokens), v128.load(sums + (which << 4))));
    store<i32>(begins + ((<usize>beginningCount) << 2), index);
    beginningCount += <i32>((load<u32>(record, atFlags) & termFlag) !== 0);
    const wordHash = <u64>load<u32>(record, atHash);
    hash += wordHash;
    signature |= (<u64>1) << (wordHash >>> 26);
    const shingle = (wordHash ^ rotl<u64>(last, 21) ^ rotl<u64>(before, 42)) * multiplier;
    before = last;
    last = wordHash;
    const bin = lowest + ((<usize>(shingle >>> 60)) << 3);
    // Without a branch, which nobody could predict.
    const smaller = select<u64>(shingle, u64.MAX_VALUE, index >= firstTriple);
    const smallestSoFar = load<u64>(bin);
    store<u64>(bin, select<u64>(smaller, smallestSoFar, smaller < smallestSoFar));
  }
  hashBeforeLast = before;
  lastHash = last;
  sentences += 1;
  sentencesOfHalf += documentHalf;
  tokens += count;
  documentTokens += count;
  if (count >= fewestSentenceWords) {
    observe(sentenceSample, finished(hash * multiplier), fileNumber, documentByte);
  }
  if (openCount > 0) closeWindows();
  if (beginningCount > 0 && findMatches(words, from, to, begins, beginningCount)) countTerms(from, to, signature);
  if (!hasRoom(held)) workOffCompany();
  sentenceFrom = held;
  sentenceLimit = held + longestSentence;
}

/** Forgets windows that all words are held of. */
function closeWindows(): void {
  let kept = 0;
  for (let index = 0; index < openCount; index += 1) {
    const entry = load<u64>(open + ((<usize>index) << 3));
    const note = <usize>(<u32>entry);
    if (afterOfWindow(note) + rightOfWindow(note) <= held) continue;
    store<u64>(open + ((<usize>kept) << 3), entry);
    kept += 1;
  }
  openCount = kept;
}

/** Turns all notes into pairs, between two sentences; what windows may still reach back to stays. */
export function workOffCompany(): void {
  for (let index = 0; index < openCount; index += 1) {
    const entry = open + ((<usize>index) << 3);
    const note = <usize>load<u32>(entry);
    const present = max<i32>(0, held - afterOfWindow(note));
    const missing = rightOfWindow(note) - present;
    setRightOfWindow(note, present);
    store<u32>(entry, <u32>missing);
  }
  workOff(numbers, recordCapacity);
  const kept = min<i32>(held - documentFrom, windowWords);
  memory.copy(numbers, numbers + ((<usize>(held - kept)) << 2), (<usize>kept) << 2);
  placesFrom -= held - kept;
  held = kept;
  documentFrom = 0;
  sentenceFrom = kept;
  for (let index = 0; index < openCount; index += 1) {
    const entry = open + ((<usize>index) << 3);
    store<u32>(entry, <u32>noteWindow(load<u32>(entry, 4), kept, kept, 0, load<i32>(entry)));
  }
}

export function endDocument(): void {
  endSentence();
  for (let index = 0; index < openCount; index += 1) {
    const note = <usize>load<u32>(open + ((<usize>index) << 3));
    setRightOfWindow(note, min<i32>(rightOfWindow(note), held - afterOfWindow(note)));
  }
  if (documentTokens > 0) {
    documents += 1;
    if (!documentIsValid) invalidDocuments += 1;
    observe(documentSample, documentHash, fileNumber, documentByte);
    if (documentTokens >= fewestDocumentWords) {
      for (let band = 0; band < bins; band += 4) {
        let hash = <u64>band;
        let isFull = true;
        for (let bin = band; bin < band + 4; bin += 1) {
          const value = load<u64>(smallest + ((<usize>bin) << 3));
          hash = folded(hash, value);
          if (value === u64.MAX_VALUE) isFull = false;
        }
        if (!isFull) hash = folded(hash, documentHash);
        observe(nearSample, finished(hash), fileNumber, documentByte);
      }
    }
    for (let at = smallest; at < smallest + (<usize>bins) * 8; at += 16) v128.store(at, i64x2.splat(-1));
  }
  forgetDocument();
}

function forgetDocument(): void {
  documentFrom = held;
  placesFrom = held;
  sentenceFrom = held;
  sentenceLimit = held + longestSentence;
  openCount = 0;
  lastHash = 0;
  hashBeforeLast = 0;
}

function countTerms(from: i32, to: i32, signature: u64): void {
  unitsMet = 0;
  for (let match = 0; match < matchCount; match += 1) meet(termOfMatch(match), to - from);
  for (let met = 0; met < unitsMet; met += 1) {
    const entry = units + ((<usize>met) << 3);
    noteSentence(load<u32>(entry), from, to, load<u32>(entry, 4), documentHalf);
  }
  const sentenceStart = rawPlace(<usize>load<u32>(placeOf(from)));
  const sentenceEnd = rawPlace(<usize>load<u32>(placeOf(to - 1), 4));
  for (let match = 0; match < matchCount; match += 1) {
    const term = termOfMatch(match);
    const first = firstOfMatch(match);
    const after = afterMatch(match);
    const start = <usize>load<u32>(placeOf(first));
    const end = <usize>load<u32>(placeOf(after - 1), 4);
    placeMention(term, start, end, lineNumber, sentenceStart, sentenceEnd, signature);
    if ((flagsOfTerm(term) & mentionOnlyFlag) === 0) countWindow(<u32>(axisCount + groupCount + term), first, after);
  }
}

function countWindow(unit: u32, first: i32, after: i32): void {
  const note = noteWindow(unit, first, after, min<i32>(windowWords, first - documentFrom), windowWords);
  if (after + windowWords <= held) return;
  const entry = open + ((<usize>openCount) << 3);
  store<u32>(entry, <u32>note);
  store<u32>(entry, unit, 4);
  openCount += 1;
}

/** Counts a mention, and its units where they are new in the sentence. */
function meet(term: i32, count: i32): void {
  const group = axisCount + groupOfTerm(term);
  const axis = axisOfTerm(term);
  const unit = axisCount + groupCount + term;
  add(unit, tallyMentions, 1);
  add(group, tallyMentions, 1);
  add(axis, tallyMentions, 1);
  if ((flagsOfTerm(term) & mentionOnlyFlag) !== 0) return;
  if (!isNewInSentence(unit, count)) return;
  pushUnit(unit);
  if (!isNewInSentence(group, count)) {
    correct(group);
    return;
  }
  if (!isNewInSentence(axis, count)) correct(axis);
}

function isNewInSentence(unit: i32, count: i32): bool {
  const stamp = stamps + ((<usize>unit) << 3);
  if (load<u32>(stamp) === sentenceNumber) return false;
  store<u32>(stamp, sentenceNumber);
  add(unit, tallySentences, 1);
  add(unit, tallyTokens, <u64>count);
  add(unit, tallyHalf, documentHalf);
  if (load<u32>(stamp, 4) !== documentNumber) {
    store<u32>(stamp, documentNumber, 4);
    add(unit, tallyDocuments, 1);
  }
  return true;
}

function pushUnit(unit: i32): void {
  const entry = units + ((<usize>unitsMet) << 3);
  store<u32>(entry, <u32>unit);
  store<u32>(entry, 1, 4);
  unitsMet += 1;
}

/** A group (axis) met once more in the same sentence: so often its terms (groups) count it too much. */
function correct(unit: i32): void {
  for (let met = 0; met < unitsMet; met += 1) {
    const entry = units + ((<usize>met) << 3);
    if (load<i32>(entry) !== unit) continue;
    store<u32>(entry, load<u32>(entry, 4) + 1, 4);
    return;
  }
  pushUnit(unit);
}
