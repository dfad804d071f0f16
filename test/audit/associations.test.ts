import { describe, expect, test } from "vitest";
import { syntheticCounts } from "../../bench/syntheticCounts.ts";
import { rankAssociations } from "../../src/audit/associations.ts";
import type { Association, AssociationOptions } from "../../src/audit/associations.ts";
import { hasSmallCell, testAssociations } from "../../src/audit/associationTests.ts";
import type { AssociationTest } from "../../src/audit/associationTests.ts";
import { benjaminiHochberg } from "../../src/audit/benjaminiHochberg.ts";
import { chiSquareTail } from "../../src/audit/chiSquareTail.ts";
import type { Counts } from "../../src/audit/counts.ts";
import { countsLayout } from "../../src/audit/countsLayout.ts";
import { fisherExact } from "../../src/audit/fisherExact.ts";
import { gSquared } from "../../src/audit/gSquared.ts";
import { npmi, npmiInterval } from "../../src/audit/pmi.ts";
import { wordAt } from "../../src/audit/wordColumn.ts";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";
import { identityWords, ownWords } from "../../src/lexicon/identityWords.ts";
import type { Lexicon } from "../../src/lexicon/lexicon.ts";
import { countsFrom, lexiconFrom } from "./countsFrom.ts";
import { goldenCounts, goldenIsPresent, goldenLexicon, readGolden } from "./goldenCounts.ts";

const lexicon = lexiconFrom({ "gender.female": ["she", "trans woman"], "gender.male": ["he"] });

/** Nurse is with women in 40 of 50 sentences, in a corpus of 1,000 of which 100 have women. */
function nurses(): Counts {
  return countsFrom(lexicon, {
    totals: { documents: 100, sentences: 1000, tokens: 9000, sentencesHalf: 500 },
    words: {
      a: [900, 800, 100, 400],
      he: [60, 60, 50, 30],
      nurse: [50, 50, 40, 25],
      she: [90, 80, 60, 40],
      trans: [20, 20, 20, 10],
      viral: [40, 40, 1, 40],
    },
    groups: {
      "gender.female": { mentions: 120, sentences: 100, documents: 60, tokens: 900, sentencesHalf: 50 },
      "gender.male": { mentions: 60, sentences: 60, documents: 50, tokens: 500, sentencesHalf: 30 },
    },
    groupCompany: {
      "gender.female": {
        a: [100, 110, 0, 50],
        he: [40, 40, 0, 20],
        nurse: [40, 40, 0, 21],
        she: [80, 90, 0, 40],
        trans: [20, 20, 0, 10],
        viral: [40, 40, 0, 40],
      },
      "gender.male": { trans: [15, 15, 0, 8], nurse: [1, 1, 0, 1] },
    },
    termCompany: { she: { nurse: [30, 30, 0] }, "trans woman": { nurse: [12, 12, 0] }, he: { nurse: [1, 1, 0] } },
  });
}

