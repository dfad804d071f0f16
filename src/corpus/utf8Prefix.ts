/**
 * How many bytes stand for the first `units` UTF-16 units of `TextDecoder().decode(bytes)`, where broken sequences
 * become one U+FFFD each, as the WHATWG decoder replaces them.
 */
export function utf8PrefixBytes(bytes: Uint8Array, units: number): number {
  let index = 0;
  let seen = 0;
  while (seen < units && index < bytes.length) {
    const length = sequenceLength(bytes, index);
    seen += length === 4 ? 2 : 1;
    index += length;
  }
  return index;
}

/** Bytes of the whole character at `index`, or of the broken beginning of one. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] as number;
  if (first < 0xc2 || first > 0xf4) return 1;
  const expected = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let offset = 1; offset < expected; offset += 1) {
    const next = bytes[index + offset];
    if (next === undefined || next < low || next > high) return offset;
    low = 0x80;
    high = 0xbf;
  }
  return expected;
}
