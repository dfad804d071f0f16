import { expect, test } from "vitest";
import type { Document } from "../../src/corpus/document.ts";
import { DocumentDraw, drawDocuments, drawFromUnits, drawnWarnings } from "../../src/jobs/documentDraw.ts";

const documents = Array.from({ length: 300 }, (_, at): Document => {
  const text = `Letter ${at}.`;
  return { id: `r${at}`, text, raw: text, source: { path: "letters.txt", record: at, line: at + 1, byteStart: 0 } };
});
const idsOf = (drawn: readonly Document[]): string[] => drawn.map(({ id }) => id);

test("draws as many as asked for, in their order, the same whatever order they come in", () => {
  const drawn = drawDocuments(documents, 40, 1);
  expect(drawn).toHaveLength(40);
  expect(drawn).toEqual(documents.filter((document) => drawn.includes(document)));
  expect(new Set(idsOf(drawDocuments(documents.toReversed(), 40, 1)))).toEqual(new Set(idsOf(drawn)));
  expect(idsOf(drawDocuments(documents, 40, 2))).not.toEqual(idsOf(drawn));
});

test("a document less moves at most one other", () => {
  const drawn = idsOf(drawDocuments(documents, 40, 1));
  const fewer = idsOf(drawDocuments(documents.slice(1), 40, 1));
  expect(fewer.filter((id) => !drawn.includes(id)).length).toBe(drawn.includes("r0") ? 1 : 0);
  const without = idsOf(
    drawDocuments(
      documents.filter(({ id }) => id !== drawn[7]),
      40,
      1,
    ),
  );
  expect(without.filter((id) => !drawn.includes(id))).toHaveLength(1);
});

test("draws of units what it draws of their documents, and keeps what belongs together", () => {
  const units = Array.from({ length: 100 }, (_, at) => documents.slice(3 * at, 3 * at + 3));
  const drawn = drawFromUnits(units, 40, 1);
  expect(drawn.flat()).toEqual(drawDocuments(documents, 40, 1));
  expect(drawn.every((few) => units.some((unit) => few.every((document) => unit.includes(document))))).toBe(true);
  expect(drawn.every((few) => few.length > 0)).toBe(true);
});

test("takes all where there are no more, and says so only where some are left out", () => {
  const draw = new DocumentDraw(300, 1);
  for (const document of documents) draw.offer(document);
  expect(draw.drawn()).toEqual(documents);
  expect(draw.offered).toBe(300);
  expect(drawnWarnings(300, 300, "held-out records", 1)).toEqual([]);
  expect(drawnWarnings(2000, 10_000, "held-out records", 7)).toEqual([
    "Measured on 2,000 of the 10,000 held-out records, drawn with seed 7.",
  ]);
});
