/** A record whose place is known. */
export interface IndexedRecord {
  /** Its first byte in the file. */
  readonly start: number;
  /** Its line, from 1. */
  readonly line: number;
}

/** Bytes between two entries: what has to be split again to find the records between them. */
export const indexStepBytes = 1 << 18;

/**
 * Where in a file some records begin and in which lines, about one for every 256 KB; grows while the file is read
 * through, and says how far that came. A few thousand entries for a gigabyte.
 */
export class RecordIndex {
  readonly #entries: IndexedRecord[];
  #reached: number;
  #lines: number;

  /** @param first the file's first record */
  constructor(first: IndexedRecord) {
    this.#entries = [first];
    this.#reached = first.start;
    this.#lines = first.line - 1;
  }

  /** Everything before this byte has been read through. */
  get reached(): number {
    return this.#reached;
  }

  /** Lines that end before `reached`. */
  get lines(): number {
    return this.#lines;
  }

  /** Notes that the file was read through up to `reached`, and a record that begins there or before it. */
  advance(reached: number, lines: number, entry?: IndexedRecord): void {
    const last = this.#entries.at(-1) as IndexedRecord;
    if (entry !== undefined && entry.start > last.start) this.#entries.push(entry);
    this.#reached = reached;
    this.#lines = lines;
  }

  /** The last entry that begins at a byte or before it; the first record when there is none. */
  before(byte: number): IndexedRecord {
    return this.#last(({ start }) => start <= byte);
  }

  /** The last entry in a line or before it. */
  beforeLine(wanted: number): IndexedRecord {
    return this.#last(({ line }) => line <= wanted);
  }

  #last(isBefore: (entry: IndexedRecord) => boolean): IndexedRecord {
    let low = 0;
    let high = this.#entries.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (isBefore(this.#entries[middle] as IndexedRecord)) low = middle;
      else high = middle;
    }
    return this.#entries[low] as IndexedRecord;
  }
}
