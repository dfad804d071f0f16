import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createPlainEngine } from "../../../src/audit/engine/plainEngine.ts";
import { createWasmEngine } from "../../../src/audit/engine/wasmEngine.ts";
import { mergeCounts } from "../../../src/audit/mergeCounts.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { bundledLexicon } from "../../../src/lexicon/bundledLexicon.ts";
import { jsonLine, textField } from "./awkwardJson.ts";
import { awkwardLexicon } from "./awkwardLexicon.ts";
import { textLine } from "./awkwardText.ts";
import { plainCounts, resultOf } from "./sameResult.ts";
import type { EngineInput } from "./sameResult.ts";

const wasmFile = resolve(import.meta.dirname, "../../../dist/scan-engine.wasm");
const module = new WebAssembly.Module(readFileSync(wasmFile));

vi.setConfig({ testTimeout: 120_000 });

/** What differs is said by name: the whole of it would be megabytes. */
function expectSame(input: EngineInput, { lexicon = awkwardLexicon, wordsAtOnce = 1 << 20 } = {}): void {
  const plain = resultOf(createPlainEngine(lexicon), input, textField);
  const wasm = resultOf(createWasmEngine(module, lexicon, { wordsAtOnce }), input, textField);
  const { counts: plainOnes, ...plainRest } = plain;
  const { counts: wasmOnes, ...wasmRest } = wasm;
  expect(differing({ ...plainOnes, ...plainRest }, { ...wasmOnes, ...wasmRest })).toEqual([]);
  expect(plain.counts.totals.documents).toBeGreaterThan(0);
}

function differing(one: object, other: object): string[] {
  const of = (value: object, key: string): string => JSON.stringify((value as Record<string, unknown>)[key]);
  return Object.keys(one).filter((key) => of(one, key) !== of(other, key));
}

const lines = (pieces: readonly Uint8Array[]): Buffer =>
  Buffer.concat(pieces.flatMap((piece) => [piece, Buffer.from("\n")]));

/** Words of two to four syllables and some terms, most of them rare. */
function manyWords(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const syllables = ["ba", "cé", "di", "fo", "gu", "hä", "jo", "ka", "li", "Mo", "né", "pu", "ро", "ти", "한", "wa"];
  const terms = [
    "she",
    "he",
    "her",
    "man",
    "woman",
    "black woman",
    "African-American",
    "white",
    "J",
    "女性",
    "white house",
  ];
  return Array.from({ length: count }, () => {
    if (random.next() < 0.04) return terms[random.integer(terms.length)] as string;
    const length = 2 + random.integer(3);
    return Array.from({ length }, () => syllables[random.integer(syllables.length)] as string).join("");
  });
}

