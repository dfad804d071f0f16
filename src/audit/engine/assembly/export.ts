import { allocate, allocateZeros, release } from "./memory";
import { atDocuments, atHalf, atSentences, atTokens, formOf, recordOf, releaseSpellings, recordCapacity, wordCount } from "./words";
import { releaseCompany, tidyPairs } from "./company";
import { amountsOfPair, chunkBefore, endOfPairs, firstPair, newestChunk, pairAfter, pairsOf, wordOfPair } from "./pairs";
import { workOffCompany } from "./sentences";
import { axisCount, axisOfTerm, groupCount, groupOfTerm, unitCount } from "./terms";

// The counts as they leave: words in the order of their bytes, each with its pairs, a chunk of words at a time.

/** [words] u64 first eight bytes of the form as a big-endian number, u32 number of the word, u32 unused. */
let order: usize = 0;
let ordered: i32 = 0;

/** [words of the chunk] u32: tokens, sentences, documents, of the first half, bytes, pairs with axes, groups, terms. */
let chunkWords: usize = 0;
const chunkWordBytes: usize = 32;
const chunkMaximumWords: i32 = 4096;
let chunkBytes: usize = 0;
const chunkMaximumBytes: usize = 1 << 18;
/** [pairs] u32: unit, sentences, tokens, window, sentences of the first half; for axes, groups and terms. */
let axisPairs: usize = 0;
let groupPairs: usize = 0;
let termPairs: usize = 0;
const pairBytes: usize = 20;
let chunkMaximumPairs: i32 = 0;
/** [words + 1] u32: where the pairs of a word begin in `pairsByWord`. */
let pairStarts: usize = 0;
/** [pairs] u32 unit, u32 address of the pair; those of a word together, ordered by unit. */
let pairsByWord: usize = 0;
/** [axes + groups] i32: sentences, tokens, window, half. */
let sums: usize = 0;

/** What will be exported in all: bytes of words, and pairs with axes, groups and terms. */
export let exportedBytes: i32 = 0;
export let exportedAxisPairs: i32 = 0;
export let exportedGroupPairs: i32 = 0;
export let exportedTermPairs: i32 = 0;

/** Sorts the words that were counted; returns how many there are. Nothing may be counted after it before the engine is emptied. */
export function startExport(): i32 {
  workOffCompany();
  tidyPairs(recordCapacity);
  releaseCompany();
  releaseSpellings();
  sortPairs();
  order = allocate((<usize>(wordCount + 1)) * 16);
  ordered = 0;
  exportedBytes = 0;
  for (let number = 0; number < wordCount; number += 1) {
    if (load<u32>(recordOf(number), atTokens) === 0) continue;
    const entry = order + ((<usize>ordered) << 4);
    store<u64>(entry, firstEight(number));
    store<u32>(entry, <u32>number, 8);
    ordered += 1;
    exportedBytes += <i32>load<u16>(formOf(number));
  }
  sortOrder();
  countPairs();
  chunkMaximumPairs = 8192 + unitCount;
  chunkWords = allocate((<usize>chunkMaximumWords) * chunkWordBytes);
  chunkBytes = allocate(chunkMaximumBytes);
  axisPairs = allocate((<usize>chunkMaximumWords) * (<usize>axisCount) * pairBytes);
  groupPairs = allocate((<usize>chunkMaximumWords) * (<usize>groupCount) * pairBytes);
  termPairs = allocate((<usize>chunkMaximumPairs) * pairBytes);
  sums = allocateZeros((<usize>(axisCount + groupCount)) * 16);
  return ordered;
}

export function chunkWordPlace(): usize {
  return chunkWords;
}
export function chunkBytePlace(): usize {
  return chunkBytes;
}
export function chunkPairPlace(kind: i32): usize {
  return kind === 0 ? axisPairs : kind === 1 ? groupPairs : termPairs;
}

/** Writes words from position `from` on; returns how many were written. */
export function exportChunk(from: i32): i32 {
  let count = 0;
  let bytes: usize = 0;
  let axes = 0;
  let groups = 0;
  let terms = 0;
  while (from + count < ordered && count < chunkMaximumWords) {
    const number = load<i32>(order + ((<usize>(from + count)) << 4), 8);
    const form = formOf(number);
    const length = <usize>load<u16>(form);
    if (bytes + length > chunkMaximumBytes || terms + unitCount > chunkMaximumPairs) break;
    const record = recordOf(number);
    const out = chunkWords + (<usize>count) * chunkWordBytes;
    store<u32>(out, load<u32>(record, atTokens));
    store<u32>(out, load<u32>(record, atSentences), 4);
    store<u32>(out, load<u32>(record, atDocuments), 8);
    store<u32>(out, load<u32>(record, atHalf), 12);
    store<u32>(out, <u32>length, 16);
    memory.copy(chunkBytes + bytes, form + 2, length);
    bytes += length;
    const termsHere = exportTerms(number, terms);
    const groupsHere = exportSums(axisCount, groupCount, groupPairs + (<usize>groups) * pairBytes);
    const axesHere = exportSums(0, axisCount, axisPairs + (<usize>axes) * pairBytes);
    store<u32>(out, axesHere, 20);
    store<u32>(out, groupsHere, 24);
    store<u32>(out, termsHere, 28);
    axes += axesHere;
    groups += groupsHere;
    terms += termsHere;
    count += 1;
  }
  return count;
}

