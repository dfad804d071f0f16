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

  test("has an interval over units where several texts are drawn together", async () => {
    const random = seededRandom(3);
    const scorer = fakeScorer((_, next) => Number(next.slice(1)));
    // Forty units whose ten texts are equally hard: 400 texts, of which 360 say nothing new.
    const texts = Array.from({ length: 40 }, () => 0.1 + 0.8 * random.next()).flatMap((chance, unit) =>
      Array.from({ length: 10 }, (_, index): GroupedText => ({ ...text(`${unit}-${index}`, `p${chance}`), unit })),
    );
    const alone = await textLosses(
      scorer,
      texts.filter((_, index) => index % 10 === 0),
    );
    const [ofUnits, ofOneEach] = [await textLosses(scorer, texts), alone].map((losses) =>
      perplexity(losses, seededRandom(1)),
    );
    expect(ofUnits).toMatchObject({ n: 400, units: 40 });
    expect(ofUnits?.interval?.low).toBeCloseTo(ofOneEach?.interval?.low ?? 0, 9);
    expect(ofUnits?.interval?.high).toBeCloseTo(ofOneEach?.interval?.high ?? 0, 9);
    expect(ofUnits?.interval?.method).toContain("units of privacy, all texts of one together");
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
