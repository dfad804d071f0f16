import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { genres } from "../../scripts/sampleCorpus/genre.ts";
import { generateSampleCorpus, sampleCorpusText } from "../../scripts/sampleCorpus/generate.ts";
import {
  genderShares,
  partSizes,
  plantedGender,
  plantedRace,
  plantedReligion,
  topicMarkers,
} from "../../scripts/sampleCorpus/planted.ts";

const samples = join(import.meta.dirname, "..", "..", "samples");
const records = generateSampleCorpus();
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];
const bags = records.map((record) => new Set(wordsOf(record.text)));
const hasAny = (bag: ReadonlySet<string>, words: readonly string[]): boolean => words.some((word) => bag.has(word));
const feminine = ["she", "her", "hers", "herself"];
const masculine = ["he", "him", "his", "himself"];

/** A count is a sum of independent draws: it lies within four standard deviations but for one seed in 15,000. */
function expectShare(count: number, n: number, rate: number): void {
  expect(Math.abs(count / n - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / n));
}

describe("the sample corpus", () => {
  test("is what the generator writes, byte for byte", () => {
    const written = readFileSync(join(samples, "demo.jsonl"), "utf8");
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    expect(hash(written)).toBe(hash(sampleCorpusText(records)));
    expect(readFileSync(join(samples, "README.md"), "utf8")).toContain(hash(written));
  });

  test("has about three thousand different records of 15 to 40 words under a megabyte", () => {
    expect(records.length).toBe(partSizes.gender + partSizes.race + partSizes.religion + partSizes.none);
    expect(new Set(records.map(({ text }) => text)).size).toBe(records.length);
    for (const { text } of records) {
      const words = text.split(/\s+/).length;
      expect(words).toBeGreaterThanOrEqual(15);
      expect(words).toBeLessThanOrEqual(40);
    }
    expect(Buffer.byteLength(sampleCorpusText(records))).toBeLessThan(1_000_000);
    expect(new Set(records.map(({ source }) => source))).toEqual(new Set(genres));
  });

  test("reads like many texts: no four-word sequence stands in more than one record in twenty-five", () => {
    const counts = new Map<string, number>();
    for (const { text } of records) {
      const words = wordsOf(text);
      const seen = new Set<string>();
      for (let at = 0; at + 4 <= words.length; at += 1) seen.add(words.slice(at, at + 4).join(" "));
      for (const gram of seen) counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThan(records.length / 25);
    expect(counts.size).toBeGreaterThan(15_000);
  });

  test("holds the gender associations at the planted rates", () => {
    expect(genderShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { group, words, rate } of plantedGender) {
      const about = bags.filter((bag) => hasAny(bag, words));
      const female = about.filter((bag) => hasAny(bag, feminine) && !hasAny(bag, masculine)).length;
      const male = about.filter((bag) => hasAny(bag, masculine) && !hasAny(bag, feminine)).length;
      expect(female + male).toBeGreaterThan(60);
      expectShare(group === "gender.female" ? female : male, female + male, rate);
    }
  });

  const groupWords: Readonly<Record<string, readonly string[]>> = {
    "race.white": ["white"],
    "race.black": ["black", "african"],
    "race.asian": ["asian"],
    "race.hispanic": ["hispanic", "latino", "latinos"],
    "religion.christian": ["christian", "christians", "church"],
    "religion.muslim": ["muslim", "muslims", "mosque"],
    "religion.jewish": ["jewish", "synagogue"],
    "religion.hindu": ["hindu", "hindus"],
  };

  test.each([...plantedRace, ...plantedReligion])("holds the topics of $group at the planted rates", (planted) => {
    const axisSize = planted.group.startsWith("race.") ? partSizes.race : partSizes.religion;
    // "Asian American" is no "African American": the words of the groups do not overlap.
    const about = bags.filter((bag) => hasAny(bag, groupWords[planted.group] as readonly string[]));
    expectShare(about.length, axisSize, planted.share);
    let counted = 0;
    for (const [topic, rate] of Object.entries(planted.topics)) {
      const together = about.filter((bag) => hasAny(bag, topicMarkers[topic as keyof typeof topicMarkers])).length;
      counted += together;
      expectShare(together, about.length, rate);
    }
    expect(counted).toBe(about.length);
  });

  test("speaks of nobody in the part that is about no group", () => {
    const named = [...feminine, ...masculine, ...Object.values(groupWords).flat()];
    const none = bags.filter((bag) => !hasAny(bag, named)).length;
    expect(none).toBeGreaterThanOrEqual(partSizes.none);
  });

  test("has the awkward cases that counterfactuals must get right", () => {
    const all = records.map(({ text }) => text).join("\n");
    for (const pattern of [
      /\bhers\b/,
      /\bshe's\b/,
      /\bhe'll\b/,
      /\bMs\. /,
      /https:\/\/example\.org\//,
      /an actress/,
      /herself/,
    ]) {
      expect(all).toMatch(pattern);
    }
  });

  test("a different seed gives a different corpus", () => {
    expect(generateSampleCorpus(1)[0]).not.toEqual(records[0]);
  });
});
