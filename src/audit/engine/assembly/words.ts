import { allocate, allocateZeros, release } from "./memory";
import { bytesHash } from "./hashes";

// Words get numbers. The table is by spelling, bytes as they are in the text; its entries hold the number of the canonical
// form, which is made once for each spelling (by JavaScript where the spelling is not plain ASCII).

/** Writes the canonical form of a spelling to `out`; returns its length in bytes and the flags below. */
@external("env", "canonical")
declare function canonical(spelling: usize, bytes: i32, out: usize): i32;
/** The number of a canonical form that is not its own canonical form, or -1. */
@external("env", "unstableNumber")
declare function unstableNumber(form: usize, bytes: i32): i32;
@external("env", "rememberUnstable")
declare function rememberUnstable(form: usize, bytes: i32, number: i32): void;

const lengthMask: i32 = 0xffff;
const opensFlag: i32 = 1 << 16;
const unstableFlag: i32 = 1 << 17;

/** A record of a word: what every sentence touches, in half a cache line. The first four are added to at once. */
export const recordBytes: usize = 32;
export const atTokens: usize = 0;
export const atSentences: usize = 4;
export const atDocuments: usize = 8;
export const atHalf: usize = 12;
/** Number of the sentence that counted the word last. */
export const atStamp: usize = 16;
export const atFlags: usize = 20;
/** Hash of the canonical form. */
export const atHash: usize = 24;

/** A single full stop after the word ends no sentence. */
export const keepsOpenFlag: u32 = 1 << 31;
/** A term begins with the word; the low bits are its node. */
export const termFlag: u32 = 1 << 30;
/** Some term has the word in a later place. */
export const laterFlag: u32 = 1 << 29;
export const nodeMask: u32 = (1 << 29) - 1;

export let records: usize = 0;
export let recordCapacity: i32 = 0;
export let wordCount: i32 = 0;
/** [words] where the canonical form is: u16 length, then bytes. */
let forms: usize = 0;

/** [slots] of 16 bytes for spellings up to eight bytes: u64 the bytes, u32 number + 1, u32 unused. */
let shortSlots: usize = 0;
let shortCapacity: i32 = 0;
let shortShift: u64 = 0;
let shortCount: i32 = 0;
/** [slots] of 32 bytes for the others: two u64 of key, u32 number + 1, u32 where a spelling beyond 16 bytes is, u64 unused. */
let slots: usize = 0;
let slotCapacity: i32 = 0;
let slotMask: i32 = 0;
let longCount: i32 = 0;
export let spellingCount: i32 = 0;
const shortSlotBytes: usize = 16;
const slotBytes: usize = 32;
const shortBytes: i32 = 16;
const longestBytes: i32 = 64;
/** Key of spellings longer than 16 bytes: 0xff is no byte of UTF-8, so no shorter spelling has it. */
const longTag: u64 = 0xff00000000000000;

let scratch: usize = 0;
let arena: usize = 0;
let arenaEnd: usize = 0;
let longWordNumber: i32 = -1;

/** Once, before everything else. */
export function makeWordConstants(): void {
  scratch = allocate(16384);
}

/** An empty vocabulary. */
export function startWords(): void {
  shortCapacity = 1 << 15;
  shortShift = 64 - 15;
  shortSlots = allocateZeros((<usize>shortCapacity) * shortSlotBytes);
  shortCount = 0;
  slotCapacity = 1 << 15;
  slotMask = slotCapacity - 1;
  slots = allocateZeros((<usize>slotCapacity) * slotBytes);
  longCount = 0;
  recordCapacity = 1 << 14;
  records = allocateZeros((<usize>recordCapacity) * recordBytes);
  forms = allocate((<usize>recordCapacity) << 2);
  wordCount = 0;
  spellingCount = 0;
  arena = 0;
  arenaEnd = 0;
  longWordNumber = -1;
}

