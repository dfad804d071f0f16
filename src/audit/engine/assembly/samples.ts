import { allocate, allocateZeros, release } from "./memory";

// The hash samples of src/audit/hashSample.ts: the smallest hashes with their counts and first places.

/** A sample: u64 total, u64 threshold, u32 slots, u32 slot count, u32 entries, u32 limit. */
const headerBytes: usize = 32;
const atTotal: usize = 0;
const atThreshold: usize = 8;
const atSlots: usize = 16;
const atSlotCount: usize = 20;
const atEntries: usize = 24;
const atLimit: usize = 28;

/** A slot: u64 hash, u64 byte, u32 count (0 when empty), u32 file. */
export const sampleEntryBytes: usize = 24;
let headers: usize = 0;

export const documentSample: i32 = 0;
export const sentenceSample: i32 = 1;
export const nearSample: i32 = 2;
const sampleCount: i32 = 3;

/**
 * Observations wait on piles by where their slots are, and a full pile is worked off at once: its slots fit into the nearest
 * cache, where each observation by itself would have to wait for memory.
 */
const piles: usize = 32;
const pileShift: u64 = 10;
const pileEntries: u32 = 128;
/** A waiting observation: u64 hash, u64 byte, u32 file, u32 unused. */
const waitingBytes: usize = 24;
const pileBytes: usize = <usize>pileEntries * waitingBytes;
/** [samples, piles, entries] */
const waiting: usize = memory.data(3 * 32 * 128 * 24, 64);
/** [samples, piles] u32 observations on each. */
const waitingCounts: usize = memory.data(3 * 32 * 4, 64);

export function startSamples(limit: u32, sentenceLimit: u32): void {
  headers = allocateZeros((<usize>sampleCount) * headerBytes);
  memory.fill(waitingCounts, 0, (<usize>sampleCount) * piles * 4);
  for (let sample = 0; sample < sampleCount; sample += 1) {
    const header = headers + (<usize>sample) * headerBytes;
    store<u64>(header, u64.MAX_VALUE, atThreshold);
    const slots: u32 = 1024;
    store<u32>(header, <u32>allocateZeros((<usize>slots) * sampleEntryBytes), atSlots);
    store<u32>(header, slots, atSlotCount);
    store<u32>(header, sample === sentenceSample ? sentenceLimit : limit, atLimit);
  }
}

export function sampleTotal(sample: i32): f64 {
  return <f64>load<u64>(headers + (<usize>sample) * headerBytes, atTotal);
}

@inline
export function observe(sample: i32, hash: u64, file: u32, byte: u64): void {
  const header = headers + (<usize>sample) * headerBytes;
  store<u64>(header, load<u64>(header, atTotal) + 1, atTotal);
  if (hash > load<u64>(header, atThreshold)) return;
  const pile = (<usize>sample) * piles + ((<usize>(hash >>> pileShift)) & (piles - 1));
  const count = load<u32>(waitingCounts + (pile << 2));
  const entry = waiting + pile * pileBytes + (<usize>count) * waitingBytes;
  store<u64>(entry, hash);
  store<u64>(entry, byte, 8);
  store<u32>(entry, file, 16);
  store<u32>(waitingCounts + (pile << 2), count + 1);
  if (count + 1 === pileEntries) workOffPile(sample, pile);
}

function workOffPile(sample: i32, pile: usize): void {
  const header = headers + (<usize>sample) * headerBytes;
  const first = waiting + pile * pileBytes;
  const end = first + (<usize>load<u32>(waitingCounts + (pile << 2))) * waitingBytes;
  for (let entry = first; entry < end; entry += waitingBytes) {
    const hash = load<u64>(entry);
    // The threshold may have come down meanwhile.
    if (hash <= load<u64>(header, atThreshold)) keep(header, hash, load<u32>(entry, 16), load<u64>(entry, 8));
  }
  store<u32>(waitingCounts + (pile << 2), 0);
}

function keep(header: usize, hash: u64, file: u32, byte: u64): void {
  const slots = <usize>load<u32>(header, atSlots);
  const mask = load<u32>(header, atSlotCount) - 1;
  let slot = (<u32>hash) & mask;
  while (true) {
    const at = slots + (<usize>slot) * sampleEntryBytes;
    const count = load<u32>(at, 16);
    if (count === 0) {
      store<u64>(at, hash);
      store<u64>(at, byte, 8);
      store<u32>(at, 1, 16);
      store<u32>(at, file, 20);
      const entries = load<u32>(header, atEntries) + 1;
      store<u32>(header, entries, atEntries);
      if (entries * 4 > (mask + 1) * 3) makeRoom(header);
      return;
    }
    if (load<u64>(at) === hash) {
      store<u32>(at, count + 1, 16);
      const heldFile = load<u32>(at, 20);
      if (file < heldFile || (file === heldFile && byte < load<u64>(at, 8))) {
        store<u32>(at, file, 20);
        store<u64>(at, byte, 8);
      }
      return;
    }
    slot = (slot + 1) & mask;
  }
}

