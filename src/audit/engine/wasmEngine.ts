import type { Lexicon } from "../../lexicon/lexicon.ts";
import { canonicalForm } from "../../text/canonicalForm.ts";
import { classTable } from "../../text/characterClasses.ts";
import { abbreviations, keepsSentenceOpen } from "../../text/sentences.ts";
import type { Counts } from "../counts.ts";
import type { CountingOptions } from "../emptyCounts.ts";
import { mergeCounts } from "../mergeCounts.ts";
import type { LineNote, MentionPart, PartPlace, ScanEngine } from "../scanEngine.ts";
import { countedLexicon } from "./countedLexicon.ts";
import type { CountedLexicon } from "./countedLexicon.ts";
import { StrataSums } from "./strataSums.ts";
import type { StratumSums } from "./strataSums.ts";
import { PhraseTrie } from "./phraseTables.ts";
import { axisOfGroup, TallyReader, takeWasmCounts, withFileNames } from "./wasmCounts.ts";
import type { TallyColumn } from "./wasmCounts.ts";
import type { WasmExports } from "./wasmExports.ts";

export interface WasmEngineOptions extends CountingOptions {
  /** Tokens after which counts are put aside between parts; for tests, others have no reason to. */
  readonly tokensAtOnce?: number;
  /** Words whose company is noted before it is worked off; for tests as well. */
  readonly wordsAtOnce?: number;
}

/** The engine that scans are made with. `module` is the compiled src/audit/engine/assembly. */
export function createWasmEngine(
  module: WebAssembly.Module,
  lexicon: Lexicon,
  options: WasmEngineOptions = {},
): ScanEngine {
  return new WasmEngine(module, countedLexicon(lexicon, options), options);
}

/** Input that there is room for from the beginning. */
const inputBytes = (1 << 20) + (1 << 16);
/** Sums are 32 bits wide inside, and a window counts a word up to twenty times for each mention near it: more tokens are put aside. */
const mostTokens = 2 ** 32 / 20;

const opensFlag = 1 << 16;
const unstableFlag = 1 << 17;
const keepsOpenFlag = 0x80000000;
const termFlag = 0x40000000;
const laterFlag = 0x20000000;

const problems: readonly LineNote["problem"][] = [
  "not JSON",
  "not an object",
  "no field",
  "field is not text",
  "empty text",
  "not UTF-8",
];

class WasmEngine implements ScanEngine {
  readonly #lexicon: CountedLexicon;
  readonly #tokensAtOnce: number;
  readonly #phrases: PhraseTrie;
  readonly #memory: WebAssembly.Memory;
  readonly #wasm: WasmExports;
  #bytes: Uint8Array;
  /** Canonical forms that are not their own canonical form, by number. */
  readonly #unstable = new Map<string, number>();
  /** Counts taken early, before sums could overflow. */
  #taken: Counts[] = [];
  #strata: StrataSums;
  #field = "";
  #isStarted = false;

  // The part begun last.
  #place: PartPlace = { file: 0, byteStart: 0 };
  #passed = 0;