/** Brings the pairs of all units into the order of their words. */
function sortPairs(): void {
  pairStarts = allocateZeros((<usize>(wordCount + 2)) * 4);
  let pairs: usize = 0;
  // Counts stand two places further on, so that adding them up leaves each start one place further on, to be moved as pairs are placed.
  for (let unit = 0; unit < unitCount; unit += 1) {
    pairs += <usize>pairsOf(unit);
    for (let chunk = newestChunk(unit); chunk !== 0; chunk = chunkBefore(chunk)) {
      const end = endOfPairs(chunk);
      for (let pair = firstPair(chunk); pair < end; pair = pairAfter(pair)) {
        const at = pairStarts + ((<usize>wordOfPair(pair)) << 2);
        store<u32>(at, load<u32>(at, 8) + 1, 8);
      }
    }
  }
  for (let word = 1; word <= wordCount; word += 1) {
    const at = pairStarts + ((<usize>word) << 2);
    store<u32>(at, load<u32>(at) + load<u32>(at, 4), 4);
  }
  pairsByWord = allocate((pairs << 3) + 64);
  for (let unit = 0; unit < unitCount; unit += 1) {
    for (let chunk = newestChunk(unit); chunk !== 0; chunk = chunkBefore(chunk)) {
      const end = endOfPairs(chunk);
      for (let pair = firstPair(chunk); pair < end; pair = pairAfter(pair)) {
        const at = pairStarts + ((<usize>wordOfPair(pair)) << 2);
        const place = load<u32>(at, 4);
        store<u32>(at, place + 1, 4);
        const entry = pairsByWord + ((<usize>place) << 3);
        store<i32>(entry, unit);
        store<u32>(entry, <u32>pair, 4);
      }
    }
  }
}

/** How many pairs there will be: a word has a pair with a group (axis) when it has one with a term of it. */
function countPairs(): void {
  exportedAxisPairs = 0;
  exportedGroupPairs = 0;
  exportedTermPairs = 0;
  // One more than the word that was met last with the axis or group.
  const met = allocateZeros((<usize>(axisCount + groupCount)) * 4);
  for (let word = 0; word < wordCount; word += 1) {
    const from = pairStarts + ((<usize>word) << 2);
    for (let index = load<u32>(from); index < load<u32>(from, 4); index += 1) {
      const term = load<i32>(pairsByWord + ((<usize>index) << 3)) - axisCount - groupCount;
      if (term < 0) continue;
      exportedTermPairs += 1;
      exportedGroupPairs += isNewWith(word, met + ((<usize>(axisCount + groupOfTerm(term))) << 2));
      exportedAxisPairs += isNewWith(word, met + ((<usize>axisOfTerm(term)) << 2));
    }
  }
}

@inline
function isNewWith(word: i32, met: usize): i32 {
  const isNew = load<i32>(met) !== word + 1;
  store<i32>(met, word + 1);
  return <i32>isNew;
}

/** Writes the pairs with terms and adds up those with groups and axes; returns how many there are. */
function exportTerms(word: i32, written: i32): i32 {
  const from = pairStarts + ((<usize>word) << 2);
  let terms = 0;
  for (let index = load<u32>(from); index < load<u32>(from, 4); index += 1) {
    const entry = pairsByWord + ((<usize>index) << 3);
    const unit = load<i32>(entry);
    const amounts = amountsOfPair(<usize>load<u32>(entry, 4));
    const sentences = i32x4.extract_lane(amounts, 0);
    const tokens = i32x4.extract_lane(amounts, 1);
    const window = i32x4.extract_lane(amounts, 2);
    const half = i32x4.extract_lane(amounts, 3);
    if (unit < axisCount + groupCount) {
      // What terms of one group, or groups of one axis, count too much.
      addSums(unit, -sentences, -tokens, 0, -half);
      if (unit >= axisCount) addSums(axisOfGroup(unit - axisCount), -sentences, -tokens, 0, -half);
      continue;
    }
    const term = unit - axisCount - groupCount;
    addSums(axisCount + groupOfTerm(term), sentences, tokens, window, half);
    addSums(axisOfTerm(term), sentences, tokens, window, half);
    const out = termPairs + (<usize>(written + terms)) * pairBytes;
    store<i32>(out, term);
    store<i32>(out, sentences, 4);
    store<i32>(out, tokens, 8);
    store<i32>(out, window, 12);
    store<i32>(out, half, 16);
    terms += 1;
  }
  return terms;
}

