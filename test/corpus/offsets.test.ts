import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document } from "../../src/corpus/document.ts";
import { jsonStringSpan } from "../../src/corpus/jsonStringSpan.ts";
import { textAround } from "../../src/corpus/keywordInContext.ts";
import { positionInFile } from "../../src/corpus/offsets.ts";
import { readRecord } from "../../src/corpus/readRecord.ts";
import { utf8PrefixBytes } from "../../src/corpus/utf8Prefix.ts";

function document(raw: string | Uint8Array, field?: string): Document {
  const result = readRecord(
    { bytes: Buffer.from(raw as string), line: 3, byteStart: 100 },
    { path: "x", name: "x", record: 2, format: field === undefined ? "text" : "jsonl", field: field ?? "" },
  );
  if (result.kind !== "document") throw new Error(`a document was expected: ${JSON.stringify(result)}`);
  return result.document;
}

describe("positionInFile", () => {
  test("counts columns in UTF-16 units and bytes in UTF-8", () => {
    // é is 2 bytes and 1 unit, 😀 is 4 bytes and 2 units
    expect(positionInFile(document("é😀 she"), 4)).toEqual({ line: 3, column: 4, byte: 107 });
  });

  test("finds the place in the raw record, past escapes", () => {
    const record = document(String.raw`{"n": "she", "text": "caf\u00e9 \"she\" 😀 her"}`, "text");
    const she = positionInFile(record, record.text.indexOf("she"));
    expect(record.raw.slice(she.column, she.column + 3)).toBe("she");
    expect(she.column).toBe(record.raw.lastIndexOf("she"));
    const her = positionInFile(record, record.text.indexOf("her"));
    expect(record.raw.slice(her.column)).toBe('her"}');
    expect(her.byte).toBe(100 + Buffer.byteLength(record.raw.slice(0, her.column)));
  });

  test("stays exact where bytes are broken", () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xe2, 0x82]), Buffer.from("é she")]);
    const record = document(bytes);
    expect(record.text).toBe("\uFFFD\uFFFDé she");
    expect(positionInFile(record, 4)).toEqual({ line: 3, column: 4, byte: 100 + 3 + 2 + 1 });
  });

  test("refuses an offset outside the text", () => {
    expect(() => positionInFile(document("she"), 4)).toThrow(RangeError);
  });

  test("any text in any record: the raw slice parses back to the piece", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.jsonValue(), fc.nat(), (text, other, seed) => {
        fc.pre(text.trim() !== "");
        const record = document(JSON.stringify({ other, a: { text: "decoy" }, text, tail: [other] }), "text");
        const offset = seed % (record.text.length + 1);
        const { column } = positionInFile(record, offset);
        const start = positionInFile(record, 0).column;
        expect(JSON.parse(`"${record.raw.slice(start, column)}"`)).toBe(text.slice(0, offset));
      }),
    );
  });
});

describe("jsonStringSpan", () => {
  test("follows a path, prefers a key of the whole name, and takes the last of equal keys", () => {
    const slice = (raw: string, field: string): string | undefined => {
      const span = jsonStringSpan(raw, field);
      return span && raw.slice(span.start, span.end);
    };
    expect(slice('{"a": {"b": "in"}, "a.b": "out"}', "a.b")).toBe("out");
    expect(slice('{"a": {"x": [{"b": 1}], "b": "in"}}', "a.b")).toBe("in");
    expect(slice('{"t": "first", "t" : "second"}', "t")).toBe("second");
    expect(slice('{"t": 1}', "t")).toBeUndefined();
  });
});

describe("utf8PrefixBytes", () => {
  test("agrees with the decoder on every prefix of any bytes", () => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x41, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (values) => {
        const bytes = Uint8Array.from(values);
        const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
        const text = decoder.decode(bytes);
        expect(Buffer.from(bytes).toString("utf8")).toBe(text);
        let units = 0;
        for (const character of text) {
          units += character.length;
          const rest = decoder.decode(bytes.subarray(utf8PrefixBytes(bytes, units)));
          expect(rest).toBe(text.slice(units));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("textAround", () => {
  test("cuts between words and says where text was left out", () => {
    const text = `${"many words here ".repeat(10)}she${" and then more".repeat(10)}`;
    const start = text.indexOf("she");
    const shown = textAround(text, { start, end: start + 3 });
    expect(shown).toMatch(/^…(words|here|many) .* she and then more.* \w+…$/);
    expect(shown.length).toBeLessThanOrEqual(125);
  });

  test("puts everything on one line", () => {
    expect(textAround("One\n\ttwo she", { start: 9, end: 12 })).toBe("One two she");
  });
});
