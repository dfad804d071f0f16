import fc from "fast-check";
import { expect, test } from "vitest";
import { byteTest, findText, isMatch } from "../../../src/jobs/records/recordQuery.ts";

test("the look at bytes never excludes a record that has the text", () => {
  const letters = fc.string({
    unit: fc.constantFrom("a", "K", "k", "i", "\u212a", "\u0130", "é", "ß", " ", "\\", '"', "/", "7"),
  });
  fc.assert(
    fc.property(letters, letters, fc.boolean(), (text, wanted, isEscaped) => {
      const json = JSON.stringify({ text });
      const raw = isEscaped
        ? json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
        : json;
      const query = { text: wanted, groups: [] };
      const mayMatch = byteTest(query, "jsonl");
      if (isMatch(text, query, undefined)) expect(mayMatch?.(Buffer.from(raw))).not.toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test("it excludes records beyond ASCII that do not have the text", () => {
  const mayMatch = byteTest({ text: "Needle", groups: [] }, "jsonl");
  expect(mayMatch?.(Buffer.from('{"text": "café, “quoted”"}'))).toBe(false);
  expect(mayMatch?.(Buffer.from('{"text": "a NEEDLE in hay"}'))).toBe(true);
  expect(byteTest({ text: 'say "it"', groups: [] }, "csv")).toBeUndefined();
});

test("text is found whatever its case, also where letters change their length", () => {
  expect(findText("Nurse, NURSE", "nurse")).toEqual([
    { start: 0, end: 5 },
    { start: 7, end: 12 },
  ]);
  expect(findText("İstanbul nurse", "nurse")).toEqual([{ start: 0, end: 14 }]); // i with a dot of its own: the whole text
  expect(findText("abc", "")).toEqual([]);
});