/** [groups] axis of each, filled in by `setAxisOfGroup`. */
let groupAxes: usize = 0;

export function startGroupAxes(): void {
  groupAxes = allocateZeros((<usize>groupCount) * 4 + 4);
}
export function setAxisOfGroup(group: i32, axis: i32): void {
  store<i32>(groupAxes + ((<usize>group) << 2), axis);
}

@inline
function axisOfGroup(group: i32): i32 {
  return load<i32>(groupAxes + ((<usize>group) << 2));
}

@inline
function addSums(unit: i32, sentences: i32, tokens: i32, window: i32, half: i32): void {
  const at = sums + ((<usize>unit) << 4);
  store<i32>(at, load<i32>(at) + sentences);
  store<i32>(at, load<i32>(at, 4) + tokens, 4);
  store<i32>(at, load<i32>(at, 8) + window, 8);
  store<i32>(at, load<i32>(at, 12) + half, 12);
}

/** Writes and clears the sums of units `[first, first + count)`; returns how many pairs there are. */
function exportSums(first: i32, count: i32, to: usize): i32 {
  let written = 0;
  for (let index = 0; index < count; index += 1) {
    const at = sums + ((<usize>(first + index)) << 4);
    if (load<u64>(at) === 0 && load<u64>(at, 8) === 0) continue;
    const out = to + (<usize>written) * pairBytes;
    store<i32>(out, index);
    memory.copy(out + 4, at, 16);
    memory.fill(at, 0, 16);
    written += 1;
  }
  return written;
}

function firstEight(number: i32): u64 {
  const form = formOf(number);
  const length = <i32>load<u16>(form);
  const bytes = load<u64>(form + 2);
  const kept = length >= 8 ? bytes : bytes & (((<u64>1) << ((<u64>length) << 3)) - 1);
  return bswap<u64>(kept);
}

/** Whether the word of entry `a` comes before that of `b`. */
@inline
function isBefore(a: usize, b: usize): bool {
  const keyA = load<u64>(a);
  const keyB = load<u64>(b);
  return keyA === keyB ? isBeforeByRest(load<i32>(a, 8), load<i32>(b, 8)) : keyA < keyB;
}

function isBeforeByRest(a: i32, b: i32): bool {
  const formA = formOf(a);
  const formB = formOf(b);
  const lengthA = <i32>load<u16>(formA);
  const lengthB = <i32>load<u16>(formB);
  const compared = memory.compare(formA + 2, formB + 2, min<i32>(lengthA, lengthB));
  return compared === 0 ? lengthA < lengthB : compared < 0;
}

/** Merge sort: runs of eight by insertion, then ever longer ones between two arrays. */
function sortOrder(): void {
  const run = 8;
  for (let from = 0; from < ordered; from += run) insertionSort(from, min<i32>(from + run, ordered));
  if (ordered <= run) return;
  const size = (<usize>ordered) * 16;
  let source = order;
  let target = allocate(size);
  for (let width = run; width < ordered; width *= 2) {
    for (let from = 0; from < ordered; from += width * 2) {
      merge(source, target, from, min<i32>(from + width, ordered), min<i32>(from + width * 2, ordered));
    }
    const swapped = source;
    source = target;
    target = swapped;
  }
  order = source;
  release(target, size);
}

function insertionSort(from: i32, to: i32): void {
  for (let index = from + 1; index < to; index += 1) {
    for (let at = index; at > from; at -= 1) {
      const entry = order + ((<usize>at) << 4);
      const before = entry - 16;
      if (!isBefore(entry, before)) break;
      const key = load<u64>(entry);
      const number = load<u64>(entry, 8);
      store<u64>(entry, load<u64>(before));
      store<u64>(entry, load<u64>(before, 8), 8);
      store<u64>(before, key);
      store<u64>(before, number, 8);
    }
  }
}

function merge(source: usize, target: usize, from: i32, middle: i32, to: i32): void {
  let left = source + ((<usize>from) << 4);
  const leftEnd = source + ((<usize>middle) << 4);
  let right = leftEnd;
  const rightEnd = source + ((<usize>to) << 4);
  let out = target + ((<usize>from) << 4);
  while (left < leftEnd && right < rightEnd) {
    const takeRight = isBefore(right, left);
    const entry = takeRight ? right : left;
    store<u64>(out, load<u64>(entry));
    store<u64>(out, load<u64>(entry, 8), 8);
    out += 16;
    if (takeRight) right += 16;
    else left += 16;
  }
  if (left < leftEnd) memory.copy(out, left, leftEnd - left);
  else if (right < rightEnd) memory.copy(out, right, rightEnd - right);
}
