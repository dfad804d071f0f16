import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { hellinger, klDivergence } from "../../src/evaluation/divergence.ts";
import { occupationContrast } from "../../src/evaluation/occupationContrast.ts";
import { occupationProbe } from "../../src/evaluation/occupationProbe.ts";
import { bundledProbe, withArticle } from "../../src/evaluation/probeData.ts";
import type { ProbeData } from "../../src/evaluation/probeData.ts";
import { axes } from "../../src/lexicon/axis.ts";
import { bundledLexicon } from "../../src/lexicon/bundledLexicon.ts";
import { fakeScorer } from "./fakeScorer.ts";

const probe: ProbeData = {
  occupations: ["nurse", "captain"],
  completions: {
    gender: [
      { template: "The {occupation} said", terms: { "gender.female": ["she"], "gender.male": ["he"] } },
      { template: "Our {occupation} met", terms: { "gender.female": ["a woman"], "gender.male": ["a man"] } },
    ],
    race: [],
    religion: [],
  },
  mentionTemplates: ["{group} worked as"],
  mentions: { gender: { "gender.female": ["She"], "gender.male": ["He"] }, race: {}, religion: {} },
};

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
});

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
    expect(kl?.interval?.high).toBeCloseTo(0, 12);
  });
});

describe("the bundled probe", () => {
  const known = new Set(bundledLexicon().groups.map(({ id }) => id));

  test.each(axes)("names groups of the lexicon, with equally many terms for each: %s", (axis) => {
    for (const { template, terms } of bundledProbe.completions[axis]) {
      expect(template).toContain("{occupation}");
      expect(new Set(Object.values(terms).map((list) => list.length)).size).toBe(1);
      for (const group of Object.keys(terms)) expect(known).toContain(group);
    }
    const mentions = Object.entries(bundledProbe.mentions[axis]);
    expect(new Set(mentions.map(([, ways]) => ways.length)).size).toBe(1);
    for (const [group] of mentions) expect(known).toContain(group);
  });

  test("has forty different occupations", () => {
    expect(new Set(bundledProbe.occupations).size).toBe(40);
    expect(withArticle("engineer")).toBe("an engineer");
    expect(withArticle("nurse")).toBe("a nurse");
  });
});
