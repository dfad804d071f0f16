import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { wilcoxonSignedRank } from "../../src/evaluation/wilcoxon.ts";

describe("Wilcoxon's signed-rank test", () => {
  test("the worked example of Hollander and Wolfe: depression scores before and after", () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const test = wilcoxonSignedRank(before.map((value, index) => value - (after[index] as number)));
    expect(test).toMatchObject({ statistic: 40, n: 9, isExact: true });
    expect(test.pValue).toBeCloseTo(0.0390625, 10);
  });

  test("is exact with ties: all sign patterns counted one by one", () => {
    const differences = [1, 1, -2, 3, 3, 3, -4, 0];
    const ranks = [1.5, 1.5, 3, 5, 5, 5, 7];
    const patterns = Array.from({ length: 128 }, (_, pattern) =>
      ranks.reduce((sum, rank, index) => sum + ((pattern >> index) & 1 ? rank : 0), 0),
    );
    const observed = 1.5 + 1.5 + 15;
    const tail = Math.min(
      patterns.filter((sum) => sum >= observed).length,
      patterns.filter((sum) => sum <= observed).length,
    );
    expect(wilcoxonSignedRank(differences)).toMatchObject({ statistic: observed, n: 7 });
    expect(wilcoxonSignedRank(differences).pValue).toBeCloseTo((2 * tail) / 128, 12);
  });

  test("goes over into the approximation without a jump, and mirrors", () => {
    const random = seededRandom(3);
    const differences = Array.from({ length: 51 }, () => random.next() - 0.4);
    const approximate = wilcoxonSignedRank(differences);
    const exact = wilcoxonSignedRank(differences.slice(0, 50));
    expect(approximate.isExact).toBe(false);
    expect(exact.isExact).toBe(true);
    expect(approximate.pValue).toBeCloseTo(exact.pValue, 1);
    expect(wilcoxonSignedRank(differences.map((value) => -value)).pValue).toBeCloseTo(approximate.pValue, 12);
  });

  test("holds its level where nothing differs", () => {
    const random = seededRandom(5);
    let rejected = 0;
    for (let round = 0; round < 400; round += 1) {
      const differences = Array.from({ length: 20 }, () => random.next() - 0.5);
      if (wilcoxonSignedRank(differences).pValue <= 0.05) rejected += 1;
    }
    expect(rejected / 400).toBeGreaterThan(0.02);
    expect(rejected / 400).toBeLessThan(0.08);
  });

  test("never has a p of 0, however many texts all go one way", () => {
    const { pValue, isExact } = wilcoxonSignedRank(Array.from({ length: 4000 }, (_, index) => index + 1));
    expect(isExact).toBe(false);
    expect(pValue).toBeGreaterThan(0);
  });

  test("shows nothing without a difference", () => {
    expect(wilcoxonSignedRank([0, 0])).toMatchObject({ n: 0, pValue: 1, rankBiserial: 0 });
  });
});
