/** Tells texts that cannot hold any of a set of words from those that may, without making a string for any word. */
export class WordPrefilter {
  readonly #bits = new Int32Array(tableBits / 32);

  /** @param words lower case; only their first run of a-z counts, so that `ma'am`, `señor` and `élise` are found as well */
  constructor(words: Iterable<string>) {
    for (const word of words) {
      const run = /[a-z]+/.exec(word)?.[0] ?? "";
      let hash = hashStart;
      for (let index = 0; index < run.length; index += 1) hash = Math.imul(hash ^ run.charCodeAt(index), hashPrime);
      const slot = hash & (tableBits - 1);
      this.#bits[slot >> 5] = (this.#bits[slot >> 5] as number) | (1 << (slot & 31));
    }
  }

  /**
   * False only when no word of the set is in the text, in any case. True is a reason to look: hashes collide, and
   * characters that normalisation may turn into letters are not worth telling apart here.
   */
  mayContain(text: string): boolean {
    const bits = this.#bits;
    let hash = hashStart;
    for (let index = 0; index <= text.length; index += 1) {
      const unit = index < text.length ? text.charCodeAt(index) : 0;
      const letter = unit | 32;
      if (letter >= 97 && letter <= 122 && unit < 128) {
        hash = Math.imul(hash ^ letter, hashPrime);
        continue;
      }
      if (hash !== hashStart) {
        const slot = hash & (tableBits - 1);
        if (((bits[slot >> 5] as number) & (1 << (slot & 31))) !== 0) return true;
        hash = hashStart;
      }
      if (unit >= 128 && !isPlain(unit)) return true;
    }
    return false;
  }
}

const tableBits = 1 << 20;
const hashStart = 0x811c9dc5 | 0;
const hashPrime = 0x01000193;

/** Latin letters with accents, dashes, quotation marks, other scripts, halves of pairs: nothing that normalises to a-z. */
function isPlain(unit: number): boolean {
  return (
    (unit >= 0xc0 && unit < 0x250 && unit !== 0x17f) ||
    (unit >= 0x2010 && unit < 0x2028) ||
    unit === 0xa0 ||
    (unit >= 0x370 && unit < 0x1d00)
  );
}
