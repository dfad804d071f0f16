interface Node<Key> {
  readonly next: Map<Key, Node<Key>>;
  /** Term that ends here, by axis number; -1 for none. */
  readonly ends: number[];
}

/**
 * Finds phrases in sequences of words, whatever stands for a word: canonical strings in the editor, numbers in a scan.
 * Within one axis matches are leftmost, then longest, and do not overlap; axes do not see each other (scan-rule-1, 6).
 */
export class TermTrie<Key> {
  readonly #root: Node<Key>;
  readonly #axisCount: number;

  constructor(axisCount: number) {
    this.#axisCount = axisCount;
    this.#root = { next: new Map(), ends: Array.from({ length: axisCount }, () => -1) };
  }

  /** Adds a term; where two terms of one axis have the same words the later one counts. */
  add(words: readonly Key[], axis: number, term: number): void {
    let node = this.#root;
    for (const word of words) {
      let next = node.next.get(word);
      if (next === undefined) {
        next = { next: new Map(), ends: Array.from({ length: this.#axisCount }, () => -1) };
        node.next.set(word, next);
      }
      node = next;
    }
    node.ends[axis] = term;
  }

  /** True when some term begins with `word`; most words fail this, and a caller may then skip them. */
  startsWith(word: Key): boolean {
    return this.#root.next.has(word);
  }

  /** Calls `found(first, last, term)` for every match in `words[from, to)`, in order of the first word. */
  find(
    words: { readonly [index: number]: Key },
    from: number,
    to: number,
    found: (first: number, last: number, term: number) => void,
  ): void {
    const freeFrom = Array.from({ length: this.#axisCount }, () => from);
    for (let first = from; first < to; first += 1) {
      let node = this.#root.next.get(words[first] as Key);
      if (node === undefined) continue;
      const best: { term: number; last: number }[] = [];
      for (let last = first + 1; node !== undefined; last += 1) {
        for (let axis = 0; axis < this.#axisCount; axis += 1) {
          const term = node.ends[axis] as number;
          if (term >= 0) best[axis] = { term, last };
        }
        node = last < to && node.next.size > 0 ? node.next.get(words[last] as Key) : undefined;
      }
      for (let axis = 0; axis < this.#axisCount; axis += 1) {
        const match = best[axis];
        if (match === undefined || first < (freeFrom[axis] as number)) continue;
        freeFrom[axis] = match.last;
        found(first, match.last, match.term);
      }
    }
  }
}
