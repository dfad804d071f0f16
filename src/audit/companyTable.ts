import { doubled } from "./vocabulary.ts";

/** Numbers kept for each word and group. */
const figures = 3;

/**
 * The counts of words in the company of groups: one row a word, made when the word first meets a group, so that the
 * many words that never do cost four bytes.
 */
export class CompanyTable {
  readonly #groupCount: number;
  /** Row + 1 by word number; 0 for words without one. */
  #rowOf = new Int32Array(1 << 12);
  #rows = 0;
  /** [rows, groups, 3]: sentences, tokens, window. */
  #cells: Uint32Array;
  #rowCapacity = 1 << 10;

  constructor(groupCount: number) {
    this.#groupCount = groupCount;
    this.#cells = new Uint32Array(this.#rowCapacity * groupCount * figures);
  }

  /** The number of the pair, for other tables too: row * groups + group. */
  pair(word: number, group: number): number {
    while (word >= this.#rowOf.length) this.#rowOf = doubled(this.#rowOf, Int32Array);
    let row = (this.#rowOf[word] as number) - 1;
    if (row === -1) {
      row = this.#rows;
      this.#rows += 1;
      this.#rowOf[word] = this.#rows;
      if (this.#rows > this.#rowCapacity) {
        this.#cells = doubled(this.#cells, Uint32Array);
        this.#rowCapacity *= 2;
      }
    }
    return row * this.#groupCount + group;
  }

  /** The pair's number, or undefined when the word never met any group. */
  find(word: number, group: number): number | undefined {
    const row = word < this.#rowOf.length ? (this.#rowOf[word] as number) - 1 : -1;
    return row === -1 ? undefined : row * this.#groupCount + group;
  }

  addSentence(pair: number): void {
    this.#cells[pair * figures] = (this.#cells[pair * figures] as number) + 1;
  }

  addToken(pair: number): void {
    this.#cells[pair * figures + 1] = (this.#cells[pair * figures + 1] as number) + 1;
  }

  addWindow(pair: number): void {
    this.#cells[pair * figures + 2] = (this.#cells[pair * figures + 2] as number) + 1;
  }

  sentences(pair: number): number {
    return this.#cells[pair * figures] as number;
  }

  tokens(pair: number): number {
    return this.#cells[pair * figures + 1] as number;
  }

  window(pair: number): number {
    return this.#cells[pair * figures + 2] as number;
  }
}
