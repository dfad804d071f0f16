import { doubled } from "./vocabulary.ts";

/** Where a document begins; files are numbered by whoever reads them. */
export interface DocumentPlace {
  readonly file: number;
  readonly line: number;
  readonly byteStart: number;
}

/** A mention of a group in a sentence that also has a certain word. */
export interface MentionPlace extends DocumentPlace {
  /** UTF-16 units into the document's text. */
  readonly start: number;
  readonly end: number;
}

/** Places kept for each pair of a word and a group. */
export const placesPerPair = 5;

/**
 * The first places where a word and a group meet, one a document and five in all, kept in the same pass as the counts.
 * Memory grows with the pairs, not with the corpus: a mention is stored only while some word of its sentence wants it.
 */
export class PlaceTable {
  /** Newest node + 1 by pair. */
  #newest = new Int32Array(1 << 14);
  #kept = new Uint8Array(1 << 14);
  readonly #nodes = new Columns(2); // mention, older node + 1
  readonly #mentions = new Columns(3); // document, start, end
  readonly #documents = new Columns(3); // file, line, byteStart
  #documentPlace: DocumentPlace | undefined;
  #documentNumber = -1;

  /** Call before the mentions of a document. */
  beginDocument(place: DocumentPlace): void {
    this.#documentPlace = place;
    this.#documentNumber = -1;
  }

  /** True when the pair can take a place of the document begun last. */
  wants(pair: number): boolean {
    while (pair >= this.#newest.length) {
      this.#newest = doubled(this.#newest, Int32Array);
      this.#kept = doubled(this.#kept, Uint8Array);
    }
    const kept = this.#kept[pair] as number;
    if (kept === 0) return true;
    if (kept === placesPerPair) return false;
    const mention = this.#nodes.at((this.#newest[pair] as number) - 1, 0);
    return this.#mentions.at(mention, 0) !== this.#documentNumber;
  }

  /** Stores a mention of the document begun last; returns its number for `keep`. */
  addMention(start: number, end: number): number {
    if (this.#documentNumber === -1) {
      const { file, line, byteStart } = this.#documentPlace as DocumentPlace;
      this.#documentNumber = this.#documents.push(file, line, byteStart);
    }
    return this.#mentions.push(this.#documentNumber, start, end);
  }

  keep(pair: number, mention: number): void {
    this.#newest[pair] = this.#nodes.push(mention, this.#newest[pair] as number, 0) + 1;
    this.#kept[pair] = (this.#kept[pair] as number) + 1;
  }

  /** Oldest first. */
  placesOf(pair: number): MentionPlace[] {
    const places: MentionPlace[] = [];
    for (let node = (this.#newest[pair] ?? 0) - 1; node >= 0; node = this.#nodes.at(node, 1) - 1) {
      const mention = this.#nodes.at(node, 0);
      const document = this.#mentions.at(mention, 0);
      places.push({
        file: this.#documents.at(document, 0),
        line: this.#documents.at(document, 1),
        byteStart: this.#documents.at(document, 2),
        start: this.#mentions.at(mention, 1),
        end: this.#mentions.at(mention, 2),
      });
    }
    return places.toReversed();
  }
}

/** Rows of numbers in one growing array. */
class Columns {
  readonly #width: number;
  #values = new Float64Array(1 << 12);
  #rows = 0;

  constructor(width: number) {
    this.#width = width;
  }

  push(first: number, second: number, third: number): number {
    const base = this.#rows * this.#width;
    if (base + this.#width > this.#values.length) this.#values = doubled(this.#values, Float64Array);
    this.#values[base] = first;
    this.#values[base + 1] = second;
    if (this.#width > 2) this.#values[base + 2] = third;
    this.#rows += 1;
    return this.#rows - 1;
  }

  at(row: number, column: number): number {
    return this.#values[row * this.#width + column] as number;
  }
}
