import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, readSource, sources } from "./pronouns/packageTexts.ts";

/**
 * Writes `src/cda/data/wordPos.json`: the parts of speech of words that are not only nouns, most usual first, from
 * WordNet's index and its counts. Run `node scripts/run.mjs scripts/makeWordPos.ts FOLDER`, the folder that
 * `trainPronouns.ts` gets; its texts say which words are in use.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node scripts/run.mjs scripts/makeWordPos.ts FOLDER_WITH_UNPACKED_PACKAGES");
  process.exit(2);
}
const leastUses = 15;
const clearRatio = 8;

const paths = filesBelow(folder);
const letters: Readonly<Record<string, string>> = { noun: "n", verb: "v", adj: "a", adv: "r" };
/** Digits of sense keys; 5 is an adjective satellite. */
const ofSenseKey: Readonly<Record<string, string>> = { "1": "n", "2": "v", "3": "a", "4": "r", "5": "a" };

interface Uses {
  tagged: number;
  readonly senses: number;
}

const words = readIndex();
addCounts(words);
const uses = countUses();
const groups = new Map<string, string[]>();
for (const [word, parts] of [...words].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const code = codeOf(parts);
  if (code === "n" || (uses.get(word) ?? 0) < leastUses) continue;
  groups.set(code, [...(groups.get(code) ?? []), word]);
}
const path = join(process.env["EVENHAND_ROOT"] ?? ".", "src", "cda", "data", "wordPos.json");
const file = {
  format:
    "Words by their parts of speech: n noun, v verb, a adjective, r adverb; most usual first; > where what is before it is eight times as usual as what is after it.",
  origin: "WordNet 3.0, its index and its counts of tagged senses; made by scripts/makeWordPos.ts",
  licence:
    "WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. Free to use, copy, modify and distribute.",
  words: Object.fromEntries([...groups].map(([code, list]) => [code, list.join(" ")])),
};
writeFileSync(path, `${JSON.stringify(file, null, 1)}\n`);
console.log(`${path}: ${[...groups.values()].flat().length} words in ${groups.size} groups`);

function readIndex(): Map<string, Map<string, Uses>> {
  const found = new Map<string, Map<string, Uses>>();
  for (const [name, letter] of Object.entries(letters)) {
    for (const line of linesOf(`wordnet/index.${name}`)) {
      const [word = "", , senses = "0"] = line.split(" ");
      if (!/^[a-z]{2,}$/.test(word)) continue;
      const parts = found.get(word) ?? new Map<string, Uses>();
      found.set(word, parts.set(letter, { tagged: 0, senses: Number(senses) }));
    }
  }
  return found;
}

function addCounts(found: ReadonlyMap<string, ReadonlyMap<string, Uses>>): void {
  for (const line of linesOf("wordnet/cntlist.rev")) {
    const [, word = "", digit = "", count = "0"] = /^([^%]+)%(\d)\S* \d+ (\d+)/.exec(line) ?? [];
    const part = found.get(word)?.get(ofSenseKey[digit] ?? "");
    if (part !== undefined) part.tagged += Number(count);
  }
}

function linesOf(name: string): string[] {
  const path = paths.find((one) => one.endsWith(name));
  if (path === undefined) throw new RangeError(`no ${name} below ${folder}`);
  return readFileSync(path, "utf8").split("\n");
}

function codeOf(parts: ReadonlyMap<string, Uses>): string {
  const ranked = [...parts].sort(([, a], [, b]) => b.tagged - a.tagged || b.senses - a.senses);
  let code = "";
  for (const [index, [letter, { tagged }]] of ranked.entries()) {
    const before = ranked[index - 1]?.[1].tagged;
    if (before !== undefined && (before + 0.5) / (tagged + 0.5) >= clearRatio) code += ">";
    code += letter;
  }
  return code;
}

function countUses(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const source of sources) {
    for (const paragraph of readSource(source, paths)) {
      for (const [word] of paragraph.toLowerCase().matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}
