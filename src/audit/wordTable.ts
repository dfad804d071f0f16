import type { WordCount } from "./counts.ts";
import { doubled } from "./vocabulary.ts";

// The numbers of one word are side by side, so that counting it touches one cache line.
const tokens = 0;
const sentences = 1;
const documents = 2;
/** The last sentence, and the last document, that the word was counted in. */
const sentenceStamp = 3;
const documentStamp = 4;
/** 1 when some term begins with the word. */
const beginsTerm = 5;
const recordSize = 8;

/** Counts by word number. */
export class WordTable {
  #records = new Uint32Array((1 << 12) * recordSize);

  /** Call before words up to `wordCount` are counted. */
  makeRoom(wordCount: number): void {
    while (wordCount * recordSize > this.#records.length) this.#records = doubled(this.#records, Uint32Array);
  }

  markBeginning(word: number): void {
    this.#records[word * recordSize + beginsTerm] = 1;
  }

  /**
   * Counts the words `numbers[from, to)` of one sentence; `unique` receives the different ones.
   *
   * @param sentence a number that no sentence had before, from 1
   * @returns how many are different
   */
  countSentence(numbers: Int32Array, from: number, to: number, unique: Int32Array, sentence: number): number {
    const records = this.#records;
    let uniqueCount = 0;
    for (let index = from; index < to; index += 1) {
      const word = numbers[index] as number;
      const record = word * recordSize;
      records[record + tokens] = (records[record + tokens] as number) + 1;
      if (records[record + sentenceStamp] === sentence) continue;
      records[record + sentenceStamp] = sentence;
      records[record + sentences] = (records[record + sentences] as number) + 1;
      unique[uniqueCount] = word;
      uniqueCount += 1;
    }
    return uniqueCount;
  }

  /**
   * Counts the document for the words of one of its sentences.
   *
   * @param document a number that no document had before, from 1
   * @returns whether some of the words begin a term
   */
  countDocument(unique: Int32Array, uniqueCount: number, document: number): boolean {
    const records = this.#records;
    let found = 0;
    for (let index = 0; index < uniqueCount; index += 1) {
      const record = (unique[index] as number) * recordSize;
      found |= records[record + beginsTerm] as number;
      if (records[record + documentStamp] === document) continue;
      records[record + documentStamp] = document;
      records[record + documents] = (records[record + documents] as number) + 1;
    }
    return found === 1;
  }

  countOf(word: number): WordCount {
    const record = word * recordSize;
    return {
      tokens: this.#records[record + tokens] as number,
      sentences: this.#records[record + sentences] as number,
      documents: this.#records[record + documents] as number,
    };
  }
}
