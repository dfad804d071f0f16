import { describe, expect, test } from "vitest";
import fc from "fast-check";
import type { Document } from "../../src/corpus/document.ts";
import { rawWithEdits, splice } from "../../src/corpus/rawEdits.ts";
import { readRecord } from "../../src/corpus/readRecord.ts";

function jsonl(raw: string | Buffer, field = "text"): Document {
  const place = { path: "a.jsonl", name: "a.jsonl", format: "jsonl", field, record: 0 } as const;
  const result = readRecord({ bytes: Buffer.from(raw), line: 1, byteStart: 0 }, place);
  if (result.kind !== "document") throw new Error(result.kind);
  return result.document;
}

function row(raw: string, start: number, end: number, isQuoted: boolean): Document {
  const inner = raw.slice(start, end);
  const hasDoubledQuotes = isQuoted && inner.includes('""');
  const text = hasDoubledQuotes ? inner.replaceAll('""', '"') : inner;
  const source = { path: "a.csv", record: 0, line: 2, byteStart: 0 };
  return {
    id: "1",
    text,
    source,
    raw,
    field: "t",
    format: "csv",
    cell: { start, end, isQuoted, hasDoubledQuotes, cells: 3 },
  };
}

describe("edits of a raw record", () => {
  test("leave escapes, key order and number spelling as they stand", () => {
    const document = jsonl('{ "n": 1.50e0, "text": "\\u00c9t\\u00e9: she\\tsat\\/" , "z":0 }');
    expect(document.text).toBe("Été: she\tsat/");
    expect(rawWithEdits(document, [{ start: 5, end: 8, after: "he" }])).toBe(
      '{ "n": 1.50e0, "text": "\\u00c9t\\u00e9: he\\tsat\\/" , "z":0 }',
    );
  });

  test("escape what JSON must escape, and stay ASCII where the record is", () => {
    expect(rawWithEdits(jsonl('{"text": "she"}'), [{ start: 0, end: 3, after: '"’' }])).toBe('{"text": "\\"\\u2019"}');
    expect(rawWithEdits(jsonl('{"text": "é she"}'), [{ start: 2, end: 5, after: "’" }])).toBe('{"text": "é ’"}');
  });

  test("keep bytes that are not UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from('{"text": "'), Buffer.from([0xff, 0xe2, 0x82]), Buffer.from(' she é"}')]);
    const document = jsonl(bytes);
    const at = document.text.indexOf("she");
    const changed = rawWithEdits(document, [{ start: at, end: at + 3, after: "he" }]);
    expect(Buffer.from(changed as Uint8Array).toString("latin1")).toBe(bytes.toString("latin1").replace("she", "he"));
  });

  test("double quotes inside a quoted cell and count those that are there", () => {
    const raw = '7,"a ""b"" she",x';
    expect(rawWithEdits(row(raw, 3, 14, true), [{ start: 6, end: 9, after: 'h"e' }])).toBe('7,"a ""b"" h""e",x');
  });

  test("quote a cell that would be split by its new text", () => {
    expect(rawWithEdits(row("7,she,x", 2, 5, false), [{ start: 0, end: 3, after: "he, too" }])).toBe('7,"he, too",x');
    expect(rawWithEdits(row("7,she,x", 2, 5, false), [{ start: 0, end: 3, after: "he" }])).toBe("7,he,x");
  });

  test("give the edited text back when the record is read again, whatever stands around", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string(),
        fc.string({ unit: "grapheme" }),
        (before, after, end) => {
          const text = `${before}she${end}.`; // never blank: such a record is passed over
          const at = before.length;
          const raw = rawWithEdits(jsonl(JSON.stringify({ a: [1], text })), [{ start: at, end: at + 3, after }]);
          expect(jsonl(raw as string).text).toBe(splice(text, [{ start: at, end: at + 3, after }]));
        },
      ),
    );
  });
});
