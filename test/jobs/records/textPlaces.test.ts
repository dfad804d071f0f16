import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsText } from "../../../src/jobs/records/recordQuery.ts";
import { textPlaces } from "../../../src/jobs/records/textPlaces.ts";

test("no record that has the text is without a place", () => {
  const letters = fc.string({
    unit: fc.constantFrom(
      "a",
      "K",
      "k",
      "i",
      "\u212a",
      "\u0130",
      "\u0307",
      "é",
      "É",
      "Σ",
      "σ",
      "ς",
      "ß",
      "ẞ",
      "Å",
      "å",
      "\u212b",
      "ж",
      "Ж",
      "𐐀",
      "𐐨",
      " ",
      "\\",
      '"',
      "/",
      "\n",
      ".",
      "(",
      "7",
    ),
  });
  fc.assert(
    fc.property(letters, letters, fc.boolean(), (text, wanted, isEscaped) => {
      const json = JSON.stringify({ text });
      const raw = isEscaped
        ? json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
        : json;
      const places = textPlaces(wanted, "jsonl");
      if (holdsText(text, wanted)) expect(places?.(Buffer.from(raw)).length).not.toBe(0);
    }),
    { numRuns: 5000 },
  );
});

test("one place is given for each line that has the text, and none for others", () => {
  const bytes = Buffer.from('{"text": "café, “quoted”"}\n{"text": "a NEEDLE in hay, needle"}\n{"text": "Needle"}\n');
  expect(textPlaces("Needle", "jsonl")?.(bytes)).toEqual([bytes.indexOf("NEEDLE"), bytes.indexOf("Needle")]);
  expect(textPlaces("CAFÉ", "jsonl")?.(bytes)).toEqual([bytes.indexOf("café")]);
});

test("a line in which an escape may hide the text has a place, others of the same bytes have none", () => {
  const bytes = Buffer.from('{"text": "nothing"}\n{"text": "n\\u0065edle"}\n');
  expect(textPlaces("needle", "jsonl")?.(bytes)).toEqual([bytes.indexOf("\\u")]);
});

test("the longest part that every format writes alike is looked for; without one there is no look", () => {
  const bytes = Buffer.from('text\n"say ""hello"" now"\n');
  expect(textPlaces('"hello" now', "csv")?.(bytes)).toEqual([bytes.indexOf("hello")]);
  expect(textPlaces('"\\"', "csv")).toBeUndefined();
});
