import fc from "fast-check";
import { expect, test } from "vitest";
import { lineAt, lineOfPlace } from "../../src/lexicon/jsonLines.ts";

const text = `{
  "extends": "bundled",
  "groups": {
    "race.black": { "terms": [
      "x", "a \\"quoted\\", [word]",
      { "text": "y" }
    ] },
    "race.white": []
  },
  "list": [[1, 2],
    [3,
     4]]
}`;

test.each([
  ["extends", 2],
  ["groups.race.black", 4],
  ["groups.race.black.terms[1]", 5],
  ["groups.race.black.terms[2].text", 6],
  ["race.white", 8],
  ["list[1][1]", 12],
  ["groups.race.green.terms[0]", 3],
  ["the file", 1],
])("finds the line of %s", (place, line) => {
  expect(lineOfPlace(text, place)).toBe(line);
});

test("counts lines before a position", () => {
  expect(lineAt("a\nb\nc", 0)).toBe(1);
  expect(lineAt("a\nb\nc", 4)).toBe(3);
});

test("reads any JSON to its end", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const written = JSON.stringify([value, "last"], null, 1);
      expect(lineOfPlace(written, "[1]")).toBe(written.split("\n").length - 1);
    }),
  );
});