/** Doubles the table, or, at its full size, lets go what is beyond the limit. */
function makeRoom(header: usize): void {
  const old = <usize>load<u32>(header, atSlots);
  const oldSlots = load<u32>(header, atSlotCount);
  let entries = load<u32>(header, atEntries);
  let slots = oldSlots;
  let threshold = load<u64>(header, atThreshold);
  if (oldSlots >= load<u32>(header, atLimit) * 2) {
    const list = allocate((<usize>entries) * sampleEntryBytes);
    const kept = sortedInto(header, list);
    threshold = load<u64>(list + (<usize>(kept - 1)) * sampleEntryBytes);
    release(list, (<usize>entries) * sampleEntryBytes);
  } else {
    slots = oldSlots * 2;
  }
  const place = allocateZeros((<usize>slots) * sampleEntryBytes);
  entries = 0;
  for (let index: u32 = 0; index < oldSlots; index += 1) {
    const from = old + (<usize>index) * sampleEntryBytes;
    const hash = load<u64>(from);
    if (load<u32>(from, 16) === 0 || hash > threshold) continue;
    let slot = (<u32>hash) & (slots - 1);
    while (load<u32>(place + (<usize>slot) * sampleEntryBytes, 16) !== 0) slot = (slot + 1) & (slots - 1);
    memory.copy(place + (<usize>slot) * sampleEntryBytes, from, sampleEntryBytes);
    entries += 1;
  }
  release(old, (<usize>oldSlots) * sampleEntryBytes);
  store<u32>(header, <u32>place, atSlots);
  store<u32>(header, slots, atSlotCount);
  store<u32>(header, entries, atEntries);
  store<u64>(header, threshold, atThreshold);
}

/** Writes the entries ordered by hash to `list`, which has room for all; returns how many are kept. */
function sortedInto(header: usize, list: usize): u32 {
  const slots = <usize>load<u32>(header, atSlots);
  const slotCount = load<u32>(header, atSlotCount);
  let count: u32 = 0;
  for (let slot: u32 = 0; slot < slotCount; slot += 1) {
    const at = slots + (<usize>slot) * sampleEntryBytes;
    if (load<u32>(at, 16) === 0) continue;
    memory.copy(list + (<usize>count) * sampleEntryBytes, at, sampleEntryBytes);
    count += 1;
  }
  heapSort(list, count);
  return min<u32>(count, load<u32>(header, atLimit));
}

/** Room that `exportSample` needs; counts what waits first. */
export function sampleEntries(sample: i32): u32 {
  for (let pile: usize = 0; pile < piles; pile += 1) workOffPile(sample, (<usize>sample) * piles + pile);
  return load<u32>(headers + (<usize>sample) * headerBytes, atEntries);
}

/** Writes the entries of a sample ordered by hash; returns how many there are, at most the limit. */
export function exportSample(sample: i32, out: usize): u32 {
  return sortedInto(headers + (<usize>sample) * headerBytes, out);
}

function heapSort(list: usize, count: u32): void {
  if (count < 2) return;
  for (let start = <i32>(count / 2) - 1; start >= 0; start -= 1) sift(list, <u32>start, count);
  for (let end = count - 1; end > 0; end -= 1) {
    swap(list, list + (<usize>end) * sampleEntryBytes);
    sift(list, 0, end);
  }
}

function sift(list: usize, start: u32, count: u32): void {
  let root = start;
  while (true) {
    let child = root * 2 + 1;
    if (child >= count) return;
    let at = list + (<usize>child) * sampleEntryBytes;
    if (child + 1 < count && load<u64>(at) < load<u64>(at + sampleEntryBytes)) {
      child += 1;
      at += sampleEntryBytes;
    }
    const parent = list + (<usize>root) * sampleEntryBytes;
    if (load<u64>(parent) >= load<u64>(at)) return;
    swap(parent, at);
    root = child;
  }
}

function swap(first: usize, second: usize): void {
  for (let at: usize = 0; at < sampleEntryBytes; at += 8) {
    const held = load<u64>(first + at);
    store<u64>(first + at, load<u64>(second + at));
    store<u64>(second + at, held);
  }
}
