import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { groupLoss } from "../../src/evaluation/groupLoss.ts";
import { axisOfGroup, groupsOfMatches } from "../../src/evaluation/groupedText.ts";
import type { GroupedText } from "../../src/evaluation/groupedText.ts";
import { textLosses } from "../../src/evaluation/textLosses.ts";
import { fakeScorer } from "./fakeScorer.ts";

const text = (id: string, words: string, ...groups: string[]): GroupedText => ({ id, text: words, groups });

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
    expect(gap).not.toHaveProperty("interval"); // a group's texts are all alike: nothing shows how far others would lie apart
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

  test("takes all texts of one unit for drawn together: two units say nothing about groups", async () => {
    const ofUnit = (texts: readonly GroupedText[], unit: number): GroupedText[] =>
      texts.map((one) => ({ ...one, unit }));
    const losses = await textLosses(scorer, [...ofUnit(easy, 0), ...ofUnit(hard, 1)]);
    const [mean, gap] = groupLoss(losses, "gender", seededRandom(1));
    expect(gap?.value).toBeCloseTo(Math.log(4), 6);
    expect(gap).toMatchObject({ n: 24, units: 2, pValue: 1 });
    expect(gap?.interval).toBeUndefined();
    expect(gap?.groups).toMatchObject([
      { n: 12, units: 1 },
      { n: 12, units: 1 },
    ]);
    expect(mean?.interval?.method).toContain("resamples of units of privacy, all texts of one together");
  });

  test("leaves out small groups and texts about none or several groups, and counts them", async () => {
    const losses = await textLosses(scorer, [
      ...easy,
      ...hard,
      text("both", "easy hard", "gender.female", "gender.male"),
      text("few", "easy", "gender.nonbinary"),
      text("own", "easy", "gender.neighbours"),
      text("other", "easy", "race.black"),
      text("nobody", "easy"),
      text("empty", "", "gender.female"),
    ]);
    const [, gap] = groupLoss(losses, "gender", seededRandom(1));
    expect(gap?.n).toBe(24); // and 6 below: all 30 texts
    expect(gap?.skipped).toEqual([
      { reason: "text without tokens", count: 1 },
      { reason: "text that mentions no group of the axis", count: 2 },
      { reason: "text that mentions several groups of the axis", count: 1 },
      { reason: "text about neighbours: fewer than 10", count: 1 },
      { reason: "text about nonbinary people: fewer than 10", count: 1 },
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