describe("both engines count the same", () => {
  test.each([
    ["text", textLine],
    ["json", jsonLine],
  ] as const)("in one call with a thousand awkward lines of %s", (kind, line) => {
    const pieces = fc.sample(line, { numRuns: 1000, seed: 5 });
    expectSame({ kind, byteStart: 0, pieces: [lines(pieces)] });
  });

  test("where the vocabulary, and the company of words, make tables grow", () => {
    const words = manyWords(80_000, 6);
    const texts = Array.from({ length: 2000 }, (_, index) => words.slice(index * 40, (index + 1) * 40).join(" "));
    expect(new Set(words).size).toBeGreaterThan(20_000);
    expectSame({ kind: "text", byteStart: 0, pieces: [lines(texts.map((text) => Buffer.from(text)))] });
  });

  test.each([1 << 20, 500])(
    "where few words meet the same terms tens of thousands of times, %i words at once",
    (wordsAtOnce) => {
      // Sums of the common words pass 2^8 and 2^16 within and across the stretches that are worked off at once.
      const words = ["she", "he", "white", "the", "the", "of", "nurse", "woman", "woman", "man"];
      const random = seededRandom(11);
      const texts = Array.from({ length: 6000 }, () =>
        Array.from({ length: 30 }, () => words[random.integer(words.length)] as string).join(" "),
      );
      const input = { kind: "text", byteStart: 0, pieces: [lines(texts.map((text) => Buffer.from(text)))] } as const;
      expectSame(input, { wordsAtOnce });
    },
  );

  test("where long sentences hold many terms of one group", () => {
    const lexicon = bundledLexicon();
    const terms = lexicon.groups.flatMap(({ id, terms: all }) =>
      id === "gender.female" ? all.map(({ text }) => text) : [],
    );
    expect(terms.length).toBeGreaterThan(30);
    const sentence = Array.from({ length: 40 }, () => terms.join(" the ")).join(" ");
    const bytes = Buffer.from(Array.from({ length: 6 }, () => sentence).join(" "));
    expectSame({ kind: "text", byteStart: 0, pieces: [bytes, bytes] }, { lexicon });
  });

  test("where samples keep only some of the documents and sentences", () => {
    const documents = Array.from({ length: 70_000 }, (_, index) => `w${index}`);
    const words = manyWords(60_000, 9);
    const sentences = Array.from(
      { length: 10_000 },
      (_, index) => `${words.slice(index * 6, (index + 1) * 6).join(" ")}。`,
    );
    const text = Buffer.from([...documents, sentences.join("")].join("\n"));
    expectSame({ kind: "text", byteStart: 0, pieces: [text] });
  });

  test.each(["text", "json", "records"] as const)("in one long document, as %s", (kind) => {
    const text = manyWords(30_000, 7).join(" ");
    const bytes = Buffer.from(kind === "json" ? JSON.stringify({ id: 1, text }) : text);
    expect(bytes.length).toBeGreaterThan(200_000);
    expectSame({ kind, byteStart: 0, pieces: [bytes] });
  });

  test("wherever lines begin and end", () => {
    // Each line is a byte longer than the one before: every place of a word against every boundary of blocks.
    const texts = Array.from(
      { length: 400 },
      (_, index) => `${"x".repeat(index % 200)} she's é, a woman. Dr. J. said 한국인!`,
    );
    expectSame({ kind: "text", byteStart: 0, pieces: [lines(texts.map((text) => Buffer.from(text)))] });
  });
});

test("counts of parts, by several engines, add up to those of the whole", () => {
  const words = manyWords(30_000, 8);
  const parts = Array.from({ length: 6 }, (_, part) =>
    Array.from({ length: 125 }, (__, index) => {
      const start = (part * 125 + index) * 40;
      return Buffer.from(`${words.slice(start, start + 40).join(" ")}.\n`);
    }),
  ).map((ofPart) => Buffer.concat(ofPart));
  const count = (byteStart: number, bytes: Uint8Array) => {
    const engine = createWasmEngine(module, awkwardLexicon);
    engine.beginPart({ file: 0, byteStart });
    engine.input(bytes.length).set(bytes);
    engine.textLines(bytes.length);
    return engine.takeCounts(["a.txt"]);
  };
  const starts = parts.map((_, part) => parts.slice(0, part).reduce((sum, { length }) => sum + length, 0));
  const whole = count(0, Buffer.concat(parts));
  const merged = mergeCounts(parts.map((bytes, part) => count(starts[part] as number, bytes)).toReversed());
  expect(JSON.stringify(plainCounts(merged))).toBe(JSON.stringify(plainCounts(whole)));
});

test("counts that were put aside between parts add up, and no mention is lost", () => {
  const parts = ["She saw her. He left.\n", "A black woman met him.\n", "The man said she knew.\n"].map((text) =>
    Buffer.from(text),
  );
  const [whole, inPieces] = [Number.MAX_SAFE_INTEGER, 1].map((tokensAtOnce) => {
    const engine = createWasmEngine(module, awkwardLexicon, { tokensAtOnce });
    const mentions = parts.map((part, index) => {
      engine.beginPart({ file: 0, byteStart: index * 100 });
      engine.input(part.length).set(part);
      engine.textLines(part.length);
      return Buffer.from(engine.takeMentions().bytes).toString("hex");
    });
    return { mentions, counts: plainCounts(engine.takeCounts(["a.txt"])) };
  });
  expect(inPieces).toEqual(whole);
  expect(whole?.mentions.every((block) => block.length > 0)).toBe(true);
});
