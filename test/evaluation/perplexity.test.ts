import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import type { GroupedText } from "../../src/evaluation/groupedText.ts";
import { perplexity } from "../../src/evaluation/perplexity.ts";
import { textLosses } from "../../src/evaluation/textLosses.ts";
import { fakeScorer } from "./fakeScorer.ts";

const text = (id: string, words: string, ...groups: string[]): GroupedText => ({ id, text: words, groups });

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
