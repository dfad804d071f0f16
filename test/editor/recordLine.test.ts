import type * as vscode from "vscode";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordLocator } from "../../src/editor/recordLine.ts";
import { FakeDocument } from "../fakes/vscode.ts";

function jsonLines(...records: readonly unknown[]): vscode.TextDocument {
  const text = records.map((record) => (typeof record === "string" ? record : JSON.stringify(record))).join("\n");
  return new FakeDocument("/a.jsonl", "jsonl", text) as unknown as vscode.TextDocument;
}

test("plain text is its own record, and blank lines are none", () => {
  const locator = new RecordLocator(undefined);
  const record = locator.record("The nurse said so.", "plaintext", undefined);
  expect(record?.text).toBe("The nurse said so.");
  expect(record?.column(4)).toBe(4);
  expect(locator.record("  ", "plaintext", undefined)).toBeUndefined();
});

test("a JSON Lines record is the value of its text field, never a key", () => {
  const raw = '{"she": 1, "text": "she said"}';
  const record = new RecordLocator("text").record(raw, "jsonl", "text");
  expect(record?.text).toBe("she said");
  expect(raw.slice(record?.column(0), record?.column(3))).toBe("she");
  expect(record?.column(0)).toBe(20); // after {"she": 1, "text": "
});

test("columns count escapes as they stand in the line", () => {
  const raw = JSON.stringify({ text: 'a "b"\n\tc \\ d' });
  const record = new RecordLocator("text").record(raw, "jsonl", "text");
  const at = record?.text.indexOf("c") ?? -1;
  expect(raw[record?.column(at) ?? -1]).toBe("c");
});

/** What JSON escapes, must not escape, or counts as two units. */
const character = fc.constantFrom("a", " ", '"', "\\", "/", "\n", "\t", "\0", "\u2028", "é", "😀", "\ud800");

test("every span of every text is found again in the raw line", () => {
  const locator = new RecordLocator("text");
  fc.assert(
    fc.property(fc.string({ unit: character, minLength: 1 }), fc.nat(), (text, at) => {
      fc.pre(text.trim() !== "");
      const raw = JSON.stringify({ id: 1, text });
      const record = locator.record(raw, "jsonl", "text");
      const start = at % text.length;
      const written = raw.slice(record?.column(start), record?.column(start + 1));
      expect(JSON.parse(`"${written}"`)).toBe(text[start]);
    }),
  );
});

test("the field is guessed from the first records, and a setting decides over the guess", () => {
  const document = jsonLines({ id: "a", content: "One sentence here." }, "broken", {
    id: "b",
    content: "Another one.",
  });
  expect(new RecordLocator(undefined).fieldOf(document)).toBe("content");
  expect(new RecordLocator("id").fieldOf(document)).toBe("id");
});

test.each(["", "not JSON", "[1]", '{"other": "x"}', '{"text": 5}', '{"text": "  "}', '{"text": "cut'])(
  "a line that is no record is passed over: %j",
  (raw) => {
    expect(new RecordLocator("text").record(raw, "jsonl", "text")).toBeUndefined();
  },
);

test("words are written back as JSON where the line is JSON", () => {
  expect(new RecordLocator("text").record('{"text":"a"}', "jsonl", "text")?.encode('his "own"')).toBe('his \\"own\\"');
});
