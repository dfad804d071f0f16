import type { CompanyColumns, Counts, Tally } from "../counts.ts";
import { hashSampleLimit, sentenceSampleLimit } from "../dataHashes.ts";
import type { HashEntry, HashSample } from "../hashSample.ts";
import type { CountedLexicon, CountedTerm } from "./countedLexicon.ts";
import type { WasmExports } from "./wasmExports.ts";

const tallyColumns = { mentions: 0, sentences: 1, documents: 2, tokens: 3, sentencesHalf: 4 } as const;
const tallyWidth = 6;

export type TallyColumn = keyof typeof tallyColumns;

/** Reads what the engine has counted by unit: axes first, then groups, then terms. */
export class TallyReader {
  readonly #words: Uint32Array;

  constructor(memory: WebAssembly.Memory, place: number) {
    this.#words = new Uint32Array(memory.buffer, place);
  }

  read(unit: number, column: TallyColumn): number {
    const at = (unit * tallyWidth + tallyColumns[column]) * 2;
    return (this.#words[at] as number) + (this.#words[at + 1] as number) * 2 ** 32;
  }
}

/**
 * The counts of the engine, which has to be emptied afterwards. Strata are left out, and the examples of `observations` name files by
 * number; see `withFileNames`.
 */
export function takeWasmCounts(lexicon: CountedLexicon, wasm: WasmExports, memory: WebAssembly.Memory): Counts {
  const { empty, terms } = lexicon;
  const tallies = new TallyReader(memory, wasm.tallyPlace());
  const firstGroup = empty.axes.length;
  const firstTerm = firstGroup + empty.groups.length;
  const tally = (unit: number, ambiguousMentions: number): Tally => ({
    mentions: tallies.read(unit, "mentions"),
    ambiguousMentions,
    sentences: tallies.read(unit, "sentences"),
    documents: tallies.read(unit, "documents"),
    tokens: tallies.read(unit, "tokens"),
    sentencesHalf: tallies.read(unit, "sentencesHalf"),
  });
  const ofAxes = empty.axes.map(() => 0);
  const ofGroups = empty.groups.map(() => 0);
  const termTallies = empty.terms.map((named, index) => {
    const { term, axis, group } = terms[index] as CountedTerm;
    const ambiguous = term.ambiguous === true ? tallies.read(firstTerm + index, "mentions") : 0;
    ofAxes[axis] = (ofAxes[axis] ?? 0) + ambiguous;
    ofGroups[group] = (ofGroups[group] ?? 0) + ambiguous;
    return { ...named, ...tally(firstTerm + index, ambiguous) };
  });
  const axisTallies = empty.axes.map((named, index) => ({ ...named, ...tally(index, ofAxes[index] ?? 0) }));
  const groupTallies = empty.groups.map((named, index) => ({
    ...named,
    ...tally(firstGroup + index, ofGroups[index] ?? 0),
  }));
  return {
    ...empty,
    totals: {
      documents: Number(wasm.documents.value),
      sentences: Number(wasm.sentences.value),
      tokens: Number(wasm.tokens.value),
      sentencesHalf: Number(wasm.sentencesOfHalf.value),
    },
    axes: axisTallies,
    groups: groupTallies,
    terms: termTallies,
    observations: {
      invalidDocuments: Number(wasm.invalidDocuments.value),
      documents: sampleOf(0, wasm, memory),
      sentences: sampleOf(1, wasm, memory),
      nearDocuments: sampleOf(2, wasm, memory),
    },
    ...wordColumns(wasm, memory),
  };
}

type WordColumns = Pick<
  Counts,
  | "words"
  | "wordTokens"
  | "wordSentences"
  | "wordDocuments"
  | "wordSentencesHalf"
  | "axisCompany"
  | "groupCompany"
  | "termCompany"
>;

/** Figures of a word in a chunk, and of a pair; see assembly/export.ts. */
const wordWidth = 8;
const pairWidth = 5;

function wordColumns(wasm: WasmExports, memory: WebAssembly.Memory): WordColumns {
  const count = wasm.startExport();
  const starts = new Uint32Array(count + 1);
  const figures = [0, 1, 2, 3].map(() => new Uint32Array(count)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const bytes = new Uint8Array(wasm.exportedBytes.value);
  const companies = [wasm.exportedAxisPairs, wasm.exportedGroupPairs, wasm.exportedTermPairs].map(
    ({ value }) => new CompanyBuilder(count, value),
  ) as [CompanyBuilder, CompanyBuilder, CompanyBuilder];
  let filled = 0;
  let word = 0;
  while (word < count) {
    const written = wasm.exportChunk(word);
    if (written === 0) throw new RangeError("the scan engine gave no words");
    const words = new Uint32Array(memory.buffer, wasm.chunkWordPlace(), written * wordWidth);
    let end = filled;
    for (let index = 0; index < written; index += 1) {
      const at = index * wordWidth;
      for (let figure = 0; figure < 4; figure += 1) {
        (figures[figure] as Uint32Array)[word + index] = words[at + figure] as number;
      }
      end += words[at + 4] as number;
      starts[word + index + 1] = end;
      for (let kind = 0; kind < 3; kind += 1) {
        (companies[kind] as CompanyBuilder).addPairs(word + index, words[at + 5 + kind] as number);
      }
    }
    bytes.set(new Uint8Array(memory.buffer, wasm.chunkBytePlace(), end - filled), filled);
    filled = end;
    for (let kind = 0; kind < 3; kind += 1) {
      const company = companies[kind] as CompanyBuilder;
      company.append(new Uint32Array(memory.buffer, wasm.chunkPairPlace(kind), company.pending * pairWidth));
    }
    word += written;
  }
  return {
    words: { bytes, starts },
    wordTokens: figures[0],
    wordSentences: figures[1],
    wordDocuments: figures[2],
    wordSentencesHalf: figures[3],
    axisCompany: companies[0].columns(),
    groupCompany: companies[1].columns(),
    termCompany: companies[2].columns(),
  };
}

/** Columns that are filled chunk by chunk; made at their size at once, because room to grow would be memory for nothing. */
class CompanyBuilder {
  readonly #starts: Uint32Array;
  readonly #unit: Uint16Array;
  readonly #figures: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  #announced = 0;
  #filled = 0;

  constructor(words: number, pairs: number) {
    this.#starts = new Uint32Array(words + 1);
    this.#unit = new Uint16Array(pairs);
    this.#figures = [new Uint32Array(pairs), new Uint32Array(pairs), new Uint32Array(pairs), new Uint32Array(pairs)];
  }

  /** Pairs announced by `addPairs` and not yet appended. */
  get pending(): number {
    return this.#announced - this.#filled;
  }

  addPairs(word: number, pairs: number): void {
    this.#announced += pairs;
    this.#starts[word + 1] = this.#announced;
  }

  /** @param pairs [pairs, 5] unit, sentences, tokens, window, sentences of the first half */
  append(pairs: Uint32Array): void {
    const [sentences, tokens, window, sentencesHalf] = this.#figures;
    for (let at = 0, pair = this.#filled; at < pairs.length; at += pairWidth, pair += 1) {
      this.#unit[pair] = pairs[at] as number;
      sentences[pair] = pairs[at + 1] as number;
      tokens[pair] = pairs[at + 2] as number;
      window[pair] = pairs[at + 3] as number;
      sentencesHalf[pair] = pairs[at + 4] as number;
    }
    this.#filled = this.#announced;
  }

  columns(): CompanyColumns {
    const [sentences, tokens, window, sentencesHalf] = this.#figures;
    return { starts: this.#starts, unit: this.#unit, sentences, tokens, window, sentencesHalf };
  }
}

/** An entry: u64 hash, u64 byte, u32 count, u32 file. */
const entryBytes = 24;

function sampleOf(sample: number, wasm: WasmExports, memory: WebAssembly.Memory): HashSample {
  const place = wasm.allocate(wasm.sampleBytes(sample) + 64);
  const count = wasm.exportSample(sample, place);
  const view = new DataView(memory.buffer, place, count * entryBytes);
  const entries: HashEntry[] = [];
  for (let at = 0; at < count * entryBytes; at += entryBytes) {
    entries.push({
      hash: view.getBigUint64(at, true),
      count: view.getUint32(at + 16, true),
      file: String(view.getUint32(at + 20, true)),
      byte: Number(view.getBigUint64(at + 8, true)),
    });
  }
  return { limit: sample === 1 ? sentenceSampleLimit : hashSampleLimit, entries, total: wasm.sampleTotal(sample) };
}

/** Puts names for the numbers of files; numbers ascend with the names, so that the first places stay the first. */
export function withFileNames(counts: Counts, files: readonly string[]): Counts {
  const named = (sample: HashSample): HashSample => ({
    ...sample,
    entries: sample.entries.map((entry) => ({ ...entry, file: files[Number(entry.file)] ?? "" })),
  });
  const { documents, sentences, nearDocuments } = counts.observations;
  return {
    ...counts,
    observations: {
      ...counts.observations,
      documents: named(documents),
      sentences: named(sentences),
      nearDocuments: named(nearDocuments),
    },
  };
}

export function axisOfGroup(counts: Counts, group: string): number {
  return counts.axes.findIndex(({ axis }) => group.startsWith(`${axis}.`));
}
