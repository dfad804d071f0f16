import { expect, test } from "vitest";
import type { Document } from "../../src/corpus/document.ts";
import { groupedUnits } from "../../src/jobs/groupedTexts.ts";

const record = (text: string): Document => ({
  id: text,
  text,
  raw: text,
  source: { path: "notes.txt", record: 0, line: 1, byteStart: 0 },
});

test("texts of one unit are told as such; a unit of one text needs no name", () => {
  const units = [[record("She reads.")], [record("He reads."), record("They read.")], [record("We read.")]];
  expect(groupedUnits(units)).toMatchObject([
    { text: "She reads.", groups: ["gender.female"] },
    { text: "He reads.", groups: ["gender.male"], unit: 1 },
    { text: "They read.", unit: 1 },
    { text: "We read." },
  ]);
  expect(groupedUnits(units).map((text) => "unit" in text)).toEqual([false, true, true, false]);
});
