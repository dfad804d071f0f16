import { describe, expect, test } from "vitest";
import { npmi, npmiInterval, pmi, pmiInterval, pmiStandardError } from "../../src/audit/pmi.ts";
import { seededRandom } from "../../src/base/random.ts";

describe("pmi", () => {
  test("is ln 10 when a pair meets ten times as often as chance", () => {
    expect(pmi(10, 20, 50, 1000)).toBeCloseTo(Math.LN10, 12); // 10·1000 / (20·50) = 10
  });

  test("is 0 for chance and -Infinity for never", () => {
    expect(pmi(1, 20, 50, 1000)).toBe(0);
    expect(pmi(0, 20, 50, 1000)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("has the standard error of the delta method, smaller with more sentences", () => {
    const table = { together: 30, groupSentences: 100, wordSentences: 200, sentences: 1000 };
    const four = { together: 120, groupSentences: 400, wordSentences: 800, sentences: 4000 };
    // four times the sentences, half the error
    expect(pmiStandardError(four)).toBeCloseTo((pmiStandardError(table) ?? 0) / 2, 12);
    const interval = pmiInterval(table);
    expect((interval?.low ?? 0) + (interval?.high ?? 0)).toBeCloseTo(2 * Math.log(1.5), 12); // 30·1000 / (100·200)
    expect(pmiInterval({ ...table, together: 0 })).toBeUndefined();
  });
});

describe("npmi", () => {
  test("is 1 when the two are never apart, 0 by chance, -1 when never together", () => {
    expect(npmi(20, 20, 20, 1000)).toBeCloseTo(1, 12);
    expect(npmi(1, 20, 50, 1000)).toBeCloseTo(0, 12);
    expect(npmi(0, 20, 50, 1000)).toBe(-1);
  });

  test("has an interval around the value, wider where there is less to see", () => {
    const often = { together: 400, groupSentences: 1000, wordSentences: 800, sentences: 10_000 };
    const seldom = { together: 4, groupSentences: 10, wordSentences: 8, sentences: 100 };
    const widthOf = (table: typeof often): number => npmiInterval(table).high - npmiInterval(table).low;
    expect(widthOf(seldom)).toBeGreaterThan(3 * widthOf(often));
    const { low, high } = npmiInterval(often);
    const value = npmi(400, 1000, 800, 10_000);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });

  test("is not sure of a word that was with the group all five times", () => {
    // 5 of 5 where the group has a fifth of the sentences: the share could well be a half
    const { low } = npmiInterval({ together: 5, groupSentences: 2000, wordSentences: 5, sentences: 10_000 });
    expect(low).toBeLessThan(0.6 * npmi(5, 2000, 5, 10_000));
  });

  test("has an interval that covers the truth nineteen times in twenty", () => {
    const random = seededRandom(7);
    const sentences = 2000;
    const draw = (share: number): number => (random.next() < share ? 1 : 0);
    // The group is in 30% of sentences; the word in 5% of those with it, 1% of the others.
    const truth = Math.log(0.015 / (0.3 * 0.022)) / -Math.log(0.015);
    let covered = 0;
    const runs = 300;
    for (let run = 0; run < runs; run += 1) {
      let together = 0;
      let groupSentences = 0;
      let wordSentences = 0;
      for (let sentence = 0; sentence < sentences; sentence += 1) {
        const group = draw(0.3);
        const word = draw(group === 1 ? 0.05 : 0.01);
        together += group * word;
        groupSentences += group;
        wordSentences += word;
      }
      const { low, high } = npmiInterval({ together, groupSentences, wordSentences, sentences });
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(covered / runs).toBeLessThan(0.99);
  });
});
