import fc from "fast-check";
import { expect, test } from "vitest";
import { wordDiff } from "../../../src/webview/app/wordDiff.ts";

test("marks the words that change", () => {
  expect(wordDiff("She said her name.", "He said his name.")).toEqual([
    { kind: "removed", text: "She" },
    { kind: "added", text: "He" },
    { kind: "same", text: " said " },
    { kind: "removed", text: "her" },
    { kind: "added", text: "his" },
    { kind: "same", text: " name." },
  ]);
});

test("the parts give both sentences back", () => {
  const text = fc
    .array(fc.constantFrom("she", "he", " ", ".", "their", "é", "\n"), { maxLength: 30 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = wordDiff(before, after);
      expect(parts.flatMap((part) => (part.kind === "added" ? [] : [part.text])).join("")).toBe(before);
      expect(parts.flatMap((part) => (part.kind === "removed" ? [] : [part.text])).join("")).toBe(after);
    }),
  );
});

test("very long sentences are shown whole instead of word by word", () => {
  const long = "word ".repeat(500);
  expect(wordDiff(long, `${long}x`)).toEqual([
    { kind: "removed", text: long },
    { kind: "added", text: `${long}x` },
  ]);
});
