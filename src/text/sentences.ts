import { characterClass, classAt, classMask, classTable, letterFlag, lowercaseFlag } from "./characterClasses.ts";
import type { Span } from "./span.ts";
import { WordSpans } from "./words.ts";
import type { Word } from "./words.ts";

/** A run of words between two sentence boundaries; the span reaches from its first word to its last. */
export interface Sentence extends Span {
  /** Index of the first word. */
  readonly firstWord: number;
  /** Index after the last word. */
  readonly lastWord: number;
}

/** A longer run without a boundary is cut: tables and code would otherwise make everything meet everything. */
export const maximumSentenceWords = 4096;

/** Groups words into sentences by scan-rule-1. `words` are those of `splitWords(text)`, in either hyphen mode. */
export function splitSentences(text: string, words: readonly Word[]): Sentence[] {
  const spans = new WordSpans(Math.max(1, words.length));
  for (const word of words) spans.push(word.start, word.end);
  const ends: number[] = [];
  findSentenceEnds(text, spans, ends, (index) => keepsSentenceOpen((words[index] as Word).canonical));
  let firstWord = 0;
  return ends.map((lastWord) => {
    const sentence = {
      start: (words[firstWord] as Word).start,
      end: (words[lastWord - 1] as Word).end,
      firstWord,
      lastWord,
    };
    firstWord = lastWord;
    return sentence;
  });
}

const abbreviations: ReadonlySet<string> = new Set(
  "mr mrs ms dr prof st jr sr rev hon gen col capt lt sgt vs etc inc ltd co corp vol fig al".split(" "),
);

/** True for words after which a single full stop ends no sentence: `Dr.`, or one letter as in `J. Smith`. */
export function keepsSentenceOpen(canonical: string): boolean {
  if (abbreviations.has(canonical)) return true;
  if (canonical.length === 0 || canonical.length !== String.fromCodePoint(canonical.codePointAt(0) ?? 0).length)
    return false;
  const entry = classAt(canonical, 0);
  return (entry & letterFlag) !== 0 && (entry & classMask) !== characterClass.ideograph;
}

/**
 * Replaces the contents of `ends` by the index after the last word of each sentence.
 *
 * @param isOpen whether the word at an index keeps its sentence open before a single full stop; see `keepsSentenceOpen`
 */
export function findSentenceEnds(
  text: string,
  words: WordSpans,
  ends: number[],
  isOpen: (wordIndex: number) => boolean,
): void {
  ends.length = 0;
  const { starts, count } = words;
  let sentenceStart = 0;
  for (let index = 0; index < count; index += 1) {
    const gapStart = words.ends[index] as number;
    const gapEnd = index + 1 < count ? (starts[index + 1] as number) : text.length;
    const plainSpace = gapEnd - gapStart === 1 && text.charCodeAt(gapStart) === 0x20;
    if (index + 1 === count || index + 1 - sentenceStart === maximumSentenceWords) {
      ends.push(index + 1);
      sentenceStart = index + 1;
    } else if (!plainSpace && hasBoundary(text, gapStart, gapEnd, index, isOpen)) {
      ends.push(index + 1);
      sentenceStart = index + 1;
    }
  }
}

const { lineEnd, strongTerminator, terminator, space } = characterClass;
const fullStop = 0x2e;
const closers: ReadonlySet<string> = new Set("\"')]}»”’›");
const openers: ReadonlySet<string> = new Set("\"'([{«“‘‹¿¡");

/** Looks for a sentence boundary between a word and the next; the gap has no letters or digits. */
function hasBoundary(
  text: string,
  gapStart: number,
  gapEnd: number,
  wordIndex: number,
  isOpen: (wordIndex: number) => boolean,
): boolean {
  let index = gapStart;
  while (index < gapEnd) {
    const unitClass = (classTable[text.charCodeAt(index)] as number) & classMask;
    if (unitClass === lineEnd || unitClass === strongTerminator) return true;
    if (unitClass === terminator) {
      const runStart = index;
      while (index < gapEnd && isClass(text, index, terminator)) index += 1;
      const single = index - runStart === 1 && text.charCodeAt(runStart) === fullStop;
      const open = single && runStart === gapStart && isOpen(wordIndex);
      if (endsSentence(text, index, open)) return true;
    } else {
      index += 1;
    }
  }
  return false;
}

/** Whether the run of terminators that ends at `from` ends its sentence, by what comes after it. */
function endsSentence(text: string, from: number, afterOpenWord: boolean): boolean {
  let index = from;
  while (index < text.length && closers.has(text[index] as string)) index += 1;
  if (index >= text.length || isClass(text, index, lineEnd)) return true;
  if (!isClass(text, index, space)) return false;
  while (index < text.length && (isClass(text, index, space) || openers.has(text[index] as string))) index += 1;
  if (index >= text.length || isClass(text, index, lineEnd)) return true;
  if ((classAt(text, index) & lowercaseFlag) !== 0) return false;
  return !afterOpenWord;
}

function isClass(text: string, index: number, expected: number): boolean {
  return ((classTable[text.charCodeAt(index)] as number) & classMask) === expected;
}
