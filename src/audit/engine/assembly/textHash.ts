import { allocate } from "./memory";
import { decodeAt, decodedBytes, decodedValid } from "./classes";
import { bytesHash, finished, folded } from "./hashes";

// What is known of a text from its bytes alone.

/** Set by `readText`. */
export let textIsPlain: bool = true;
export let textIsValid: bool = true;
export let textHash: u64 = 0;

/** Looks at the text `[from, to)`: whether it is ASCII, whether it is UTF-8, and its hash (src/audit/dataHashes.ts). */
export function readText(from: usize, to: usize): void {
  let hash = <u64>(to - from) * 0x9e3779b97f4a7c15;
  let high: u64 = 0;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const eight = load<u64>(at);
    high |= eight;
    hash = folded(hash, eight);
  }
  if (at < to) {
    const rest = load<u64>(at) & (((<u64>1) << ((<u64>(to - at)) << 3)) - 1);
    high |= rest;
    hash = folded(hash, rest);
  }
  textIsPlain = (high & 0x8080808080808080) === 0;
  textIsValid = textIsPlain || isUtf8(from, to);
  textHash = textIsValid ? finished(hash) : hashWithReplacements(from, to);
}

export function isUtf8(from: usize, to: usize): bool {
  let at = from;
  while (at < to) {
    if (at + 8 <= to && (load<u64>(at) & 0x8080808080808080) === 0) {
      at += 8;
      continue;
    }
    decodeAt(at, to);
    if (!decodedValid) return false;
    at += decodedBytes;
  }
  return true;
}

let replaced: usize = 0;
let replacedSize: usize = 0;

/** The hash that the text has when what is not UTF-8 is replaced by U+FFFD. */
function hashWithReplacements(from: usize, to: usize): u64 {
  const room = (to - from) * 3 + 16;
  if (room > replacedSize) {
    replacedSize = room;
    replaced = allocate(room);
  }
  let out = replaced;
  let at = from;
  while (at < to) {
    decodeAt(at, to);
    if (decodedValid) {
      for (let index: usize = 0; index < decodedBytes; index += 1) store<u8>(out + index, load<u8>(at + index));
      out += decodedBytes;
    } else {
      store<u16>(out, 0xbfef);
      store<u8>(out + 2, 0xbd);
      out += 3;
    }
    at += decodedBytes;
  }
  return bytesHash(replaced, out - replaced);
}

/** The buffer of replacements lies in memory that is used again. */
export function startTextHash(): void {
  replaced = 0;
  replacedSize = 0;
}
