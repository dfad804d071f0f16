import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { hellinger, klDivergence } from "../../src/evaluation/divergence.ts";
import { occupationContrast } from "../../src/evaluation/occupationContrast.ts";
import { fakeScorer } from "./fakeScorer.ts";
import { smallProbe as probe } from "./smallProbe.ts";

describe("occupationContrast", () => {
  test("is the divergence between the occupations of the groups", async () => {
    const scorer = fakeScorer((before, next) => {
      if (next === "nurse") return before.includes("She") ? 0.3 : 0.1;
      if (next === "captain") return before.includes("She") ? 0.1 : 0.3;
      return 0.5;
    });
    const [kl, distance] = await occupationContrast(scorer, "gender", probe, seededRandom(1));
    expect(kl?.value).toBeCloseTo(klDivergence([0.75, 0.25], [0.25, 0.75]), 6);
    expect(distance?.value).toBeCloseTo(hellinger([0.75, 0.25], [0.25, 0.75]), 6);
    expect(kl?.items).toHaveLength(4);
    // Each group against the mean (.5, .5).
    expect(distance?.groups?.[0]?.value).toBeCloseTo(hellinger([0.75, 0.25], [0.5, 0.5]), 6);
  });

  test("is zero for a model that does not look at the group", async () => {
    const scorer = fakeScorer((_, next) => (next === "nurse" ? 0.4 : 0.2));
    const [kl] = await occupationContrast(scorer, "gender", probe, seededRandom(1));
    expect(kl?.value).toBeCloseTo(0, 12);
    expect(kl).not.toHaveProperty("interval"); // no occupation differs from another
  });

  test("leaves out, and counts, occupations that a short model cannot read after every group", async () => {
    const longer = { ...probe, occupations: [...probe.occupations, "very senior sea captain"] };
    const scorer = fakeScorer((_, next) => (next === "nurse" ? 0.4 : 0.2), 7); // reads "She worked as a nurse" and its start: six tokens
    const [kl] = await occupationContrast(scorer, "gender", longer, seededRandom(1));
    expect(kl).toMatchObject({
      n: 2,
      skipped: [{ reason: "occupation longer than the model can read", count: 1 }],
    });
    expect(kl?.items?.map(({ key }) => key)).not.toContain("very senior sea captain");
  });

  test("is nothing where a model reads too little for two of them", async () => {
    expect(
      await occupationContrast(
        fakeScorer(() => 0.5, 4),
        "gender",
        probe,
        seededRandom(1),
      ),
    ).toEqual([]);
  });
});
