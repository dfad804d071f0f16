import { allocate, allocateZeros, release } from "./memory";
import {
  addPair,
  amountsOfPair,
  chunkBefore,
  clearPairs,
  endOfPairs,
  firstPair,
  isTidy,
  isWorthTidying,
  newestChunk,
  pairAfter,
  pairsOf,
  setTidy,
  startPairs,
  wordOfPair,
} from "./pairs";

// Who is in whose company. Sentences with a term are only noted at first, as stretches of the numbers of their words. When
// enough are noted they are worked off unit by unit: all amounts of one unit go into one array by word, which is small enough
// for a near cache, and each word that was met becomes one pair of the unit. Groups and axes are the sums of their terms,
// less what a sentence with several of them would count twice: those corrections are noted as units of their own.

/** Words noted at once at most, and notes. */
export const mostNoteWords: i32 = 1 << 18;
let noteWords: i32 = mostNoteWords;
const noteLimit: usize = 1 << 17;
/** Beside the flag that a word is new in its sentence: its number. */
export const newFlag: u32 = 1 << 31;
const wordMask: i32 = i32.MAX_VALUE;

/** A note: u32 the unit's note before, u32 first word, u32 word after the last, u32 what. */
const noteBytes: usize = 16;
const windowFlag: u32 = 1 << 31;
const halfFlag: u32 = 1 << 30;
const weightMask: u32 = halfFlag - 1;

let notes: usize = 0;
let notesEnd: usize = 0;
let notesFull: usize = 0;
let notesBytes: usize = 0;
/** [units] u32 newest note; 0 is none. */
let newest: usize = 0;
/** [units] those that have a note. */
let noted: usize = 0;
let notedCount: i32 = 0;
let unitsInAll: i32 = 0;

/** [words] u16 x 4 amounts: sentences, tokens, window, half; all zero but while a unit is worked off. */
let amounts: usize = 0;
let amountsCapacity: i32 = 0;
/** [words] those whose amounts are not zero. */
let met: usize = 0;
/** What was added to the amounts of one unit at most; they have 16 bits each. */
let added: i32 = 0;
const mostAdded: i32 = 0xffff;
const mostWeight: i32 = mostAdded / 4096;
/** [sums] u32 x 4 amounts of the words of a unit whose pairs are added up. */
let sums: usize = 0;
let sumsCapacity: u32 = 0;

/** @param notesOfSentence the most that one sentence makes */
export function startCompany(units: i32, notesOfSentence: i32): void {
  unitsInAll = units;
  startPairs(units);
  notesBytes = (noteLimit + <usize>notesOfSentence) * noteBytes;
  notes = allocate(notesBytes);
  notesEnd = notes;
  notesFull = notes + noteLimit * noteBytes;
  newest = allocateZeros((<usize>units) << 2);
  noted = allocate((<usize>units) << 2);
  notedCount = 0;
  amounts = 0;
  amountsCapacity = 0;
  met = 0;
  sums = 0;
  sumsCapacity = 0;
}

/** Only tests have a reason to work off fewer words at once. */
export function setNoteWords(words: i32): void {
  noteWords = min<i32>(words, mostNoteWords);
}

/** Whether the next sentence may be noted before `workOff`. */
@inline
export function hasRoom(words: i32): bool {
  return words < noteWords && notesEnd < notesFull;
}

/** Notes that the words `[from, to)` are a sentence with the unit, which counts `weight` times. */
export function noteSentence(unit: u32, from: i32, to: i32, weight: u32, half: u32): void {
  note(unit, from, to, weight | (half !== 0 ? halfFlag : 0));
}

/**
 * Notes that `left` words before `first` and `right` words from `after` on are in the window of a mention of the unit;
 * returns the note, whose right end may still be changed.
 */
export function noteWindow(unit: u32, first: i32, after: i32, left: i32, right: i32): usize {
  return note(unit, first, after, windowFlag | <u32>left | ((<u32>right) << 8));
}

@inline
export function afterOfWindow(note: usize): i32 {
  return load<i32>(note, 8);
}
@inline
export function rightOfWindow(note: usize): i32 {
  return <i32>load<u8>(note, 13);
}
@inline
export function setRightOfWindow(note: usize, right: i32): void {
  store<u8>(note, <u8>right, 13);
}
@inline
function note(unit: u32, from: i32, to: i32, what: u32): usize {
  const at = notesEnd;
  const head = newest + ((<usize>unit) << 2);
  const before = load<u32>(head);
  if (before === 0) {
    store<u32>(noted + ((<usize>notedCount) << 2), unit);
    notedCount += 1;
  }
  store<u32>(at, before);
  store<i32>(at, from, 4);
  store<i32>(at, to, 8);
  store<u32>(at, what, 12);
  store<u32>(head, <u32>at);
  notesEnd = at + noteBytes;
  return at;
}

/**
 * Turns all notes into pairs.
 *
 * @param numbers [noted words] u32 numbers of words, with `newFlag` where a word is new in its sentence
 * @param words how many words there are
 */
export function workOff(numbers: usize, words: i32): void {
  makeRoom(words);
  for (let index = 0; index < notedCount; index += 1) workOffUnit(load<i32>(noted + ((<usize>index) << 2)), numbers);
  notedCount = 0;
  notesEnd = notes;
}

/** Adds up the pairs of every unit, so that no word is there twice. */
export function tidyPairs(words: i32): void {
  makeRoom(words);
  for (let unit = 0; unit < unitsInAll; unit += 1) if (!isTidy(unit)) tidy(unit);
}

