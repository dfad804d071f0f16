import { splitWords } from "../../text/words.ts";

/**
 * Numbers n-grams of words in the order in which they come: 0, 1, .... Words are compared in their canonical form, and no
 * n-gram goes beyond its text.
 */
export class NgramIds {
  readonly #words = new Map<string, number>();
  /** For each length above one: (number of the first words, number of the last word) -> number. */
  readonly #longer: Map<number, number>[] = [];
  readonly #length: number;

  /** @param length words in an n-gram, at least 1 */
  constructor(length: number) {
    if (!Number.isInteger(length) || length < 1) throw new RangeError(`n-grams of ${length} words`);
    this.#length = length;
    for (let more = 1; more < length; more += 1) this.#longer.push(new Map());
  }

  /** How many different ones there were. */
  get size(): number {
    return (this.#longer.at(-1) ?? this.#words).size;
  }

  /** The n-grams of a text in order, with repeats. */
  of(text: string): Uint32Array {
    const words = splitWords(text).map(({ canonical }) => numberOf(this.#words, canonical));
    const count = Math.max(0, words.length - this.#length + 1);
    return Uint32Array.from({ length: count }, (_, start) =>
      this.#longer.reduce(
        (prefix, known, more) => numberOf(known, prefix * mostWords + (words[start + more + 1] as number)),
        words[start] as number,
      ),
    );
  }
}

/** Different words at most, so that two numbers fit in one exactly. */
const mostWords = 2 ** 26;

function numberOf<Key>(known: Map<Key, number>, key: Key): number {
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, known.size);
  return known.size - 1;
}
