import { describe, expect, test } from "vitest";
import { bundledLexicon } from "../../../src/lexicon/bundledLexicon.ts";
import { createMatcher } from "../../../src/lexicon/findTerms.ts";
import { GroupFinder } from "../../../src/jobs/records/groupFinder.ts";
import { sampleRecords } from "./sampleTexts.ts";

const lexicon = bundledLexicon();
const texts = [
  ...sampleRecords(1500),
  "",
  "Ünïcode before she walks; “Jewish” and \u{1f600} an African American woman.",
  "Jew's harp and Black Friday, a black cat.",
  "Straße\u2028she\u0000he",
  `${"long ".repeat(30_000)} her`,
];

function groupsOf(ids: readonly string[]) {
  return lexicon.groups.filter(({ id, axis }) => ids.includes(id) || ids.includes(axis));
}

/** The texts that the editor's matcher says name one of the groups. */
function expected(ids: readonly string[]): number[] {
  const wanted = new Set(groupsOf(ids).map(({ id }) => id));
  const matcher = createMatcher(lexicon);
  return texts.flatMap((text, number) => (matcher.find(text).some(({ group }) => wanted.has(group)) ? [number] : []));
}

describe.each([[["gender.female"]], [["gender"]], [["religion.jewish", "race"]]])("texts that name %s", (ids) => {
  test("are those in which the matcher finds a term, given one by one or as lines", async () => {
    const finder = await GroupFinder.load(lexicon, groupsOf(ids));
    const wanted = expected(ids);
    expect(wanted.length).toBeGreaterThan(20);
    expect(finder.naming(texts)).toEqual(wanted);
    const lines = texts.map((text) => JSON.stringify({ text }));
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    const lineOf = (place: number): number => bytes.subarray(0, place).toString("latin1").split("\n").length - 1;
    expect(finder.places(bytes, "text").map(lineOf)).toEqual(wanted);
    expect(finder.places(bytes, "other")).toEqual([]);
    expect(finder.naming(["nothing at all"])).toEqual([]);
  });
});
