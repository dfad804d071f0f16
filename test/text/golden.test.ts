import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { splitSentences } from "../../src/text/sentences.ts";
import { splitWords } from "../../src/text/words.ts";
import type { HyphenMode } from "../../src/text/words.ts";

const folder = resolve(import.meta.dirname, "../../../shared/golden/scan");
const present = existsSync(join(folder, "tokens.vectors.json"));

type Cell = readonly (number | string)[];

interface Vectors {
  readonly valid: readonly { readonly text: string; readonly modes: Record<HyphenMode, readonly Cell[]> }[];
  readonly invalid: readonly { readonly base64: string; readonly modes: Record<HyphenMode, readonly Cell[]> }[];
}

function cellsOf(text: string, hyphens: HyphenMode, withBytes: boolean): Cell[] {
  const words = splitWords(text, { hyphens });
  const bytes = (end: number): number => Buffer.byteLength(text.slice(0, end));
  return splitSentences(text, words).flatMap((sentence, index) =>
    words
      .slice(sentence.firstWord, sentence.lastWord)
      .map((word) =>
        withBytes ? [bytes(word.start), bytes(word.end), word.canonical, index] : [word.canonical, index],
      ),
  );
}

describe.skipIf(!present)("the vectors of scan-rule-1 (skipped where ../shared/golden is absent)", () => {
  const vectors = present
    ? (JSON.parse(readFileSync(join(folder, "tokens.vectors.json"), "utf8")) as Vectors)
    : { valid: [], invalid: [] };

  test.each(["split", "join"] as const)("words and sentences match byte for byte with hyphens %s", (hyphens) => {
    expect(vectors.valid.length).toBe(66);
    for (const { text, modes } of vectors.valid) {
      expect({ text, cells: cellsOf(text, hyphens, true) }).toEqual({ text, cells: modes[hyphens] });
    }
  });

  test.each(["split", "join"] as const)("broken bytes are separators with hyphens %s", (hyphens) => {
    expect(vectors.invalid.length).toBe(13);
    for (const { base64, modes } of vectors.invalid) {
      const text = new TextDecoder().decode(Buffer.from(base64, "base64"));
      expect({ base64, cells: cellsOf(text, hyphens, false) }).toEqual({ base64, cells: modes[hyphens] });
    }
  });
});
