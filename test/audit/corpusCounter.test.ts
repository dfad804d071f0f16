import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rankAssociations } from "../../src/audit/associations.ts";
import { CorpusCounter } from "../../src/audit/corpusCounter.ts";
import { mergeCounts } from "../../src/audit/counts.ts";
import { countsLayout } from "../../src/audit/countsLayout.ts";
import { createMatcher } from "../../src/lexicon/findTerms.ts";
import { parseLexicon } from "../../src/lexicon/readLexicon.ts";

const lexicon = parseLexicon(
  JSON.stringify({
    groups: {
      "gender.female": ["she", "her", "woman"],
      "gender.male": ["he", "man"],
      "race.black": ["black woman", { text: "black", ambiguous: true, mentionOnly: true }],
    },
  }),
  "small.json",
);

function countOf(...texts: string[]): CorpusCounter {
  const counter = new CorpusCounter(lexicon);
  for (const [index, text] of texts.entries()) counter.add(text, { file: 0, line: index + 1, byteStart: index * 100 });
  return counter;
}

describe("CorpusCounter", () => {
  test("counts words in tokens, sentences and documents", () => {
    const { words, totals } = countsLayout(countOf("She saw her. He saw", "Saw! Saw").counts());
    expect(totals).toEqual({ documents: 2, sentences: 4, tokens: 7, types: 4 });
    expect(words["saw"]).toEqual([4, 4, 2]);
    expect(words["she"]).toEqual([1, 1, 1]);
  });

  test("counts company by sentence, by token and within ten words", () => {
    const { cooc, groups } = countsLayout(countOf("She ran and ran. Far away").counts());
    expect(groups["gender.female"]).toEqual({
      mentions: 1,
      sentences: 1,
      documents: 1,
      tokensInGroupSentences: 4,
      terms: { she: 1 },
    });
    expect(cooc["gender.female"]).toEqual({
      and: [1, 1, 1],
      away: [0, 0, 1],
      far: [0, 0, 1],
      ran: [1, 2, 2],
      she: [1, 1, 0],
    });
  });

  test("counts a mention that may mean anything, but not its company", () => {
    const counts = countOf("A black car. A black woman").counts();
    expect(counts.groups.get("race.black")).toMatchObject({ mentions: 2, ambiguousMentions: 1, sentences: 1 });
    expect(counts.company.get("race.black")?.get("car")).toMatchObject({ sentences: 0 });
  });

  test("does not count a document without words", () => {
    expect(countOf("...", "").counts().totals).toEqual({ documents: 0, sentences: 0, tokens: 0 });
  });

  test("keeps the first places where word and group meet, one a document and five in all", () => {
    const counter = countOf("He left. She ran, she ran", ...Array.from({ length: 7 }, () => "Oh, she ran"));
    expect(counter.placesOf("gender.female", "ran")).toEqual([
      { file: 0, line: 1, byteStart: 0, start: 9, end: 12 },
      ...[2, 3, 4, 5].map((line) => ({ file: 0, line, byteStart: (line - 1) * 100, start: 4, end: 7 })),
    ]);
    expect(counter.placesOf("gender.male", "ran")).toEqual([]);
    expect(counter.placesOf("gender.female", "never")).toEqual([]);
  });

  test("words such as __proto__ and constructor are words like others", () => {
    const { words, cooc } = countsLayout(countOf("she constructor toString").counts());
    expect(words["constructor"]).toEqual([1, 1, 1]);
    expect(cooc["gender.female"]?.["tostring"]).toEqual([1, 1, 1]);
  });

  test("keeps counting when tables have to grow", () => {
    const counter = new CorpusCounter(lexicon);
    for (let part = 0; part < 20; part += 1) {
      counter.add(Array.from({ length: 500 }, (_, index) => `she w${part}x${index}.`).join(" "));
    }
    const counts = counter.counts();
    expect(counts.words.size).toBe(10_001);
    expect(counts.company.get("gender.female")?.get("w19x499")).toEqual({ sentences: 1, tokens: 1, window: 5 });
    expect(counts.words.get("w0x0")).toEqual({ tokens: 1, sentences: 1, documents: 1 });
  });
});