export function scratchPlace(): usize {
  return scratch;
}

@inline
export function recordOf(number: i32): usize {
  return records + (<usize>number) * recordBytes;
}

@inline
export function formOf(number: i32): usize {
  return <usize>load<u32>(forms + ((<usize>number) << 2));
}

@inline
function hashOf(low: u64, high: u64): i32 {
  const hash = (low ^ rotl<u64>(high, 32) ^ (high * 0xc2b2ae3d27d4eb4f)) * 0x9e3779b97f4a7c15;
  return <i32>((hash >>> 32) ^ (hash >>> 52));
}

@inline
function shortSlotOf(key: u64): usize {
  return <usize>(((key ^ (key >>> 32)) * 0x9e3779b97f4a7c15) >>> shortShift);
}

/** As `numberOf`, for the inner loop: most words are short and found at the first look. */
@inline
export function quickNumberOf(from: usize, length: i32): i32 {
  if (length > 8) return numberOfOther(from, length);
  const key = load<u64>(from) & (u64.MAX_VALUE >>> ((<u64>(8 - length)) << 3));
  const at = shortSlots + shortSlotOf(key) * shortSlotBytes;
  const number = load<i32>(at, 8);
  return load<u64>(at) === key ? number - 1 : numberOf(from, length);
}

/** The number of the word at `from`, which is not empty; reads up to 16 bytes from there whatever its length. */
function numberOf(from: usize, length: i32): i32 {
  if (length > 8) return numberOfOther(from, length);
  const key = load<u64>(from) & (u64.MAX_VALUE >>> ((<u64>(8 - length)) << 3));
  let slot = shortSlotOf(key);
  while (true) {
    const at = shortSlots + slot * shortSlotBytes;
    const number = load<i32>(at, 8);
    if (number === 0) return insertShort(from, length, key);
    if (load<u64>(at) === key) return number - 1;
    slot = (slot + 1) & <usize>(shortCapacity - 1);
  }
  return 0;
}

function numberOfOther(from: usize, length: i32): i32 {
  if (length > shortBytes) return length > longestBytes ? numberOfLongWord() : numberOfLongSpelling(from, length);
  const low = load<u64>(from);
  const high = load<u64>(from, 8) & (u64.MAX_VALUE >>> ((<u64>(16 - length)) << 3));
  let slot = hashOf(low, high) & slotMask;
  while (true) {
    const at = slots + (<usize>slot) * slotBytes;
    const number = load<i32>(at, 16);
    if (load<u64>(at) === low && load<u64>(at, 8) === high && number !== 0) return number - 1;
    if (number === 0) return insert(from, length, low, high);
    slot = (slot + 1) & slotMask;
  }
  return 0;
}

function numberOfLongSpelling(from: usize, length: i32): i32 {
  const low = bytesHash(from, length);
  const high = longTag | <u64>length;
  let slot = hashOf(low, high) & slotMask;
  while (true) {
    const at = slots + (<usize>slot) * slotBytes;
    const number = load<i32>(at, 16);
    if (number === 0) return insert(from, length, low, high);
    if (load<u64>(at) === low && load<u64>(at, 8) === high) {
      if (memory.compare((<usize>load<u32>(at, 20)) + 2, from, length) === 0) return number - 1;
    }
    slot = (slot + 1) & slotMask;
  }
}

/** All words of more than 64 bytes are one. */
function numberOfLongWord(): i32 {
  if (longWordNumber === -1) {
    store<u32>(scratch, 0x6e6f6c3c); // <lon
    store<u16>(scratch, 0x3e67, 4); // g>
    longWordNumber = newWord(storedBytes(scratch, 6), 0);
  }
  return longWordNumber;
}

