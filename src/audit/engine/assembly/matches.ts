import { allocate } from "./memory";
import { newFlag } from "./company";
import { atFlags, laterFlag, nodeMask, recordOf } from "./words";
import { axisCount, exceptionFlag, flagsOfTerm, follow, nodeBytes, nodes } from "./terms";

// The terms of a sentence.

/** [matches] term, first word, word after the last. */
let matches: usize = 0;
export let matchCount: i32 = 0;
const matchBytes: usize = 12;
/** [axes] term of the longest match, word after it, first word that is still free. */
let best: usize = 0;

/** Once; `most` matches may be in one sentence. */
export function makeMatchBuffers(axes: i32, most: i32): void {
  matches = allocate((<usize>most) * matchBytes);
  best = allocate((<usize>axes) * 12);
}

@inline
export function termOfMatch(match: i32): i32 {
  return load<i32>(matches + (<usize>match) * matchBytes);
}
@inline
export function firstOfMatch(match: i32): i32 {
  return load<i32>(matches + (<usize>match) * matchBytes, 4);
}
@inline
export function afterMatch(match: i32): i32 {
  return load<i32>(matches + (<usize>match) * matchBytes, 8);
}

/** The number of a word of a sentence. */
@inline
export function numberAt(numbers: usize, word: i32): i32 {
  return <i32>(load<u32>(numbers + ((<usize>word) << 2)) & ~newFlag);
}

@inline
function flagsOf(numbers: usize, word: i32): u32 {
  return load<u32>(recordOf(numberAt(numbers, word)), atFlags);
}

/**
 * Leftmost, then longest, not overlapping, axis by axis (scan-rule-1, section 6); false when there is none.
 *
 * @param numbers words by `numberAt`; the sentence is `[from, to)` of them
 * @param beginnings [beginningCount] i32 those words that a term begins with, in order
 */
export function findMatches(numbers: usize, from: i32, to: i32, beginnings: usize, beginningCount: i32): bool {
  matchCount = 0;
  for (let axis = 0; axis < axisCount; axis += 1) store<i32>(best + (<usize>axis) * 12, from, 8);
  for (let index = 0; index < beginningCount; index += 1) {
    const first = load<i32>(beginnings + ((<usize>index) << 2));
    let node = nodes + (<usize>(flagsOf(numbers, first) & nodeMask)) * nodeBytes;
    let after = first + 1;
    let isTerm = false;
    while (true) {
      for (let axis = 0; axis < axisCount; axis += 1) {
        const term = load<i32>(node + 8 + ((<usize>axis) << 2));
        if (term === -1) continue;
        if (!isTerm) {
          for (let other = 0; other < axisCount; other += 1) store<i32>(best + (<usize>other) * 12, -1);
          isTerm = true;
        }
        store<i32>(best + (<usize>axis) * 12, term);
        store<i32>(best + (<usize>axis) * 12, after, 4);
      }
      if (load<i32>(node, 4) === 0 || after === to || (flagsOf(numbers, after) & laterFlag) === 0) break;
      node = follow(node, numberAt(numbers, after));
      if (node === 0) break;
      after += 1;
    }
    if (!isTerm) continue;
    for (let axis = 0; axis < axisCount; axis += 1) {
      const entry = best + (<usize>axis) * 12;
      const term = load<i32>(entry);
      if (term === -1 || first < load<i32>(entry, 8)) continue;
      store<i32>(entry, load<i32>(entry, 4), 8);
      if ((flagsOfTerm(term) & exceptionFlag) !== 0) continue;
      const match = matches + (<usize>matchCount) * matchBytes;
      store<i32>(match, term);
      store<i32>(match, first, 4);
      store<i32>(match, load<i32>(entry, 4), 8);
      matchCount += 1;
    }
  }
  return matchCount > 0;
}
