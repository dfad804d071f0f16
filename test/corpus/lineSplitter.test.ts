import { expect, test } from "vitest";
import { LineSplitter } from "../../src/corpus/lineSplitter.ts";
import { readPieces } from "../../src/corpus/pieceReader.ts";
import { inPieces } from "./temporaryFolder.ts";

async function linesOf(text: string, from = 0): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of readPieces(inPieces(Buffer.from(text), 7), new LineSplitter(), 10, from)) {
    for (const { bytes, line, byteStart, isTooLong = false } of lines) {
      found.push(`${line} @${byteStart} ${isTooLong ? "too long" : bytes.toString()}`);
    }
  }
  return found;
}

test("lines are numbered from where the reading began, and have their place in the file", async () => {
  expect(await linesOf("one\n\ntwo\n")).toEqual(["1 @0 one", "2 @4 ", "3 @5 two"]);
  expect(await linesOf("one\ntwo", 100)).toEqual(["1 @100 one", "2 @104 two"]);
});

test("a line that is longer than is kept counts as one, in the middle and at the end", async () => {
  const long = "x".repeat(45);
  expect(await linesOf(`a\n${long}\nb`)).toEqual(["1 @0 a", "2 @2 too long", "3 @48 b"]);
  expect(await linesOf(`a\n${long}`)).toEqual(["1 @0 a", "2 @2 too long"]);
  expect(await linesOf(`${"y".repeat(11)}\nb\n`)).toEqual(["1 @0 too long", "2 @12 b"]);
});