function insertShort(from: usize, length: i32, key: u64): i32 {
  // The canonical form first: it may be a spelling of its own and change the table.
  const number = numberOfCanonical(from, length, 0);
  if ((shortCount + 1) * 5 > shortCapacity * 4) growShort(); // four slots share a cache line: a full table costs little
  let slot = shortSlotOf(key);
  while (load<i32>(shortSlots + slot * shortSlotBytes, 8) !== 0) slot = (slot + 1) & <usize>(shortCapacity - 1);
  store<u64>(shortSlots + slot * shortSlotBytes, key);
  store<i32>(shortSlots + slot * shortSlotBytes, number + 1, 8);
  shortCount += 1;
  spellingCount += 1;
  return number;
}

function insert(from: usize, length: i32, low: u64, high: u64): i32 {
  const stored: usize = length > shortBytes ? storedBytes(from, length) : 0;
  const number = numberOfCanonical(from, length, stored);
  if ((longCount + 1) * 5 > slotCapacity * 3) grow();
  let slot = hashOf(low, high) & slotMask;
  while (load<i32>(slots + (<usize>slot) * slotBytes, 16) !== 0) slot = (slot + 1) & slotMask;
  const at = slots + (<usize>slot) * slotBytes;
  store<u64>(at, low);
  store<u64>(at, high, 8);
  store<i32>(at, number + 1, 16);
  store<u32>(at, <u32>stored, 20);
  longCount += 1;
  spellingCount += 1;
  return number;
}

function numberOfCanonical(from: usize, length: i32, stored: usize): i32 {
  let plain = true;
  let upper = false;
  for (let index = 0; index < length; index += 1) {
    const byte = load<u8>(from + index);
    // A clitic or a character beyond ASCII: the whole rule. A hyphen is fine.
    if (byte >= 0x80 || byte === 0x27) plain = false;
    if (byte >= 65 && byte <= 90) upper = true;
  }
  if (plain && !upper) return newWord(stored !== 0 ? stored : storedBytes(from, length), opensByItself(from, length));
  if (plain) {
    const lowered = scratch + 256;
    for (let index = 0; index < length; index += 1) {
      const byte = load<u8>(from + index);
      store<u8>(lowered + index, byte >= 65 && byte <= 90 ? byte | 32 : byte);
    }
    memory.fill(lowered + length, 0, 16);
    return numberOf(lowered, length);
  }
  const out = scratch + 1024;
  const result = canonical(from, length, out);
  const bytes = result & lengthMask;
  const flags: u32 = (result & opensFlag) !== 0 ? keepsOpenFlag : 0;
  if ((result & unstableFlag) !== 0) {
    const known = unstableNumber(out, bytes);
    if (known !== -1) return known;
    const number = newWord(storedBytes(out, bytes), flags);
    rememberUnstable(out, bytes, number);
    return number;
  }
  if (bytes === length && memory.compare(out, from, length) === 0) {
    return newWord(stored !== 0 ? stored : storedBytes(from, length), flags);
  }
  // Its own canonical form: one step deeper and no further.
  const form = scratch + 4096;
  memory.copy(form, out, bytes);
  memory.fill(form + bytes, 0, 16);
  return numberOf(form, bytes);
}

/** One ASCII letter keeps its sentence open before a full stop; other cases are flagged by JavaScript. */
function opensByItself(from: usize, length: i32): u32 {
  if (length !== 1) return 0;
  const byte = load<u8>(from);
  return byte >= 97 && byte <= 122 ? keepsOpenFlag : 0;
}

/** u16 length, the bytes, and zeros so that words may be read sixteen bytes at a time. */
function storedBytes(from: usize, length: i32): usize {
  const size = <usize>(length + 2);
  if (arena + size + 16 > arenaEnd) {
    arena = allocate(1 << 16);
    arenaEnd = arena + (1 << 16);
  }
  const at = arena;
  store<u16>(at, <u16>length);
  memory.copy(at + 2, from, length);
  arena = at + size;
  return at;
}

