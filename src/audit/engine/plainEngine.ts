import type { Lexicon } from "../../lexicon/lexicon.ts";
import type { Counts } from "../counts.ts";
import { encodeMentions } from "../mentionBlock.ts";
import type { Mention } from "../mentionBlock.ts";
import type { LineNote, MentionPart, PartPlace, ScanEngine } from "../scanEngine.ts";
import type { CountingOptions } from "../emptyCounts.ts";
import { countedLexicon } from "./countedLexicon.ts";
import type { CountedLexicon } from "./countedLexicon.ts";
import { PlainCounter } from "./plainCounter.ts";
import type { TextMention } from "./plainCounter.ts";
import { readJsonLine } from "./plainJsonLine.ts";
import { decodeBytes } from "./plainText.ts";

/** The plain engine: what the WebAssembly engine has to do, in a form that can be read. Slower, and right by inspection. */
export function createPlainEngine(lexicon: Lexicon, options: CountingOptions = {}): ScanEngine {
  return new PlainEngine(countedLexicon(lexicon, options));
}

const lineFeed = 0x0a;

class PlainEngine implements ScanEngine {
  readonly #lexicon: CountedLexicon;
  #counter: PlainCounter;
  #input = new Uint8Array(1 << 16);

  // The part begun last.
  #place: PartPlace = { file: 0, byteStart: 0 };
  /** Bytes and lines passed since `beginPart`. */
  #bytes = 0;
  #lines = 0;
  #mentions: Mention[] = [];
  #notes: LineNote[] = [];

  constructor(lexicon: CountedLexicon) {
    this.#lexicon = lexicon;
    this.#counter = new PlainCounter(lexicon);
  }

  get spellings(): number {
    return this.#counter.spellings;
  }

  input(bytes: number): Uint8Array {
    if (bytes > this.#input.length) {
      const larger = new Uint8Array(Math.max(bytes, 2 * this.#input.length));
      larger.set(this.#input);
      this.#input = larger;
    }
    return this.#input;
  }

  beginPart(place: PartPlace): void {
    this.#place = place;
    this.#bytes = 0;
    this.#lines = 0;
    this.#mentions = [];
    this.#notes = [];
  }

  textLines(length: number): void {
    for (const line of this.#takeLines(length)) {
      const { text, byteOf, isValid } = decodeBytes(line.bytes);
      if (!isValid) this.#notes.push({ problem: "not UTF-8", line: line.number });
      const place = { file: this.#place.file, byte: line.start };
      const mentions = this.#counter.add({ text, isValid, place, stratum: 0 });
      this.#keep(mentions, line, byteOf, (unit) => unit);
    }
  }

  jsonLines(length: number, field: string): void {
    for (const line of this.#takeLines(length)) {
      const decoded = decodeBytes(line.bytes);
      const read = readJsonLine(decoded.text, field);
      if (read.kind === "blank") continue;
      if (read.kind === "problem") {
        this.#notes.push({ problem: read.problem, line: line.number });
        continue;
      }
      if (!decoded.isValid) this.#notes.push({ problem: "not UTF-8", line: line.number });
      const place = { file: this.#place.file, byte: line.start };
      const mentions = this.#counter.add({ text: read.text, isValid: decoded.isValid, place, stratum: 0 });
      this.#keep(mentions, line, decoded.byteOf, (unit) => read.lineOf[unit] as number);
    }
  }

  record(length: number, record: number, stratum: number): void {
    const { text, byteOf, isValid } = decodeBytes(this.#input.subarray(0, length));
    if (!isValid) this.#notes.push({ problem: "not UTF-8", line: record });
    const place = { file: this.#place.file, byte: this.#place.byteStart + record };
    const mentions = this.#counter.add({ text, isValid, place, stratum });
    this.#keep(mentions, { start: 0, number: record }, byteOf, (unit) => unit);
  }

  get linesPassed(): number {
    return this.#lines;
  }

  takeMentions(): MentionPart {
    const mentions = this.#mentions;
    this.#mentions = [];
    // Record by record there are no lines, and positions are of each record's text.
    const byteStart = this.#bytes === 0 ? 0 : this.#place.byteStart;
    return { bytes: encodeMentions(mentions, byteStart), mentions: mentions.length, lines: this.#lines };
  }

  takeNotes(): LineNote[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  takeCounts(
    files: readonly string[],
    strata?: { readonly field: string; readonly values: readonly string[] },
  ): Counts {
    const counts = this.#counter.counts(files, strata);
    this.#counter = new PlainCounter(this.#lexicon);
    return counts;
  }

  /** The lines of `input[0, length)`, without their LF. */
  *#takeLines(length: number): Generator<Line, void, undefined> {
    const bytes = this.#input.subarray(0, length);
    const partStart = this.#place.byteStart + this.#bytes;
    this.#bytes += length;
    let from = 0;
    while (from < length) {
      const feed = bytes.indexOf(lineFeed, from);
      const to = feed === -1 ? length : feed;
      yield { bytes: bytes.subarray(from, to), start: partStart + from, number: this.#lines };
      if (feed !== -1) this.#lines += 1;
      from = to + 1;
    }
  }

  /**
   * Keeps the mentions of a line with their places in it.
   *
   * @param byteOf byte in the line by UTF-16 unit of the line
   * @param lineUnit unit of the line by unit of the document's text
   */
  #keep(
    mentions: readonly TextMention[],
    line: { readonly start: number; readonly number: number },
    byteOf: Uint32Array,
    lineUnit: (unit: number) => number,
  ): void {
    const byte = (unit: number): number => line.start + (byteOf[lineUnit(unit)] as number);
    for (const mention of mentions) {
      this.#mentions.push({
        term: mention.term,
        byteStart: byte(mention.start),
        byteEnd: byte(mention.end),
        line: line.number,
        column: lineUnit(mention.start),
        endColumn: lineUnit(mention.end),
        lineStart: line.start,
        sentenceStart: byte(mention.sentenceStart),
        sentenceEnd: byte(mention.sentenceEnd),
        signature: mention.signature,
      });
    }
  }
}

interface Line {
  readonly bytes: Uint8Array;
  /** First byte in the file. */
  readonly start: number;
  /** From 0 in the part. */
  readonly number: number;
}
