import type { Span } from "../text/span.ts";

/**
 * Where the string value of `field` stands in a raw JSON record, without its quotes; undefined when it is not there.
 * Of equal keys the last one counts, as in `JSON.parse`. The record must be valid JSON.
 *
 * @param field a key, or a path such as `meta.text` where no key has that whole name
 */
export function jsonStringSpan(raw: string, field: string): Span | undefined {
  const whole = findAlong(raw, 0, [field]);
  return whole ?? (field.includes(".") ? findAlong(raw, 0, field.split(".")) : undefined);
}

/**
 * The raw index of the UTF-16 unit number `offset` of the decoded string whose raw characters begin at `start`:
 * `\n` and `\u00e9` stand for one unit each. Offset may be the string's length.
 */
export function rawIndexOf(raw: string, start: number, offset: number): number {
  let index = start;
  for (let unit = 0; unit < offset; unit += 1) {
    if (raw.charCodeAt(index) === backslash) index += raw[index + 1] === "u" ? 6 : 2;
    else index += 1;
  }
  return index;
}

const backslash = 0x5c;

function findAlong(raw: string, from: number, path: readonly string[]): Span | undefined {
  let index = skipSpace(raw, from);
  if (raw[index] !== "{") return undefined;
  let found: Span | undefined;
  index = skipSpace(raw, index + 1);
  while (raw[index] === '"') {
    const keyEnd = endOfString(raw, index);
    const key = JSON.parse(raw.slice(index, keyEnd)) as string;
    const value = skipSpace(raw, skipSpace(raw, keyEnd) + 1); // after the colon
    const valueEnd = endOfValue(raw, value);
    if (key === path[0]) {
      if (path.length > 1) found = findAlong(raw, value, path.slice(1));
      else found = raw[value] === '"' ? { start: value + 1, end: valueEnd - 1 } : undefined;
    }
    index = skipSpace(raw, valueEnd);
    if (raw[index] === ",") index = skipSpace(raw, index + 1);
  }
  return found;
}

function skipSpace(raw: string, from: number): number {
  let index = from;
  while (index < raw.length && raw.charCodeAt(index) <= 0x20) index += 1;
  return index;
}

/** The index after the closing quote of the string that opens at `from`. */
function endOfString(raw: string, from: number): number {
  let index = from + 1;
  while (index < raw.length && raw[index] !== '"') index += raw.charCodeAt(index) === backslash ? 2 : 1;
  return index + 1;
}

/** The index after the value that begins at `from`; brackets are counted, so that depth costs no stack. */
function endOfValue(raw: string, from: number): number {
  let index = from;
  let depth = 0;
  while (index < raw.length) {
    const character = raw[index] as string;
    if (character === '"') {
      index = endOfString(raw, index);
      if (depth === 0) return index;
      continue;
    }
    if (depth === 0 && index > from && /[,}\]\s]/.test(character)) return index;
    if (character === "{" || character === "[") depth += 1;
    if (character === "}" || character === "]") depth -= 1;
    index += 1;
    if (depth === 0 && (character === "}" || character === "]")) return index;
  }
  return index;
}
