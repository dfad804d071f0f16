import { allocate, allocateZeros } from "./memory";

// The pairs of each unit: a word, and what was counted of the two. A unit's pairs lie in a chain of small chunks; a word may
// be in it more than once, and its amounts add up. Most amounts are small: a pair takes eight bytes then, and 24 otherwise.

/** Chunk: u32 next, u32 bytes used; then pairs: u32 word, four bytes of amounts; or u32 word | wideFlag, u32 unused, u32 x 4. */
const chunkBytes: usize = 256;
const headerBytes: usize = 8;
const narrowBytes: usize = 8;
const wideBytes: usize = 24;
const wideFlag: u32 = 1 << 31;

let freeChunks: usize = 0;
let arena: usize = 0;
let arenaEnd: usize = 0;
/** [units] u32 newest chunk, u32 pairs, u32 pairs when their words were last made distinct, u32 unused. */
let chains: usize = 0;
/** Pairs that a unit may have twice before it is worth the time to add them up. */
const fewPairs: u32 = 256;

export function startPairs(units: i32): void {
  freeChunks = 0;
  arena = 0;
  arenaEnd = 0;
  chains = allocateZeros((<usize>units) << 4);
}

@inline
function chainOf(unit: i32): usize {
  return chains + ((<usize>unit) << 4);
}

/** How many pairs a unit has, words that occur twice counted twice. */
export function pairsOf(unit: i32): u32 {
  return load<u32>(chainOf(unit), 4);
}

/** Whether so many of a unit's words may be there twice that its pairs should be taken out and put in again. */
export function isWorthTidying(unit: i32): bool {
  const chain = chainOf(unit);
  const distinct = load<u32>(chain, 8);
  return load<u32>(chain, 4) > distinct * 2 + fewPairs;
}

export function isTidy(unit: i32): bool {
  const chain = chainOf(unit);
  return load<u32>(chain, 4) === load<u32>(chain, 8);
}

/** Says that a unit's pairs are all of different words. */
export function setTidy(unit: i32): void {
  const chain = chainOf(unit);
  store<u32>(chain, load<u32>(chain, 4), 8);
}

/** Adds a pair; `amounts` are u32 sentences, tokens, window, sentences of the first half, with at least as many tokens as sentences. */
export function addPair(unit: i32, word: u32, amounts: v128): void {
  const chain = chainOf(unit);
  let chunk = <usize>load<u32>(chain);
  // Tokens as what they are more than sentences, so that they fit a byte as often.
  const kept = i32x4.sub(amounts, v128.and(v128.shuffle<i32>(amounts, amounts, 3, 0, 3, 3), i32x4(0, -1, 0, 0)));
  const isWide = v128.any_true(v128.and(kept, i32x4.splat(~255)));
  const bytes = isWide ? wideBytes : narrowBytes;
  if (chunk === 0 || <usize>load<u32>(chunk, 4) + bytes > chunkBytes) {
    const fresh = newChunk();
    store<u32>(fresh, <u32>chunk);
    store<u32>(fresh, <u32>headerBytes, 4);
    store<u32>(chain, <u32>fresh);
    chunk = fresh;
  }
  const used = <usize>load<u32>(chunk, 4);
  store<u32>(chunk, <u32>(used + bytes), 4);
  store<u32>(chain, load<u32>(chain, 4) + 1, 4);
  const at = chunk + used;
  if (isWide) {
    store<u32>(at, word | wideFlag);
    v128.store(at, amounts, 8);
    return;
  }
  store<u32>(at, word);
  const bytes16 = i16x8.narrow_i32x4_u(kept, kept);
  store<u32>(at, <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(bytes16, bytes16), 0), 4);
}

/** The word of the pair at an address. */

@inline
export function wordOfPair(pair: usize): u32 {
  return load<u32>(pair) & ~wideFlag;
}

@inline
export function amountsOfPair(pair: usize): v128 {
  if ((load<u32>(pair) & wideFlag) !== 0) return v128.load(pair, 8);
  const kept = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pair, 4)));
  return i32x4.add(kept, v128.and(v128.shuffle<i32>(kept, kept, 3, 0, 3, 3), i32x4(0, -1, 0, 0)));
}

@inline
export function pairAfter(pair: usize): usize {
  return pair + ((load<u32>(pair) & wideFlag) !== 0 ? wideBytes : narrowBytes);
}

/** The newest chunk of a unit, 0 when it has none; `chunkBefore` gives the others. */
@inline
export function newestChunk(unit: i32): usize {
  return <usize>load<u32>(chainOf(unit));
}
@inline
export function chunkBefore(chunk: usize): usize {
  return <usize>load<u32>(chunk);
}
@inline
export function firstPair(chunk: usize): usize {
  return chunk + headerBytes;
}
@inline
export function endOfPairs(chunk: usize): usize {
  return chunk + <usize>load<u32>(chunk, 4);
}

/** Forgets a unit's pairs; their chunks are used again. */
export function clearPairs(unit: i32): void {
  const chain = chainOf(unit);
  let chunk = <usize>load<u32>(chain);
  while (chunk !== 0) {
    const before = chunkBefore(chunk);
    store<u32>(chunk, <u32>freeChunks);
    freeChunks = chunk;
    chunk = before;
  }
  memory.fill(chain, 0, 16);
}

function newChunk(): usize {
  const free = freeChunks;
  if (free !== 0) {
    freeChunks = <usize>load<u32>(free);
    return free;
  }
  if (arena === arenaEnd) {
    arena = allocate(1 << 16);
    arenaEnd = arena + (1 << 16);
  }
  const chunk = arena;
  arena += chunkBytes;
  return chunk;
}
