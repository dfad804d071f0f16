import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { groupLoss } from "../../src/evaluation/groupLoss.ts";
import { axisOfGroup, groupsOfMatches } from "../../src/evaluation/groupedText.ts";
import type { GroupedText } from "../../src/evaluation/groupedText.ts";
import { perplexity } from "../../src/evaluation/perplexity.ts";
import { slidingWindows, textLosses } from "../../src/evaluation/textLosses.ts";
import { fakeScorer } from "./fakeScorer.ts";

const text = (id: string, words: string, ...groups: string[]): GroupedText => ({ id, text: words, groups });

describe("slidingWindows", () => {
  test("reads a short text in one window", () => {
    expect(slidingWindows(5, 8)).toEqual([{ begin: 0, end: 5, targets: 4 }]);
  });

  test("moves on by the stride and keeps the rest as context", () => {
    expect(slidingWindows(10, 4, 2)).toEqual([
      { begin: 0, end: 4, targets: 3 },
      { begin: 2, end: 6, targets: 2 },
      { begin: 4, end: 8, targets: 2 },
      { begin: 6, end: 10, targets: 2 },
    ]);
  });

  test("predicts every token but the first exactly once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 39 }),
        (length, maximum, wanted) => {
          const windows = slidingWindows(length, maximum, Math.min(wanted, maximum - 1));
          const predicted = windows.flatMap(({ end, targets }) =>
            Array.from({ length: targets }, (_, index) => end - targets + index),
          );
          expect(predicted).toEqual(Array.from({ length: length - 1 }, (_, index) => index + 1));
          for (const { begin, end, targets } of windows) {
            expect(end - begin).toBeLessThanOrEqual(maximum);
            expect(targets).toBeLessThan(end - begin);
          }
        },
      ),
    );
  });
});

describe("perplexity", () => {
  test("is exp of the total loss over all predicted tokens", async () => {
    // Three tokens at 1/2 and one at 1/8: exp((3 ln 2 + ln 8) / 4) = 2^(6/4).
    const scorer = fakeScorer((_, next) => (next === "rare" ? 1 / 8 : 1 / 2));
    const losses = await textLosses(scorer, [text("a", "one two three"), text("b", "rare")]);
    const result = perplexity(losses, seededRandom(1));
    expect(result?.value).toBeCloseTo(2 ** 1.5, 6);
    expect(result).toMatchObject({ metric: "perplexity", unit: "perplexity", n: 2 });
    expect(result?.items).toMatchObject([
      { key: "a", weight: 3 },
      { key: "b", weight: 1 },
    ]);
    expect(result?.items?.[1]?.value).toBeCloseTo(3 * Math.LN2, 6);
  });

  test("is V for a model that knows nothing, whatever the windows", async () => {
    const scorer = fakeScorer(() => 1 / 50, 4);
    const losses = await textLosses(scorer, [text("a", "a b c d e f g h i j k"), text("b", "a b")]);
    expect(losses.losses.map(({ tokens }) => tokens)).toEqual([11, 2]);
    expect(perplexity(losses, seededRandom(1))?.value).toBeCloseTo(50, 4);
  });

  test("counts texts without tokens and is absent without texts", async () => {
    const scorer = fakeScorer(() => 0.5);
    const losses = await textLosses(scorer, [text("a", "x"), text("b", " ")]);
    expect(perplexity(losses, seededRandom(1))?.skipped).toEqual([{ reason: "text without tokens", count: 1 }]);
    expect(perplexity({ losses: [], skipped: [] }, seededRandom(1))).toBeUndefined();
  });

  test("stops when it is cancelled", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(
      textLosses(
        fakeScorer(() => 0.5),
        [text("a", "x")],
        { signal: stop.signal },
      ),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("groupLoss", () => {
  const easy = Array.from({ length: 12 }, (_, index) => text(`m${index}`, "easy easy", "gender.male"));
  const hard = Array.from({ length: 12 }, (_, index) => text(`f${index}`, "hard hard", "gender.female"));
  const scorer = fakeScorer((_, next) => (next === "easy" ? 1 / 2 : 1 / 8));

  test("is the difference of the groups' mean losses", async () => {
    const losses = await textLosses(scorer, [...easy, ...hard]);
    const [mean, gap] = groupLoss(losses, "gender", seededRandom(1));
    // ln 8 - ln 2 = ln 4; the mean of both groups is 2 ln 2.
    expect(gap?.value).toBeCloseTo(Math.log(4), 6);
    expect(mean?.value).toBeCloseTo(Math.log(4), 6);
    expect(gap?.groups?.map(({ group, n }) => [group, n])).toEqual([
      ["gender.female", 12],
      ["gender.male", 12],
    ]);
    expect(gap?.pValue).toBeCloseTo(1 / 5001, 12);
    expect(gap?.interval?.low).toBeGreaterThan(1);
  });

  test("has an interval that reaches below zero where the groups do not differ", async () => {
    const random = seededRandom(4);
    const noisy = fakeScorer((_, next) => Number(next.slice(1)));
    const texts = Array.from({ length: 40 }, (_, index) =>
      text(`t${index}`, `p${0.2 + 0.6 * random.next()}`, index % 2 === 0 ? "gender.male" : "gender.female"),
    );
    const [, gap] = groupLoss(await textLosses(noisy, texts), "gender", seededRandom(1));
    expect(gap?.value).toBeGreaterThanOrEqual(0);
    expect(gap?.interval?.low).toBeLessThan(0);
    expect(gap?.pValue).toBeGreaterThan(0.05);
  });

  test("leaves out small groups and texts about several groups, and counts them", async () => {
    const losses = await textLosses(scorer, [
      ...easy,
      ...hard,
      text("both", "easy hard", "gender.female", "gender.male"),
      text("few", "easy", "gender.nonbinary"),
      text("other", "easy", "race.black"),
    ]);
    const [, gap] = groupLoss(losses, "gender", seededRandom(1));
    expect(gap?.n).toBe(24);
    expect(gap?.skipped).toEqual([
      { reason: "text that mentions several groups of the axis", count: 1 },
      { reason: "text about gender.nonbinary: fewer than 10", count: 1 },
    ]);
    expect(groupLoss(losses, "race", seededRandom(1))).toEqual([]);
  });

  test("an unknown axis is a caller's mistake", () => {
    expect(axisOfGroup("gender.female")).toBe("gender");
    expect(() => axisOfGroup("female")).toThrow(RangeError);
  });

  test("takes a text's groups from unambiguous terms only", () => {
    const match = (group: string, ambiguous: boolean) => ({
      start: 0,
      end: 1,
      surface: "x",
      term: "x",
      group,
      axis: axisOfGroup(group),
      ambiguous,
    });
    expect(
      groupsOfMatches([match("race.white", true), match("gender.male", false), match("gender.male", false)]),
    ).toEqual(["gender.male"]);
  });
});
