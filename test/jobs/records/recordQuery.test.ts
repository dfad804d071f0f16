import { expect, test } from "vitest";
import { findText, holdsText } from "../../../src/jobs/records/recordQuery.ts";

test("text is found whatever its case, also where letters change their length", () => {
  expect(findText("Nurse, NURSE", "nurse")).toEqual([
    { start: 0, end: 5 },
    { start: 7, end: 12 },
  ]);
  expect(findText("İstanbul nurse", "nurse")).toEqual([{ start: 0, end: 14 }]); // i with a dot of its own: the whole text
  expect(findText("abc", "")).toEqual([]);
});

test("a text holds what is found in it, and nothing in particular", () => {
  expect(holdsText("İstanbul NURSE", "nurse")).toBe(true);
  expect(holdsText("a nun", "nurse")).toBe(false);
  expect(holdsText("abc", "")).toBe(true);
});
