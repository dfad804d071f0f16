import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import type { ProbeSentence } from "../../src/evaluation/clipping/probeSentences.ts";
import { convergence } from "../../src/evaluation/convergence.ts";

/** Sentences about a group whose loss falls by `drops`, one after the other. */
const about = (group: string, drops: readonly number[], name = "x"): ProbeSentence[] =>
  drops.map((drop, index) => ({
    key: `sentence ${index + 1}/${name}`,
    group,
    firstLoss: 5 + index,
    lastLoss: 5 + index - drop,
    norm: 1,
    clippedNorm: 1,
    shareClipped: 0,
  }));

describe("how far a training lowered the loss of a group's sentences", () => {
  test("is the mean of first less last, with its interval over sentences", () => {
    const arms = [{ arm: "plain", sentences: about("gender.female", [1, 2, 3, 6]) }];
    const [drop] = convergence(arms, [], seededRandom(1))?.drops ?? [];
    expect(drop).toMatchObject({ arm: "plain", group: "gender.female", n: 4, value: 3 });
    expect(drop?.interval).toMatchObject({ level: 0.95, method: expect.stringContaining("resamples of sentences") });
    expect(drop?.interval?.low).toBeGreaterThanOrEqual(1);
    expect(drop?.interval?.high).toBeLessThanOrEqual(6);
  });

  test("counts a sentence once, whatever the group is called in it", () => {
    const sentences = [...about("gender.female", [1, 2], "she"), ...about("gender.female", [3, 4], "the woman")];
    const [drop] = convergence([{ arm: "plain", sentences }], [], seededRandom(1))?.drops ?? [];
    expect(drop).toMatchObject({ n: 2, value: 2.5 }); // sentence 1: (1 + 3) / 2, sentence 2: (2 + 4) / 2
  });

  test("has no interval with a single sentence, and is not told without one", () => {
    const lone = convergence([{ arm: "plain", sentences: about("gender.female", [1]) }], [], seededRandom(1));
    expect(lone?.drops[0]).not.toHaveProperty("interval");
    expect(convergence([{ arm: "plain", sentences: [] }], [["plain", "dp"]], seededRandom(1))).toBeUndefined();
  });
});

describe("two arms' drops", () => {
  const plain = {
    arm: "plain",
    sentences: [...about("gender.female", [2, 2, 2, 2, 2, 2]), ...about("gender.male", [2, 2, 2, 2, 2, 2])],
  };
  const dp = {
    arm: "dp",
    sentences: [
      ...about("gender.female", [1.9, 1.8, 1.7, 1.6, 1.5, 1.4]),
      ...about("gender.male", [2.1, 1.8, 2.3, 1.6, 2.5, 1.4]),
    ],
  };

  test("are compared sentence by sentence, by hand", () => {
    const tests = convergence([plain, dp], [["plain", "dp"]], seededRandom(1))?.comparisons ?? [];
    expect(tests.map(({ a, b, group, n }) => [a, b, group, n])).toEqual([
      ["plain", "dp", "gender.female", 6],
      ["plain", "dp", "gender.male", 6],
    ]);
    const [female, male] = tests;
    expect(female?.difference).toBeCloseTo(-(0.1 + 0.2 + 0.3 + 0.4 + 0.5 + 0.6) / 6, 12);
    expect(female?.interval?.high).toBeLessThan(0);
    expect(female).toMatchObject({ rankBiserial: -1, pValue: 2 / 64, isExact: true });
    expect(female?.adjustedP).toBeCloseTo(4 / 64, 12); // Holm: the smaller of two, doubled
    // + 0.1, 0.3, 0.5 have the ranks 1, 3, 5; - 0.2, 0.4, 0.6 have 2, 4, 6.
    expect(male?.rankBiserial).toBeCloseTo((9 - 12) / 21, 12);
    expect(male?.adjustedP).toBe(male?.pValue);
  });

  test("need the same sentences, and an arm that has them", () => {
    const others = { arm: "dp", sentences: about("gender.female", [1, 1], "y").slice(1) };
    const found = convergence([plain, others], [["plain", "dp"]], seededRandom(1));
    expect(found?.comparisons.map(({ group, n }) => [group, n])).toEqual([["gender.female", 1]]);
    expect(convergence([plain], [["plain", "dp"]], seededRandom(1))?.comparisons).toEqual([]);
  });
});
