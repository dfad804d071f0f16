import { canonicalForm, longWord } from "../text/canonicalForm.ts";
import { keepsSentenceOpen } from "../text/sentences.ts";

/** Longer words have more than 64 UTF-8 bytes whatever they are made of, and are all one. */
const longestUnits = 64;

/** Numbers kept for each spelling. */
const entrySize = 4;

/**
 * Numbers words by their canonical form, 0, 1, 2, ... in order of appearance. Spellings are looked up by their code
 * units in an open hash table, without making a string; the canonical form is worked out once for each spelling.
 */
export class Vocabulary {
  /** Canonical forms by number. */
  readonly words: string[] = [];
  /** 1 for words that keep a sentence open before a full stop, by number. */
  keepsOpen = new Uint8Array(1 << 12);

  readonly #numbers = new Map<string, number>();
  /** [spellings, 4]: hash, length in units, where the units begin, number of the canonical form; together for the cache. */
  #entries = new Int32Array(1 << 14);
  #spellings = 0;
  #units = new Uint16Array(1 << 16);
  #unitCount = 0;
  /** Spelling + 1 by slot, 0 when free; twice as many slots as spellings at least. */
  #slots = new Int32Array(1 << 13);

  /** The number of the word at `text[start, end)`, code units. */
  numberAt(text: Uint16Array, start: number, end: number): number {
    const length = end - start;
    if (length > longestUnits) return this.numberOf(longWord);
    let hash = length;
    for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (text[index] as number), 0x01000193);
    hash ^= hash >>> 15;
    const slots = this.#slots;
    const entries = this.#entries;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const spelling = (slots[slot] as number) - 1;
      if (spelling === -1) return this.#add(text.subarray(start, end), hash, slot);
      const entry = spelling * entrySize;
      if (entries[entry] !== hash || entries[entry + 1] !== length) continue;
      const units = this.#units;
      let unit = entries[entry + 2] as number;
      let index = start;
      while (index < end && text[index] === units[unit]) {
        index += 1;
        unit += 1;
      }
      if (index === end) return entries[entry + 3] as number;
    }
  }

  /** The number of a canonical form, which is added when new. */
  numberOf(canonical: string): number {
    const known = this.#numbers.get(canonical);
    if (known !== undefined) return known;
    const number = this.words.length;
    this.words.push(canonical);
    this.#numbers.set(canonical, number);
    if (number >= this.keepsOpen.length) this.keepsOpen = doubled(this.keepsOpen, Uint8Array);
    if (keepsSentenceOpen(canonical)) this.keepsOpen[number] = 1;
    return number;
  }

  /** The number of a canonical form, or undefined when it never came up. */
  find(canonical: string): number | undefined {
    return this.#numbers.get(canonical);
  }

  #add(word: Uint16Array, hash: number, slot: number): number {
    const spelling = this.#spellings;
    if ((spelling + 1) * entrySize > this.#entries.length) this.#entries = doubled(this.#entries, Int32Array);
    while (this.#unitCount + word.length > this.#units.length) this.#units = doubled(this.#units, Uint16Array);
    this.#units.set(word, this.#unitCount);
    // Made of the units, not sliced from the document: a slice would keep the whole document alive.
    const number = this.numberOf(canonicalForm(String.fromCharCode(...word)));
    this.#entries.set([hash, word.length, this.#unitCount, number], spelling * entrySize);
    this.#unitCount += word.length;
    this.#spellings += 1;
    this.#slots[slot] = this.#spellings;
    if (this.#spellings * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let spelling = 0; spelling < this.#spellings; spelling += 1) {
      let slot = (this.#entries[spelling * entrySize] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = spelling + 1;
    }
  }
}

/** A copy of twice the length, the new half zero. */
export function doubled<T extends Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array>(
  array: T,
  type: new (length: number) => T,
): T {
  const larger = new type(array.length * 2);
  larger.set(array as unknown as ArrayLike<number> & ArrayLike<never>);
  return larger;
}