describe("rankAssociations", () => {
  const { associations, tests } = rankAssociations(nurses(), lexicon);
  const of = (word: string): Association | undefined =>
    associations.find((one) => one.group === "gender.female" && one.word === word);

  test("measures a pair against chance", () => {
    const nurse = of("nurse");
    expect(nurse?.pmi).toBeCloseTo(Math.log(8), 12); // 40·1000 / (100·50)
    expect(nurse?.npmi).toBeCloseTo(Math.log(8) / Math.log(25), 12); // -ln(40/1000)
    expect(nurse?.logOddsRatio).toBeCloseTo(Math.log((40.5 * 890.5) / (60.5 * 10.5)), 12);
    expect(nurse?.g2).toBeCloseTo(
      2 * (40 * Math.log(40 / 5) + 60 * Math.log(60 / 95) + 10 * Math.log(10 / 45) + 890 * Math.log(890 / 855)),
      9,
    );
    expect(nurse?.fisherP).toBeUndefined(); // 100·50/1000 = 5 is not below 5
    for (const low of ["npmi", "pmi", "logOddsRatio"] as const) {
      expect(nurse?.[`${low}Low`]).toBeLessThan(nurse?.[low] as number);
      expect(nurse?.[`${low}High`]).toBeGreaterThan(nurse?.[low] as number);
    }
  });

  test("tests every word but the group's own, and never ranks identity words or articles", () => {
    // 6 words x 2 groups, without she and trans for women and he for men
    expect(tests).toBe(9);
    expect(associations.map(({ group, word }) => [group, word])).toEqual([
      ["gender.female", "viral"],
      ["gender.female", "nurse"],
      ["gender.male", "trans"],
    ]);
  });

  test("says of what it does not keep how many words there are, and how strong they are at most", () => {
    const kept = rankAssociations(nurses(), lexicon, { top: 1 });
    expect(kept.associations.map(({ word }) => word)).toEqual(["viral", "trans"]);
    const { z, npmi, npmiLow, npmiHigh } = of("nurse") as Association;
    expect(kept.further).toEqual([{ group: "gender.female", words: 1, z, npmi, npmiLow, npmiHigh }]);
    expect(rankAssociations(nurses(), lexicon).further).toEqual([]);
  });

  test("says what two random halves of the documents have", () => {
    const nurse = of("nurse");
    // first half: 21 of 25 with 50 of 500; second half: 19 of 25
    expect(nurse?.npmiHalves?.[0]).toBeCloseTo(npmi(21, 50, 25, 500), 12);
    expect(nurse?.npmiHalves?.[1]).toBeCloseTo(npmi(19, 50, 25, 500), 12);
    expect(nurse).toMatchObject({ agreesInHalves: true, sameDirectionInHalves: true });
    // all 40 sentences come from one document
    expect(of("viral")).toMatchObject({ agreesInHalves: false, sameDirectionInHalves: false });
    expect(of("viral")?.npmiHalves?.[1]).toBe(-1);
  });

  test("leaves the halves out where one of them lacks the group", () => {
    const counts = nurses();
    const groups = counts.groups.map((group) => ({ ...group, sentencesHalf: 0 }));
    const company = { ...counts.groupCompany, sentencesHalf: new Uint32Array(counts.groupCompany.unit.length) };
    const whole = rankAssociations({ ...counts, groups, groupCompany: company }, lexicon).associations;
    expect(whole).toHaveLength(3);
    expect(whole.every((one) => !("npmiHalves" in one))).toBe(true);
  });

  test("names the terms that bring the group into the word's company", () => {
    expect(of("nurse")?.drivingTerms).toEqual([
      { term: "she", together: 30 },
      { term: "trans woman", together: 12 },
    ]);
  });
});

/** The same, as one would write it down: an object for every test, and p values for all of them. */
function rankPlainly(counts: Counts, lexicon: Lexicon, test: AssociationTest) {
  const layout = countsLayout(counts);
  const unranked = new Set([...identityWords(lexicon), "a", "an"]);
  const all = lexicon.groups.flatMap((group) => {
    const tally = layout.groups[group.id];
    const own = ownWords(group);
    if (tally === undefined || tally.sentences < 20) return [];
    return Object.entries(layout.words).flatMap(([word, [, wordSentences]]) => {
      const table = {
        together: layout.cooc[group.id]?.[word]?.[0] ?? 0,
        groupSentences: tally.sentences,
        wordSentences,
        sentences: layout.totals.sentences,
      };
      const statistic = gSquared(table);
      if (own.has(word) || wordSentences < 5 || statistic === undefined) return [];
      const isSmall = hasSmallCell(table.groupSentences, wordSentences, table.sentences);
      const p = test === "fisherWhereSmall" && isSmall ? fisherExact(table) : chiSquareTail(statistic);
      return [{ group: group.id, word, table, p }];
    });
  });
  const q = benjaminiHochberg(all.map(({ p }) => p));
  const ranked = all
    .map((one, index) => ({ ...one, q: q[index] as number, low: npmiInterval(one.table).low }))
    .filter(({ word, table, q, low }) => {
      const chance = (table.groupSentences * table.wordSentences) / table.sentences;
      return table.together >= 5 && table.together > chance && q <= 0.05 && low >= 0.1 && !unranked.has(word);
    })
    .toSorted((a, b) => b.low - a.low || Buffer.compare(Buffer.from(a.word), Buffer.from(b.word)));
  return {
    tests: all.length,
    associations: lexicon.groups.flatMap(({ id }) => ranked.filter(({ group }) => group === id).slice(0, 30)),
  };
}

