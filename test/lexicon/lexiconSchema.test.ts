import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parseLexicon, parseSwapLexicon } from "../../src/lexicon/readLexicon.ts";

const schema = JSON.parse(readFileSync(resolve("media/lexicon.schema.json"), "utf8")) as object;
const fits = new Ajv({ allErrors: true }).compile(schema);

function isRead(value: unknown): boolean {
  const text = JSON.stringify(value);
  try {
    parseLexicon(text, "team.json");
    parseSwapLexicon(text, "team.json");
    return true;
  } catch {
    return false;
  }
}

test.each([
  { extends: "bundled" },
  { $schema: "x", extends: "bundled", origin: "us", licence: "CC0-1.0", leavesOut: "names", note: "a trial" },
  { extends: "bundled", groups: { "religion.jain": ["jain", "jain {persons}"], "gender.female": ["queenpin"] } },
  { extends: "bundled", remove: { "race.white": ["caucasian"], "race.pacificIslander": true } },
  { extends: "bundled", exceptions: { "race.black": ["black box"] } },
  { extends: "bundled", swaps: { gender: { add: ["kingpin/queenpin"] } } },
  { groups: { "religion.jain": [{ text: "jain", ambiguous: true, sense: "s", slur: false, mentionOnly: true }] } },
  {
    groups: [{ id: "religion.jain", label: "Jains", terms: ["jain {who}"], exceptions: ["jain x"] }],
    lists: { who: ["men"] },
  },
  { groups: { "race.black": ["black"] }, exceptions: { "race.black": ["black box"] } },
])("the editor accepts what is read: %j", (value) => {
  expect(fits(value), JSON.stringify(fits.errors)).toBe(true);
  expect(isRead(value)).toBe(true);
});

test.each([
  {},
  { extends: "ours" },
  { extends: "bundled", removed: {} },
  { extends: "bundled", remove: { "race.white": [] } },
  { extends: "bundled", exceptions: { "race.black": "black box" } },
  { extends: "bundled", exceptions: { "race.black": [""] } },
  { groups: { jain: ["jain"] } },
  { groups: { "religion.jain": [] } },
  { groups: { "religion.jain": [{ text: "jain", colour: true }] } },
  { groups: [{ terms: ["jain"] }] },
])("the editor marks what is refused: %j", (value) => {
  expect(fits(value)).toBe(false);
  expect(isRead(value)).toBe(false);
});