  constructor(
    module: WebAssembly.Module,
    lexicon: CountedLexicon,
    { tokensAtOnce = mostTokens, wordsAtOnce }: WasmEngineOptions,
  ) {
    this.#tokensAtOnce = tokensAtOnce;
    this.#lexicon = lexicon;
    this.#phrases = new PhraseTrie(lexicon);
    this.#memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536 });
    this.#bytes = new Uint8Array(this.#memory.buffer);
    const text = (place: number, length: number): string =>
      decoder.decode(this.#view().subarray(place, place + length));
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory: this.#memory,
        abort: () => {
          throw new RangeError("the scan engine ran out of memory");
        },
        canonical: (place: number, length: number, out: number) => {
          const form = canonicalForm(text(place, length));
          const { written } = encoder.encodeInto(form, this.#view().subarray(out, out + 3072));
          const flags = (keepsSentenceOpen(form) ? opensFlag : 0) | (canonicalForm(form) === form ? 0 : unstableFlag);
          return written | flags;
        },
        unstableNumber: (place: number, length: number) => this.#unstable.get(text(place, length)) ?? -1,
        rememberUnstable: (place: number, length: number, number: number) => {
          this.#unstable.set(text(place, length), number);
        },
      },
    });
    this.#wasm = instance.exports as unknown as WasmExports;
    const classes = this.#wasm.make(lexicon.empty.axes.length, lexicon.hyphens === "join" ? 1 : 0, inputBytes);
    this.#view().set(classTable, classes);
    this.#wasm.makeDone();
    if (wordsAtOnce !== undefined) this.#wasm.setNoteWords(wordsAtOnce);
    this.#strata = new StrataSums(lexicon.empty.groups.length);
  }

  get linesPassed(): number {
    return this.#wasm.lineNumber.value;
  }

  get spellings(): number {
    return this.#isStarted ? this.#wasm.spellingCount.value : 0;
  }

  input(bytes: number): Uint8Array {
    const place = this.#wasm.input(bytes);
    return this.#view().subarray(place, place + Math.max(bytes, inputBytes));
  }

  beginPart(place: PartPlace): void {
    this.#place = place;
    this.#passed = 0;
    // Between parts, because the mentions of a part are kept until they are taken.
    if (this.#isStarted && Number(this.#wasm.tokens.value) > this.#tokensAtOnce) this.#putAside();
    this.#start();
    this.#wasm.beginPart(place.byteStart);
  }

  textLines(length: number): void {
    this.#inStratum(0, () => this.#wasm.textLines(length, this.#place.file, this.#place.byteStart + this.#passed));
    this.#passed += length;
  }

  jsonLines(length: number, field: string): void {
    if (field !== this.#field) {
      const bytes = encoder.encode(field);
      if (bytes.length > 1024) throw new RangeError(`jsonLines: the field's name has ${bytes.length} bytes`);
      this.#view().set(bytes, this.#wasm.fieldPlace());
      this.#wasm.setFieldLength(bytes.length);
      this.#field = field;
    }
    this.#inStratum(0, () => this.#wasm.jsonLines(length, this.#place.file, this.#place.byteStart + this.#passed));
    this.#passed += length;
  }

  record(length: number, record: number, stratum: number): void {
    this.#inStratum(stratum, () => this.#wasm.record(length, record, this.#place.file, this.#place.byteStart));
  }

  takeMentions(): MentionPart {
    const place = this.#wasm.mentionPlace();
    const bytes = this.#view().slice(place, place + this.#wasm.mentionBytes());
    return { bytes, mentions: this.#wasm.mentionCount.value, lines: this.#wasm.lineNumber.value };
  }

  takeNotes(): LineNote[] {
    const notes: LineNote[] = [];
    const values = new Uint32Array(this.#memory.buffer, this.#wasm.notePlace(), this.#wasm.noteCount.value * 2);
    for (let index = 0; index < values.length; index += 2) {
      notes.push({ line: values[index] as number, problem: problems[(values[index + 1] as number) - 1] ?? "not JSON" });
    }
    return notes;
  }

  takeCounts(
    files: readonly string[],
    strata?: { readonly field: string; readonly values: readonly string[] },
  ): Counts {
    this.#putAside();
    const parts = this.#taken.map((counts) => withFileNames(counts, files));
    const counts = parts.length === 1 ? (parts[0] as Counts) : mergeCounts(parts);
    const tallies = strata === undefined ? [] : this.#strata.tallies(strata.values);
    this.#taken = [];
    this.#strata = new StrataSums(this.#lexicon.empty.groups.length);
    return { ...counts, stratumField: strata?.field ?? "", strata: tallies };
  }

  /** Empties the engine into `#taken`. */
  #putAside(): void {
    this.#start();
    this.#taken.push(takeWasmCounts(this.#lexicon, this.#wasm, this.#memory));
    this.#unstable.clear();
    this.#isStarted = false;
  }

  /** Runs a count and adds what it counted to the stratum. */
  #inStratum(stratum: number, count: () => void): void {
    this.#start();
    const tokens = Number(this.#wasm.tokens.value);
    const before = this.#stratumFigures();
    count();
    const after = this.#stratumFigures();
    if (after.documents > before.documents) {
      const sums = this.#strata.of(stratum);
      sums.documents += after.documents - before.documents;
      sums.sentences += after.sentences - before.sentences;
      sums.tokens += Number(this.#wasm.tokens.value) - tokens;
      for (let group = 0; group < sums.groupMentions.length; group += 1) {
        sums.groupMentions[group] =
          (sums.groupMentions[group] ?? 0) + difference(before.groupMentions, after.groupMentions, group);
        sums.groupSentences[group] =
          (sums.groupSentences[group] ?? 0) + difference(before.groupSentences, after.groupSentences, group);
        sums.groupDocuments[group] =
          (sums.groupDocuments[group] ?? 0) + difference(before.groupDocuments, after.groupDocuments, group);
      }
    }
  }

  #stratumFigures(): StratumSums {
    const { documents, sentences, tokens } = this.#wasm;
    const { axes, groups } = this.#lexicon.empty;
    const tallies = new TallyReader(this.#memory, this.#wasm.tallyPlace());
    const column = (name: TallyColumn): number[] => groups.map((_, group) => tallies.read(axes.length + group, name));
    return {
      documents: Number(documents.value),
      sentences: Number(sentences.value),
      tokens: Number(tokens.value),
      groupMentions: column("mentions"),
      groupSentences: column("sentences"),
      groupDocuments: column("documents"),
    };
  }

  /** Gives the engine the lexicon when it is empty; not before there is something to count. */
  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { empty, terms } = this.#lexicon;
    const { nodeCount, edgeCount } = this.#phrases;
    const wasm = this.#wasm;
    const number = new Map<string, number>();
    wasm.start(empty.axes.length, empty.groups.length, terms.length + 1, nodeCount, edgeCount);
    const numberOf = (word: string): number => {
      let known = number.get(word);
      if (known === undefined) number.set(word, (known = this.#intern(word)));
      return known;
    };
    for (const word of abbreviations) wasm.addFlags(numberOf(word), keepsOpenFlag);
    const tables = this.#phrases.tables(numberOf);
    for (const { word, node } of tables.beginnings) wasm.addFlags(word, termFlag | node);
    for (const word of tables.later) wasm.addFlags(word, laterFlag);
    const words = new Int32Array(this.#memory.buffer);
    words.set(this.#phrases.terms, wasm.termPlace() >> 2);
    words.set(tables.nodes, wasm.nodePlace() >> 2);
    words.set(tables.edges, wasm.edgePlace() >> 2);
    for (const [group, { group: id }] of empty.groups.entries()) {
      wasm.setAxisOfGroup(group, axisOfGroup(empty, id));
    }
  }

  #intern(word: string): number {
    const { written } = encoder.encodeInto(word, this.#view().subarray(this.#wasm.scratchPlace()));
    const number = this.#wasm.internCanonical(written, canonicalForm(word) === word ? 1 : 0);
    if (keepsSentenceOpen(word)) this.#wasm.addFlags(number, keepsOpenFlag);
    return number;
  }

  /** All memory; made anew when it has grown. */
  #view(): Uint8Array {
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = new Uint8Array(this.#memory.buffer);
    return this.#bytes;
  }
}

function difference(before: readonly number[], after: readonly number[], index: number): number {
  return (after[index] as number) - (before[index] as number);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
