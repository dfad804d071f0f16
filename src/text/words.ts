import { canonicalForm } from "./canonicalForm.ts";
import { characterClass, classAt, classMask, classTable } from "./characterClasses.ts";
import type { Span } from "./span.ts";

/** A word where it stands; `canonical` is the form it is counted and matched under. */
export interface Word extends Span {
  readonly canonical: string;
}

/** `split`: `African-American` is two words. `join`: hyphens between letters belong to the word. */
export type HyphenMode = "split" | "join";

/** Splits text into words by scan-rule-1; offsets are UTF-16 code units. */
export function splitWords(text: string, options: { readonly hyphens?: HyphenMode } = {}): Word[] {
  const spans = new WordSpans();
  findWords(text, spans, options.hyphens ?? "split");
  const words: Word[] = [];
  for (let index = 0; index < spans.count; index += 1) {
    const start = spans.starts[index] as number;
    const end = spans.ends[index] as number;
    words.push({ start, end, canonical: canonicalForm(text.slice(start, end)) });
  }
  return words;
}

/** Word spans in two growing arrays, used again for every document by code that must be fast. */
export class WordSpans {
  starts: Int32Array;
  ends: Int32Array;
  count = 0;

  constructor(capacity = 256) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  push(start: number, end: number): void {
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
  }
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

const { start: startClass, mark, ignorable, apostrophe, hyphen, ideograph, highSurrogate } = characterClass;

/** Replaces the contents of `spans` by the words of `text`. */
export function findWords(text: string, spans: WordSpans, hyphens: HyphenMode): void {
  const length = text.length;
  const table = classTable;
  spans.count = 0;
  let index = 0;
  while (index < length) {
    const unitClass = (table[text.charCodeAt(index)] as number) & classMask;
    if (unitClass === startClass) {
      let end = index + 1;
      while (end < length && ((table[text.charCodeAt(end)] as number) & classMask) === startClass) end += 1;
      end = endOfWord(text, end, hyphens);
      spans.push(index, end);
      index = end;
    } else if (unitClass === highSurrogate) {
      index = wordInPairs(text, index, spans, hyphens);
    } else if (unitClass === ideograph) {
      const end = endOfMarks(text, index + 1);
      spans.push(index, end);
      index = end;
    } else {
      index += 1;
    }
  }
}

/** Goes on from `from`, just after a letter or digit, by the whole rule; returns where the word ends. */
function endOfWord(text: string, from: number, hyphens: HyphenMode): number {
  let end = from;
  let index = from;
  let joined = false; // an apostrophe or hyphen waits for a letter
  while (index < text.length) {
    const unitClass = classAt(text, index) & classMask;
    const next = index + (isPair(text, index) ? 2 : 1);
    if (unitClass === startClass) {
      end = next;
      joined = false;
    } else if (unitClass === mark && !joined) {
      end = next;
    } else if (!joined && (unitClass === apostrophe || (unitClass === hyphen && hyphens === "join"))) {
      joined = true;
    } else if (unitClass !== ignorable) {
      return end;
    }
    index = next;
  }
  return end;
}

/** Handles a position whose code point takes two code units; returns where to go on. */
function wordInPairs(text: string, index: number, spans: WordSpans, hyphens: HyphenMode): number {
  const next = index + (isPair(text, index) ? 2 : 1);
  const pointClass = classAt(text, index) & classMask;
  if (pointClass !== startClass && pointClass !== ideograph) return next;
  const end = pointClass === startClass ? endOfWord(text, next, hyphens) : endOfMarks(text, next);
  spans.push(index, end);
  return end;
}

function endOfMarks(text: string, from: number): number {
  let index = from;
  while (index < text.length && (classAt(text, index) & classMask) === mark) index += isPair(text, index) ? 2 : 1;
  return index;
}

function isPair(text: string, index: number): boolean {
  return (text.codePointAt(index) ?? 0) > 0xffff;
}