describe("the fast ranking", () => {
  const large = bundledLexicon();
  const counts = syntheticCounts(large, 6000);

  test.each(["fisherWhereSmall", "gSquared"] as const)("is the plain one to the last bit with %s", (test) => {
    const fast = rankAssociations(counts, large, { test });
    const plain = rankPlainly(counts, large, test);
    expect(fast.tests).toBe(plain.tests);
    expect(fast.associations.length).toBeGreaterThan(50);
    expect(fast.associations.map(({ group, word, q, npmiLow }) => ({ group, word, q, low: npmiLow }))).toEqual(
      plain.associations.map(({ group, word, q, low }) => ({ group, word, q, low })),
    );
  });
});

interface TestReference {
  readonly group: string;
  readonly word: string;
  readonly a: number;
  readonly pmi_nat: number;
  readonly npmi: number;
  readonly pmi_ci95: readonly [number, number];
  readonly log_or: number;
  readonly log_or_ci95: readonly [number, number];
  readonly g2: number;
  readonly g2_p: number;
  readonly g2_q: number;
  readonly fisher_p: number;
}

describe.skipIf(!goldenIsPresent)("the reference associations (skipped where ../shared/golden is absent)", () => {
  interface Golden {
    readonly associations: { readonly tests: readonly TestReference[] };
  }
  const references = () => (readGolden("synthetic.txt.expected.json") as Golden).associations.tests;
  const key = ({ group, word }: { readonly group: string; readonly word: string }) => JSON.stringify([group, word]);

  test("have the same list of tests, each with the same p and q", () => {
    const counts = goldenCounts();
    const found = testAssociations(counts, goldenLexicon(), {
      minimumWordSentences: 5,
      minimumGroupSentences: 1,
      test: "gSquared",
      highestP: 1,
    });
    const q = benjaminiHochberg(found.p);
    const byKey = new Map(references().map((reference) => [key(reference), reference]));
    expect(found.tests).toBe(byKey.size);
    for (const [index, word] of found.word.entries()) {
      const group = counts.groups[found.group[index] as number]?.group as string;
      const reference = byKey.get(key({ group, word: wordAt(counts.words, word) })) as TestReference;
      expect(found.together[index]).toBe(reference.a);
      expect(Math.abs((found.p[index] as number) / reference.g2_p - 1)).toBeLessThan(1e-9);
      expect(Math.abs((q[index] as number) / reference.g2_q - 1)).toBeLessThan(1e-9);
    }
  });

  test("have the same measures and intervals", () => {
    const everything: AssociationOptions = {
      top: 1000,
      minimumGroupSentences: 1,
      minimumTogether: 1,
      highestQ: 1,
      lowestEffect: -1,
      test: "gSquared",
    };
    const { associations } = rankAssociations(goldenCounts(), goldenLexicon(), everything);
    const byKey = new Map(references().map((reference) => [key(reference), reference]));
    expect(associations.length).toBeGreaterThan(100);
    for (const one of associations) {
      const reference = byKey.get(key(one)) as TestReference;
      const pairs = [
        [one.pmi, reference.pmi_nat],
        [one.pmiLow, reference.pmi_ci95[0]],
        [one.pmiHigh, reference.pmi_ci95[1]],
        [one.npmi, reference.npmi],
        [one.logOddsRatio, reference.log_or],
        [one.logOddsRatioLow, reference.log_or_ci95[0]],
        [one.logOddsRatioHigh, reference.log_or_ci95[1]],
        [one.g2, reference.g2],
        [one.q, reference.g2_q],
        [one.fisherP ?? reference.fisher_p, reference.fisher_p],
      ] as const;
      for (const [actual, expected] of pairs) {
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), 1e-3));
      }
    }
    expect(associations.filter(({ fisherP }) => fisherP !== undefined).length).toBeGreaterThan(50);
  });
});
