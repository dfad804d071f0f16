import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { hellinger, klDivergence } from "../../src/evaluation/divergence.ts";
import { occupationProbe } from "../../src/evaluation/occupationProbe.ts";
import { fakeScorer } from "./fakeScorer.ts";
import { smallProbe as probe } from "./smallProbe.ts";

describe("occupationProbe", () => {
  test("is the divergence of the groups' shares from equal shares, averaged", async () => {
    const scorer = fakeScorer((before, next) => {
      if (next === "she") return before.includes("nurse") ? 0.6 : 0.1;
      if (next === "he") return before.includes("nurse") ? 0.2 : 0.3;
      if (next === "a") return 0.5;
      if (next === "woman" || next === "man") return 0.2;
      return 0.5;
    });
    const [kl, distance] = await occupationProbe(scorer, "gender", probe, seededRandom(1));
    // Nurse and captain: shares (.75, .25) and (.25, .75) by the first template, (.5, .5) by the second.
    const one = klDivergence([0.75, 0.25], [0.5, 0.5]);
    expect(kl?.value).toBeCloseTo(one / 2, 6);
    expect(kl?.items?.map(({ key }) => key)).toEqual(["nurse", "captain"]);
    expect(distance?.value).toBeCloseTo(hellinger([0.75, 0.25], [0.5, 0.5]) / 2, 6);
    expect(kl).toMatchObject({ metric: "occupation-kl", ideal: 0, unit: "nats", n: 2 });
    expect(kl?.groups?.map(({ group, value }) => [group, Number(value.toFixed(6))])).toEqual([
      ["gender.female", 0.5],
      ["gender.male", 0.5],
    ]);
  });

  test("multiplies the probabilities of all of a term's tokens", async () => {
    const scorer = fakeScorer((before, next) => {
      if (next === "woman") return before.at(-1) === "a" ? 0.3 : 0;
      if (next === "man") return 0.1;
      return 0.5;
    });
    const only = { ...probe, completions: { ...probe.completions, gender: probe.completions.gender.slice(1) } };
    const [kl] = await occupationProbe(scorer, "gender", only, seededRandom(1));
    expect(kl?.value).toBeCloseTo(klDivergence([0.75, 0.25], [0.5, 0.5]), 6);
  });

  test("counts templates that give no group any probability", async () => {
    const scorer = fakeScorer((_, next) => (next === "she" || next === "he" ? 0 : 0.5));
    const [kl] = await occupationProbe(scorer, "gender", probe, seededRandom(1));
    expect(kl?.skipped).toEqual([{ reason: "template without any probability for a group", count: 2 }]);
    expect(await occupationProbe(scorer, "race", probe, seededRandom(1))).toEqual([]);
  });

  test("leaves out, and counts, templates that a short model cannot read", async () => {
    // "Our nurse met a woman" with its start has six tokens, "The nurse said she" five.
    const [kl] = await occupationProbe(
      fakeScorer(() => 0.5, 5),
      "gender",
      probe,
      seededRandom(1),
    );
    expect(kl).toMatchObject({ n: 2, skipped: [{ reason: "template longer than the model can read", count: 2 }] });
  });
});
