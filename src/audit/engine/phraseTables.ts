import type { CountedLexicon } from "./countedLexicon.ts";

/** The phrases of a lexicon in the layout of assembly/terms.ts, everything in 32-bit numbers. */
export interface PhraseTables {
  /** [nodes, 2 + axes] */
  readonly nodes: Int32Array;
  /** [edges, 2] */
  readonly edges: Int32Array;
  /** The first words of phrases, with the node that each leads to. */
  readonly beginnings: readonly { readonly word: number; readonly node: number }[];
  /** Words in later places of phrases. */
  readonly later: ReadonlySet<number>;
}

const exceptionFlag = 1;
const mentionOnlyFlag = 2;

/** More words than a lexicon can have: node * this + word is the key of an edge. */
const wordsAtMost = 2 ** 24;

/**
 * A trie of phrases, made once, because engines number words anew each time they begin with nothing. Flat lists: an object
 * for each of many thousand nodes takes longer to make than a small corpus to count.
 */
export class PhraseTrie {
  /** [terms + 1, 4] The last stands for every exception. */
  readonly terms: Int32Array;
  readonly #axisCount: number;
  /** The different words of all phrases. */
  readonly #words: string[] = [];
  /** Edge i leads to node i + 1; the root is node 0, which the engine reads as "no node". */
  readonly #edgeFrom: number[] = [];
  readonly #edgeWord: number[] = [];
  /** [nodes, axes] Term that ends there, or -1. */
  readonly #ends: Int32Array;

  constructor(lexicon: CountedLexicon) {
    this.#axisCount = lexicon.empty.axes.length;
    const nodesAtMost = lexicon.phrases.reduce((sum, { words }) => sum + words.length, 1);
    this.#ends = new Int32Array(nodesAtMost * this.#axisCount).fill(-1);
    const wordNumbers = new Map<string, number>();
    const edges = new Map<number, number>();
    for (const { words, axis, term } of lexicon.phrases) {
      let node = 0;
      for (const text of words) {
        let word = wordNumbers.get(text);
        if (word === undefined) {
          word = this.#words.length;
          wordNumbers.set(text, word);
          this.#words.push(text);
        }
        const key = node * wordsAtMost + word;
        let next = edges.get(key);
        if (next === undefined) {
          this.#edgeFrom.push(node);
          this.#edgeWord.push(word);
          next = this.#edgeFrom.length;
          edges.set(key, next);
        }
        node = next;
      }
      this.#ends[node * this.#axisCount + axis] = term ?? lexicon.terms.length;
    }
    this.terms = new Int32Array((lexicon.terms.length + 1) * 4);
    for (const [index, { term, group, axis }] of lexicon.terms.entries()) {
      this.terms[index * 4] = group;
      this.terms[index * 4 + 1] = axis;
      this.terms[index * 4 + 2] = term.mentionOnly === true ? mentionOnlyFlag : 0;
    }
    this.terms[lexicon.terms.length * 4 + 2] = exceptionFlag;
  }

  get nodeCount(): number {
    return this.#edgeFrom.length + 1;
  }

  get edgeCount(): number {
    return this.#edgeFrom.length;
  }

  /** @param numberOf the engine's number of a canonical word */
  tables(numberOf: (word: string) => number): PhraseTables {
    const numbers = Int32Array.from(this.#words, numberOf);
    const wordOf = (edge: number): number => numbers[this.#edgeWord[edge] as number] as number;
    const order = Array.from(this.#edgeFrom.keys()).sort(
      (a, b) => (this.#edgeFrom[a] as number) - (this.#edgeFrom[b] as number) || wordOf(a) - wordOf(b),
    );
    const width = 2 + this.#axisCount;
    const nodes = new Int32Array(this.nodeCount * width);
    for (let node = 0; node < this.nodeCount; node += 1) {
      for (let axis = 0; axis < this.#axisCount; axis += 1) {
        nodes[node * width + 2 + axis] = this.#ends[node * this.#axisCount + axis] as number;
      }
    }
    const edges = new Int32Array(this.edgeCount * 2);
    const beginnings: { word: number; node: number }[] = [];
    const later = new Set<number>();
    for (const [place, edge] of order.entries()) {
      const from = this.#edgeFrom[edge] as number;
      const word = wordOf(edge);
      edges[place * 2] = word;
      edges[place * 2 + 1] = edge + 1;
      if (nodes[from * width + 1] === 0) nodes[from * width] = place;
      nodes[from * width + 1] = (nodes[from * width + 1] as number) + 1;
      if (from === 0) beginnings.push({ word, node: edge + 1 });
      else later.add(word);
    }
    return { nodes, edges, beginnings, later };
  }
}
