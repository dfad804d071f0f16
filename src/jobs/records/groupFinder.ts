import { createWasmEngine } from "../../audit/engine/wasmEngine.ts";
import { decodeMentions } from "../../audit/mentionBlock.ts";
import type { ScanEngine } from "../../audit/scanEngine.ts";
import type { Axis } from "../../lexicon/axis.ts";
import type { Group, Lexicon } from "../../lexicon/lexicon.ts";
import { compiledEngine } from "../scan/compiledEngine.ts";
import { countingLexicon, numberedTerms } from "../scan/countingLexicon.ts";

/** Spellings and tokens after which the engine's counts, which nobody wants here, are thrown away. */
const most = { spellings: 500_000, bytes: 1 << 29 } as const;

/**
 * Finds texts that name one of some groups, with the engine of the scan: ten times as fast as matching them one by one,
 * by the same rule.
 */
export class GroupFinder {
  readonly #engine: ScanEngine;
  /** By the number of a term: 1 when it names a group that is looked for. */
  readonly #isWanted: Uint8Array;
  #bytes = 0;

  /** @param groups not empty; other groups of their axes are matched as well, because the longest term wins */
  static async load(lexicon: Lexicon, groups: readonly Group[]): Promise<GroupFinder> {
    return new GroupFinder(await compiledEngine(), lexicon, groups);
  }

  private constructor(module: WebAssembly.Module, lexicon: Lexicon, groups: readonly Group[]) {
    const axes: readonly Axis[] = [...new Set(groups.map(({ axis }) => axis))];
    const wanted = new Set(groups.map(({ id }) => id));
    this.#engine = createWasmEngine(module, lexicon, { axes });
    this.#isWanted = Uint8Array.from(numberedTerms(countingLexicon(lexicon, axes)), ({ group }) =>
      wanted.has(group) ? 1 : 0,
    );
  }

  /**
   * One place in each line that names one of the groups, as offsets in `bytes`, in order.
   *
   * @param bytes whole lines
   * @param field top-level field of JSON lines that holds the text; undefined for plain text
   */
  places(bytes: Uint8Array, field: string | undefined): number[] {
    this.#begin(bytes.length);
    this.#engine.input(bytes.length).set(bytes);
    if (field === undefined) this.#engine.textLines(bytes.length);
    else this.#engine.jsonLines(bytes.length, field);
    const places: number[] = [];
    let lastLine = -1;
    for (const { term, line, byteStart } of decodeMentions(this.#engine.takeMentions().bytes, 0)) {
      if (line === lastLine || this.#isWanted[term] !== 1) continue;
      lastLine = line;
      places.push(byteStart);
    }
    return places;
  }

  /** The numbers of the texts that name one of the groups, in order. */
  naming(texts: readonly string[]): number[] {
    this.#begin(texts.reduce((sum, { length }) => sum + length, 0));
    for (const [number, text] of texts.entries()) {
      const { written } = encoder.encodeInto(text, this.#engine.input(3 * text.length));
      this.#engine.record(written, number, 0);
    }
    const mentions = decodeMentions(this.#engine.takeMentions().bytes, 0);
    return [...new Set([...mentions].filter(({ term }) => this.#isWanted[term] === 1).map(({ line }) => line))];
  }

  #begin(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > most.bytes || this.#engine.spellings > most.spellings) {
      this.#engine.takeCounts([""]);
      this.#bytes = bytes;
    }
    this.#engine.beginPart({ file: 0, byteStart: 0 });
  }
}

const encoder = new TextEncoder();