const someText = fc
  .array(fc.constantFrom("she", "He", "a", "black", "woman", "Her", "ran", ".", "Far", "!", "man's", "\n", "é"), {
    maxLength: 25,
  })
  .map((words) => words.join(" "));

test("merged counts equal counts of the whole, in any order", () => {
  fc.assert(
    fc.property(fc.array(someText, { maxLength: 5 }), fc.array(someText, { maxLength: 5 }), (one, two) => {
      const whole = countOf(...one, ...two).counts();
      const merged = countOf(...two).counts();
      mergeCounts(merged, countOf(...one).counts());
      expect(countsLayout(merged)).toEqual(countsLayout(whole));
      expect(merged.groups).toEqual(whole.groups);
    }),
  );
});

test("counts made in different ways do not merge", () => {
  const joined = new CorpusCounter(lexicon, { hyphens: "join" }).counts();
  expect(() => mergeCounts(joined, countOf("she").counts())).toThrow(/hyphens/);
});

test("the counter finds as many mentions as the matcher", () => {
  const matcher = createMatcher(lexicon);
  fc.assert(
    fc.property(someText, (text) => {
      const mentions = [...countOf(text).counts().groups.values()].reduce((sum, tally) => sum + tally.mentions, 0);
      expect(mentions).toBe(matcher.find(text).length);
    }),
  );
});

describe("rankAssociations", () => {
  const often = (count: number, text: string): string[] => Array.from({ length: count }, () => text);
  const texts = [
    ...often(30, "She was a nurse"),
    ...often(3, "He was a nurse"),
    ...often(30, "He was a pilot"),
    ...often(2, "She was a matador"),
    ...often(60, "It was late"),
    ...often(10, "A woman met a man"),
  ];
  const { associations, tests } = rankAssociations(countOf(...texts).counts(), lexicon);

  test("puts the strongest company first, and neither own nor other groups' words nor articles", () => {
    const wordsOf = (id: string): string[] => associations.filter(({ group }) => group === id).map(({ word }) => word);
    expect(wordsOf("gender.female")).toEqual(["nurse", "met"]);
    expect(wordsOf("gender.male")).toEqual(["pilot", "met"]);
  });

  test("states the figures of a pair", () => {
    const nurse = associations.find(({ word }) => word === "nurse");
    expect(nurse).toMatchObject({ group: "gender.female", together: 30, wordSentences: 33 });
    // 135 sentences, 42 with women: ln(30·135 / (42·33)) / -ln(30/135)
    expect(nurse?.npmi).toBeCloseTo(Math.log((30 * 135) / (42 * 33)) / Math.log(135 / 30), 12);
    expect(nurse?.z).toBeGreaterThan(2);
    expect(nurse?.q).toBeLessThan(0.001);
  });

  test("tests every word of five sentences against every group with twenty, but for the group's own words", () => {
    // Words of 5 sentences: was a nurse he she pilot it late woman met man. Own: she woman; he man.
    expect(tests).toBe(9 + 9);
  });

  test("does not rank what was seen fewer than five times", () => {
    expect(associations.map(({ word }) => word)).not.toContain("matador");
  });

  test("neither tests nor ranks anything for a group with fewer sentences than asked for", () => {
    const few = countOf(...often(19, "She was a nurse"), ...often(20, "He was a pilot"), ...often(60, "It was late"));
    const ranked = rankAssociations(few.counts(), lexicon);
    expect(ranked.associations.map(({ group, word }) => [group, word])).toEqual([["gender.male", "pilot"]]);
    // Words of 5 sentences, but for one in all of them: she a nurse he pilot it late. Own: he.
    expect(ranked.tests).toBe(6);
    const lower = rankAssociations(few.counts(), lexicon, { minimumGroupSentences: 19 });
    expect(lower.associations.map(({ word }) => word)).toEqual(["nurse", "pilot"]);
    expect(lower.tests).toBe(6 + 6);
  });

  test("keeps as many as asked for", () => {
    expect(rankAssociations(countOf(...texts).counts(), lexicon, { top: 1 }).associations.length).toBe(2);
  });
});