function newWord(form: usize, flags: u32): i32 {
  if (wordCount === recordCapacity) growRecords();
  const number = wordCount;
  wordCount += 1;
  store<u32>(forms + ((<usize>number) << 2), <u32>form);
  const record = recordOf(number);
  store<u32>(record, flags, atFlags);
  const length = <i32>load<u16>(form);
  store<u32>(record, <u32>bytesHash(form + 2, length), atHash);
  return number;
}

function growRecords(): void {
  const more = recordCapacity + (recordCapacity >> 1);
  const larger = allocate((<usize>more) * recordBytes);
  memory.copy(larger, records, (<usize>recordCapacity) * recordBytes);
  memory.fill(larger + (<usize>recordCapacity) * recordBytes, 0, (<usize>(more - recordCapacity)) * recordBytes);
  const largerForms = allocate((<usize>more) << 2);
  memory.copy(largerForms, forms, (<usize>recordCapacity) << 2);
  release(records, (<usize>recordCapacity) * recordBytes);
  release(forms, (<usize>recordCapacity) << 2);
  records = larger;
  forms = largerForms;
  recordCapacity = more;
}

function growShort(): void {
  const old = shortSlots;
  const oldCapacity = shortCapacity;
  shortCapacity = oldCapacity * 2;
  shortShift -= 1;
  shortSlots = allocateZeros((<usize>shortCapacity) * shortSlotBytes);
  for (let index = 0; index < oldCapacity; index += 1) {
    const from = old + (<usize>index) * shortSlotBytes;
    const number = load<i32>(from, 8);
    if (number === 0) continue;
    const key = load<u64>(from);
    let slot = shortSlotOf(key);
    while (load<i32>(shortSlots + slot * shortSlotBytes, 8) !== 0) slot = (slot + 1) & <usize>(shortCapacity - 1);
    store<u64>(shortSlots + slot * shortSlotBytes, key);
    store<i32>(shortSlots + slot * shortSlotBytes, number, 8);
  }
  release(old, (<usize>oldCapacity) * shortSlotBytes);
}

function grow(): void {
  const old = slots;
  const oldCapacity = slotCapacity;
  slotCapacity = oldCapacity * 2;
  slotMask = slotCapacity - 1;
  slots = allocateZeros((<usize>slotCapacity) * slotBytes);
  for (let index = 0; index < oldCapacity; index += 1) {
    const from = old + (<usize>index) * slotBytes;
    if (load<i32>(from, 16) === 0) continue;
    const low = load<u64>(from);
    const high = load<u64>(from, 8);
    let slot = hashOf(low, high) & slotMask;
    while (load<i32>(slots + (<usize>slot) * slotBytes, 16) !== 0) slot = (slot + 1) & slotMask;
    const to = slots + (<usize>slot) * slotBytes;
    store<u64>(to, low);
    store<u64>(to, high, 8);
    store<u64>(to, load<u64>(from, 16), 16);
  }
  release(old, (<usize>oldCapacity) * slotBytes);
}

/** The number of the word whose canonical form is in scratch; for the words of the lexicon and the abbreviations. */
export function internCanonical(length: i32, stable: bool): i32 {
  if (!stable) {
    const known = unstableNumber(scratch, length);
    if (known !== -1) return known;
    const number = newWord(storedBytes(scratch, length), 0);
    rememberUnstable(scratch, length, number);
    return number;
  }
  const form = scratch + 8192;
  memory.copy(form, scratch, length);
  memory.fill(form + length, 0, 16);
  return numberOf(form, length);
}

/** Gives back the tables of spellings: no word can be added before the engine is emptied. */
export function releaseSpellings(): void {
  release(shortSlots, (<usize>shortCapacity) * shortSlotBytes);
  release(slots, (<usize>slotCapacity) * slotBytes);
}

export function addFlags(number: i32, flags: u32): void {
  const record = recordOf(number);
  store<u32>(record, load<u32>(record, atFlags) | flags, atFlags);
}