/** Gives back what only counting needs; the pairs stay. */
export function releaseCompany(): void {
  releaseAmounts();
  releaseSums();
  release(notes, notesBytes);
}

function releaseAmounts(): void {
  if (amountsCapacity === 0) return;
  release(amounts, (<usize>amountsCapacity) << 3);
  release(met, ((<usize>amountsCapacity) << 2) + 16);
  amountsCapacity = 0;
}

function releaseSums(): void {
  if (sumsCapacity === 0) return;
  release(sums, (<usize>sumsCapacity) << 4);
  sumsCapacity = 0;
}

function makeRoom(words: i32): void {
  if (words <= amountsCapacity) return;
  releaseAmounts();
  amountsCapacity = words;
  amounts = allocateZeros((<usize>amountsCapacity) << 3);
  met = allocate(((<usize>amountsCapacity) << 2) + 16);
}

function workOffUnit(unit: i32, numbers: usize): void {
  const head = newest + ((<usize>unit) << 2);
  let at = <usize>load<u32>(head);
  let count = 0;
  added = 0;
  while (at !== 0) {
    const first = load<i32>(at, 4);
    const after = load<i32>(at, 8);
    const what = load<u32>(at, 12);
    at = <usize>load<u32>(at);
    const from = numbers + ((<usize>first) << 2);
    const to = numbers + ((<usize>after) << 2);
    if ((what & windowFlag) !== 0) {
      const left = <i32>(what & 255);
      const right = <i32>((what >>> 8) & 255);
      count = withRoom(unit, left + right, count);
      count = addWindow(from - ((<usize>left) << 2), from, count);
      count = addWindow(to, to + ((<usize>right) << 2), count);
      continue;
    }
    for (let weight = <i32>(what & weightMask); weight > 0; weight -= mostWeight) {
      const part = min<i32>(weight, mostWeight);
      count = withRoom(unit, part * (after - first), count);
      count = addSentence(from, to, part, (what & halfFlag) !== 0 ? part : 0, count);
    }
  }
  store<u32>(head, 0);
  putIn(unit, count);
  if (isWorthTidying(unit)) tidy(unit);
}

/** Makes pairs of what is there if the amounts could not bear so much more; returns how many words are met then. */
@inline
function withRoom(unit: i32, more: i32, count: i32): i32 {
  added += more;
  if (added <= mostAdded) return count;
  added = more;
  putIn(unit, count);
  return 0;
}

@inline
function addSentence(from: usize, to: usize, weight: i32, half: i32, count: i32): i32 {
  const base = amounts;
  const list = met;
  const tokens = (<u64>weight) << 16;
  const sentences = (<u64>weight) | ((<u64>half) << 48);
  let more = <usize>count;
  for (let at = from; at < to; at += 4) {
    const word = load<i32>(at);
    const cell = base + ((<usize>(word & wordMask)) << 3);
    const before = load<u64>(cell);
    // The flag of a new word is the sign, which becomes a mask.
    store<u64>(cell, before + tokens + (sentences & <u64>(<i64>(word >> 31))));
    store<i32>(list + (more << 2), word & wordMask);
    more += <usize>(before === 0);
  }
  return <i32>more;
}

@inline
function addWindow(from: usize, to: usize, count: i32): i32 {
  const base = amounts;
  const list = met;
  let more = <usize>count;
  for (let at = from; at < to; at += 4) {
    const word = load<i32>(at) & wordMask;
    const cell = base + ((<usize>word) << 3);
    const before = load<u64>(cell);
    store<u64>(cell, before + ((<u64>1) << 32));
    store<i32>(list + (more << 2), word);
    more += <usize>(before === 0);
  }
  return <i32>more;
}

/** Makes a pair of every word that is met, and leaves the array empty. */
function putIn(unit: i32, count: i32): void {
  for (let index = 0; index < count; index += 1) {
    const word = load<u32>(met + ((<usize>index) << 2));
    const cell = amounts + ((<usize>word) << 3);
    addPair(unit, word, i32x4.extend_low_i16x8_u(v128.load64_zero(cell)));
    store<u64>(cell, 0);
  }
}

/** Adds up the pairs of a unit that are of one word. */
function tidy(unit: i32): void {
  makeRoomForSums(pairsOf(unit));
  let count: u32 = 0;
  for (let chunk = newestChunk(unit); chunk !== 0; chunk = chunkBefore(chunk)) {
    const end = endOfPairs(chunk);
    for (let pair = firstPair(chunk); pair < end; pair = pairAfter(pair)) {
      const word = wordOfPair(pair);
      // Here the array holds which of the sums is the word's, and one more, because 0 is none.
      const cell = amounts + ((<usize>word) << 3);
      const known = load<u32>(cell);
      const sum = sums + ((<usize>(known === 0 ? count : known - 1)) << 4);
      if (known === 0) {
        store<u32>(met + ((<usize>count) << 2), word);
        v128.store(sum, amountsOfPair(pair));
        count += 1;
        store<u32>(cell, count);
      } else {
        v128.store(sum, i32x4.add(v128.load(sum), amountsOfPair(pair)));
      }
    }
  }
  clearPairs(unit);
  for (let index: usize = 0; index < <usize>count; index += 1) {
    const word = load<u32>(met + (index << 2));
    addPair(unit, word, v128.load(sums + (index << 4)));
    store<u64>(amounts + ((<usize>word) << 3), 0);
  }
  setTidy(unit);
}

function makeRoomForSums(pairs: u32): void {
  if (pairs <= sumsCapacity) return;
  releaseSums();
  sumsCapacity = pairs + (pairs >> 1) + 1024;
  sums = allocate((<usize>sumsCapacity) << 4);
}
