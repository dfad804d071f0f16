import { describe, expect, test } from "vitest";
import { generateSampleCorpus } from "../../scripts/sampleCorpus/generate.ts";
import { bundledPairs } from "../../src/evaluation/minimalPairs.ts";
import { axes } from "../../src/lexicon/axis.ts";

const corpus = generateSampleCorpus()
  .map(({ text }) => text)
  .join("\n");

describe.each(axes)("the bundled pairs of %s", (axis) => {
  const pairs = bundledPairs(axis);

  test("are at least sixty, with names of their own, of both bases", () => {
    expect(pairs.length).toBeGreaterThanOrEqual(60);
    expect(new Set(pairs.map(({ id }) => id)).size).toBe(pairs.length);
    expect(new Set(pairs.map(({ stereotypical }) => stereotypical)).size).toBeGreaterThan(pairs.length / 2);
    expect(new Set(pairs.map(({ basis }) => basis))).toEqual(new Set(["sample corpus", "general"]));
  });

  test("differ in nothing but the group's words", () => {
    const groupWords = /^(she|he|her|his|him|a|an|white|black|asian|hispanic|christian|muslim|jewish|hindu)$/i;
    for (const { stereotypical, antiStereotypical } of pairs) {
      const [ours, theirs] = [stereotypical.split(/[ ,.]+/), antiStereotypical.split(/[ ,.]+/)];
      expect(ours.length).toBe(theirs.length);
      expect(stereotypical).not.toBe(antiStereotypical);
      ours.forEach((word, index) => {
        if (word === theirs[index]) return;
        expect(word).toMatch(groupWords);
        expect(theirs[index]).toMatch(groupWords);
      });
      expect(stereotypical).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("meet each group as often on one side as on the other", () => {
    const balance = new Map<string, number>();
    for (const { group, against } of pairs) {
      balance.set(group, (balance.get(group) ?? 0) + 1);
      balance.set(against, (balance.get(against) ?? 0) - 1);
    }
    expect([...balance.values()].every((difference) => difference === 0)).toBe(true);
  });

  test("are no sentences of the sample corpus", () => {
    for (const { stereotypical, antiStereotypical } of pairs) {
      expect(corpus.includes(stereotypical) || corpus.includes(antiStereotypical)).toBe(false);
    }
  });
});
