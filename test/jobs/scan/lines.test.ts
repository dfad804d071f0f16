import { closeSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PartPlace, ScanEngine } from "../../../src/audit/scanEngine.ts";
import { countRange } from "../../../src/jobs/scan/countRange.ts";
import { countStream } from "../../../src/jobs/scan/countStream.ts";
import type { Stretch } from "../../../src/jobs/scan/stretch.ts";
import { temporaryFolder } from "./testCorpus.ts";

const folder = await temporaryFolder();

interface FedLine {
  readonly byte: number;
  readonly text: string;
}

/** Notes the lines that it is fed, and where they are. */
class LineRecorder implements ScanEngine {
  readonly lines: FedLine[] = [];
  readonly spellings = 0;
  #input = new Uint8Array(0);
  #at = 0;
  #feeds = 0;

  input(bytes: number): Uint8Array {
    // Always new memory: whoever kept a view from before would write into nothing.
    const larger = new Uint8Array(Math.max(bytes, this.#input.length));
    larger.set(this.#input);
    this.#input = larger;
    return larger;
  }

  beginPart({ byteStart }: PartPlace): void {
    this.#at = byteStart;
    this.#feeds = 0;
  }

  textLines(length: number): void {
    const bytes = Buffer.from(this.#input.slice(0, length));
    for (let from = 0; from < length;) {
      const feed = bytes.indexOf(0x0a, from);
      const end = feed === -1 ? length : feed;
      this.lines.push({ byte: this.#at + from, text: bytes.toString("utf8", from, end) });
      if (feed !== -1) this.#feeds += 1;
      from = end + 1;
    }
    this.#at += length;
    // As the engine of a scan does, which reads a little beyond what it is given.
    this.#input.fill(0, length, length + 64);
  }

  get linesPassed(): number {
    return this.#feeds;
  }

  takeMentions(): { bytes: Uint8Array; mentions: number; lines: number } {
    return { bytes: new Uint8Array(0), mentions: 0, lines: this.#feeds };
  }

  takeNotes(): [] {
    return [];
  }

  jsonLines(): never {
    throw new Error("not used");
  }

  record(): never {
    throw new Error("not used");
  }

  takeCounts(): never {
    throw new Error("not used");
  }
}

const character = fc.constantFrom("a", "b", " ", "\n", "\n", "\r\n", "é", "日", "😀");
const anyText = fc
  .tuple(fc.boolean(), fc.array(character, { maxLength: 60 }))
  .map(([hasMark, characters]) => (hasMark ? "\uFEFF" : "") + characters.join(""));

/** Lines by the definition: LF ends one, a byte order mark is none of the first, the end of the file needs no LF. */
function linesOf(text: string): FedLine[] {
  const bytes = Buffer.from(text);
  const lines: FedLine[] = [];
  for (let from = text.startsWith("\uFEFF") ? 3 : 0; from < bytes.length;) {
    const feed = bytes.indexOf(0x0a, from);
    const end = feed === -1 ? bytes.length : feed;
    lines.push({ byte: from, text: bytes.toString("utf8", from, end) });
    from = end + 1;
  }
  return lines;
}

async function byRanges(text: string, rangeBytes: number, maximumLineBytes: number, pieceBytes = 1 << 20) {
  const path = join(folder, "lines.txt");
  await writeFile(path, text);
  const bytes = Buffer.byteLength(text);
  const engine = new LineRecorder();
  const stretches: Stretch[] = [];
  const descriptor = openSync(path, "r");
  try {
    for (let start = 0; start < bytes; start += rangeBytes) {
      const range = { start, end: Math.min(bytes, start + rangeBytes) };
      const settings = { file: 0, field: undefined, maximumLineBytes, pieceBytes };
      const stretch = countRange(engine, descriptor, range, settings);
      if (stretch !== undefined) stretches.push(stretch);
    }
  } finally {
    closeSync(descriptor);
  }
  return { lines: engine.lines, stretches };
}

async function byStream(text: string, chunkBytes: number, stretchBytes: number, maximumLineBytes: number) {
  const bytes = Buffer.from(text);
  const engine = new LineRecorder();
  const stretches: Stretch[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
  }
  const { signal } = new AbortController();
  const settings = { file: 0, field: undefined, maximumLineBytes };
  for await (const stretch of countStream(engine, chunks(), settings, { signal, stretchBytes }))
    stretches.push(stretch);
  return { lines: engine.lines, stretches };
}

describe("lines", () => {
  test("are each in one range, whole, wherever the cuts are", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        async (text, rangeBytes, pieceBytes) => {
          const { lines, stretches } = await byRanges(text, rangeBytes, 1000, pieceBytes);
          expect(lines).toEqual(linesOf(text));
          const feeds = stretches.reduce((sum, stretch) => sum + stretch.lines, 0);
          expect(feeds).toBe(text.split("\n").length - 1);
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });

  test("come whole out of chunks of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        async (text, chunkBytes, stretchBytes) => {
          const { lines, stretches } = await byStream(text, chunkBytes, stretchBytes, 1000);
          expect(lines).toEqual(linesOf(text));
          expect(stretches.reduce((sum, stretch) => sum + stretch.lines, 0)).toBe(text.split("\n").length - 1);
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });

  test("that are too long are passed over and noted with their place, the others are not", async () => {
    const long = "x".repeat(100);
    const text = `one\n${long}\ntwo\nthree\n${long}`;
    const expected = ["one", "two", "three"];
    const placed = ({ stretches }: { readonly stretches: readonly Stretch[] }): number[] => {
      let before = 0;
      return stretches.flatMap(({ notes, lines }) => {
        const numbers = notes.flatMap((note) => note.lines.map((line) => before + line + 1));
        before += lines;
        return numbers;
      });
    };
    for (const rangeBytes of [3, 10, 30]) {
      const ranges = await byRanges(text, rangeBytes, 30);
      expect(ranges.lines.map((line) => line.text)).toEqual(expected);
      expect(placed(ranges)).toEqual([2, 5]);
    }
    for (const chunkBytes of [1, 7, 30]) {
      const stream = await byStream(text, chunkBytes, 20, 30);
      expect(stream.lines.map((line) => line.text)).toEqual(expected);
      expect(placed(stream)).toEqual([2, 5]);
    }
  });

  test.each([1, 4, 100])(
    "with NUL bytes are counted and noted, each once, read %i bytes at once",
    async (pieceBytes) => {
      const text = "one\ntw\0o\0\n\nthree\n\0four";
      const { lines, stretches } = await byRanges(text, 30, 100, pieceBytes);
      expect(lines).toEqual(linesOf(text));
      expect(stretches.map(({ notes }) => notes)).toEqual([[{ problem: "NUL", count: 2, lines: [1, 4] }]]);
    },
  );
});
