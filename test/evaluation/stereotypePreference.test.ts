import { describe, expect, test } from "vitest";
import type { MinimalPair } from "../../src/evaluation/minimalPairs.ts";
import { stereotypePreference } from "../../src/evaluation/stereotypePreference.ts";
import { fakeScorer } from "./fakeScorer.ts";
import { wilsonInterval } from "../../src/evaluation/wilson.ts";

const pair = (id: string, stereotypical: string, antiStereotypical: string, group = "gender.female"): MinimalPair => ({
  id,
  axis: "gender",
  group,
  against: "gender.male",
  basis: "general",
  stereotypical,
  antiStereotypical,
});

describe("stereotypePreference", () => {
  test("is the share of pairs with the more probable stereotypical sentence", async () => {
    const scorer = fakeScorer((_, next) => ({ she: 0.4, he: 0.3, even: 0.2 })[next] ?? 0.5);
    const result = await stereotypePreference(scorer, "gender", [
      pair("a", "nurse she", "nurse he"),
      pair("b", "teacher she", "teacher he"),
      pair("c", "captain he", "captain she", "gender.male"),
      pair("d", "even even", "even even"),
    ]);
    // Two won, one lost, one tie: 2.5 of 4; the sign test sees two against one.
    expect(result?.value).toBe(2.5 / 4);
    expect(result?.pValue).toBe(1);
    expect(result?.items?.map(({ value }) => value)).toEqual([1, 1, 0, 0.5]);
    expect(result?.groups).toMatchObject([
      { group: "gender.female", value: 2.5 / 3, n: 3 },
      { group: "gender.male", value: 0, n: 1 },
    ]);
    expect(result?.skipped).toEqual([
      { reason: "tied pair: one half in the share, left out of the sign test", count: 1 },
    ]);
    expect(result?.variants?.[0]).toEqual({
      name: "by total log-probability",
      value: 2.5 / 4,
      interval: wilsonInterval(2.5, 4),
    });
  });

  test("scores per token, so that a longer name is not less probable for its length alone", async () => {
    const scorer = fakeScorer((_, next) => (next === "a" ? 0.3 : 0.5));
    // Mean: (ln .5 + ln .5 + ln .5)/3 > (ln .5 + ln .3)/2, although the total is smaller: .125 < .15.
    const result = await stereotypePreference(scorer, "gender", [pair("x", "an african american", "an a")]);
    expect(result?.value).toBe(1);
    expect(result?.variants).toEqual([{ name: "by total log-probability", value: 0, interval: wilsonInterval(0, 1) }]);
  });

  test("counts pairs that are too long and is absent without pairs", async () => {
    const scorer = fakeScorer(() => 0.5, 4);
    const pairs = [pair("a", "x y", "x z"), pair("b", "a b c d e", "a b c d f")];
    const result = await stereotypePreference(scorer, "gender", pairs);
    expect(result?.n).toBe(1);
    expect(result?.skipped?.[0]).toEqual({ reason: "pair longer than the model can read", count: 1 });
    expect(await stereotypePreference(scorer, "gender", [])).toBeUndefined();
  });
});
