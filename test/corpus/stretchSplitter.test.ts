import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPieces } from "../../src/corpus/pieceReader.ts";
import { linesAt, StretchSplitter } from "../../src/corpus/stretchSplitter.ts";

const limit = 12;

/** Lines with their places, as the splitter gives them in stretches. */
async function linesOf(text: string, chunkBytes: number): Promise<(readonly [number, string])[]> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  }
  const lines: (readonly [number, string])[] = [];
  for await (const stretches of readPieces(chunks(), new StretchSplitter(), limit)) {
    for (const stretch of stretches) {
      let start = stretch.byteStart;
      for (const line of stretch.bytes.toString().replace(/\n$/, "").split("\n")) {
        lines.push([start, line]);
        start += line.length + 1;
      }
    }
  }
  return lines;
}

test("whole lines come in stretches, however the file is read, without those that are too long", async () => {
  const line = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 20 });
  const file = fc.array(line, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(file, fc.integer({ min: 1, max: limit }), fc.boolean(), async (lines, chunkBytes, isEnded) => {
      let start = 0;
      const expected = lines.flatMap((text) => {
        const place = [start, text] as const;
        start += text.length + 1;
        return text.length > limit ? [] : [place];
      });
      const text = lines.join("\n") + (isEnded ? "\n" : "");
      const found = await linesOf(text, chunkBytes);
      expect(found.filter(([, kept]) => kept !== "")).toEqual(expected.filter(([, kept]) => kept !== ""));
    }),
    { numRuns: 500 },
  );
});

describe("lines at places", () => {
  const bytes = Buffer.from("one\ntwo\n\nfour");

  test("each is given once, without its end", () => {
    expect(linesAt(bytes, [0, 2, 5, 9, 12])).toEqual([
      { start: 0, end: 3 },
      { start: 4, end: 7 },
      { start: 9, end: 13 },
    ]);
  });

  test("a place at a line's end belongs to that line", () => {
    expect(linesAt(bytes, [3, 8])).toEqual([
      { start: 0, end: 3 },
      { start: 8, end: 8 },
    ]);
  });
});
