// Memory of the engine: blocks from a heap that only grows, and blocks that were given back, which are used again.

/** Free blocks in the order of their addresses, none beside another: u32 bytes, u32 next block. 0 is none. */
let firstFree: usize = 0;
let heap: usize = 0;

/** Forgets everything from `base` on; `base` must lie above the module's own data. */
export function startHeap(base: usize): void {
  rewindHeap((base + 63) & ~63);
}

/** The end of what is in use; with `rewindHeap` it empties the engine without giving memory back. */
export function heapEnd(): usize {
  return heap;
}

export function rewindHeap(end: usize): void {
  firstFree = 0;
  heap = end;
}

@inline
function sizeOf(block: usize): usize {
  return <usize>load<u32>(block);
}
@inline
function after(block: usize): usize {
  return block === 0 ? firstFree : <usize>load<u32>(block, 4);
}
@inline
function setAfter(block: usize, next: usize): void {
  if (block === 0) firstFree = next;
  else store<u32>(block, <u32>next, 4);
}

/** A block of at least `size` bytes, aligned to 64, with arbitrary contents. */
export function allocate(size: usize): usize {
  const wanted = max<usize>(64, (size + 63) & ~63);
  // The smallest that is large enough.
  let found: usize = 0;
  let foundBefore: usize = 0;
  let before: usize = 0;
  for (let block = firstFree; block !== 0; before = block, block = after(block)) {
    if (sizeOf(block) < wanted || (found !== 0 && sizeOf(block) >= sizeOf(found))) continue;
    found = block;
    foundBefore = before;
  }
  if (found === 0) return fromHeap(wanted);
  const rest = sizeOf(found) - wanted;
  const next = after(found);
  if (rest === 0) {
    setAfter(foundBefore, next);
  } else {
    store<u32>(found + wanted, <u32>rest);
    store<u32>(found + wanted, <u32>next, 4);
    setAfter(foundBefore, found + wanted);
  }
  return found;
}

function fromHeap(wanted: usize): usize {
  const start = heap;
  heap += wanted;
  const pages = <i32>((heap + 0xffff) >>> 16);
  const present = memory.size();
  if (pages > present) {
    // An eighth more each time: few calls, little waste.
    let more = max<i32>(pages - present, present >> 3);
    if (memory.grow(more) < 0) {
      more = pages - present;
      if (memory.grow(more) < 0) unreachable();
    }
  }
  return start;
}

/** The same, filled with zeros. */
export function allocateZeros(size: usize): usize {
  const start = allocate(size);
  memory.fill(start, 0, (size + 63) & ~63);
  return start;
}

/** Gives back a block that `allocate` gave for as many bytes. */
export function release(start: usize, size: usize): void {
  let bytes = max<usize>(64, (size + 63) & ~63);
  let before: usize = 0;
  let next = firstFree;
  while (next !== 0 && next < start) {
    before = next;
    next = after(next);
  }
  if (next !== 0 && start + bytes === next) {
    bytes += sizeOf(next);
    next = after(next);
  }
  let block = start;
  if (before !== 0 && before + sizeOf(before) === start) {
    block = before;
    bytes += sizeOf(before);
  } else {
    setAfter(before, block);
  }
  store<u32>(block, <u32>bytes);
  store<u32>(block, <u32>next, 4);
}
