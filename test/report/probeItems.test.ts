import { describe, expect, test } from "vitest";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { itemsBehindProbe, probeWords } from "../../src/report/probeItems.ts";
import { fullReport } from "./sampleReport.ts";

const [first] = (fullReport().arms ?? []).filter(({ training }) => training !== undefined);

/** Lengths 4 and 1, of which 2 and 1 are left: 3 of 5 kept. */
const sentences = [
  { key: "s1", group: "gender.female", firstLoss: 3, lastLoss: 2, norm: 4, clippedNorm: 2, shareClipped: 1 },
  { key: "s2", group: "gender.female", firstLoss: 5, lastLoss: 4, norm: 1, clippedNorm: 1, shareClipped: 0 },
  { key: "s1", group: "gender.male", firstLoss: 1, lastLoss: 1, norm: 1, clippedNorm: 1, shareClipped: 0 },
];

function armWith(probeSentences: typeof sentences): ArmSection {
  if (first?.training === undefined) throw new Error("no trained arm");
  return { ...first, training: { ...first.training, probeSentences } };
}

const report: BiasReport = {
  ...fullReport(),
  arms: [armWith(sentences)],
  itemTexts: [
    {
      metrics: ["coverage-gap"],
      from: "evenhand",
      roles: ["sentence"],
      items: [{ key: "s1", texts: ["The woman waits."] }],
      leftOut: 0,
    },
  ],
};

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((all, one) => all + (one ?? 0), 0);

describe("the public sentences behind a figure of a training", () => {
  test("are the group's, with shares that add up to its mean, the largest first, and their texts", () => {
    const found = itemsBehindProbe(report, armWith(sentences), "firstLoss", ["gender.female"]);
    expect(found?.items.map(({ key, contribution, texts }) => [key, contribution, texts])).toEqual([
      ["s2", 2.5, undefined],
      ["s1", 1.5, ["The woman waits."]],
    ]);
    expect(sum(found?.items.map(({ contribution }) => contribution) ?? [])).toBe(4); // (3 + 5) / 2
  });

  test("of the length kept are shares of the sum of lengths", () => {
    const found = itemsBehindProbe(report, armWith(sentences), "retained", ["gender.female"]);
    expect(found?.items.map(({ key, value, scores }) => [key, value, scores])).toEqual([
      ["s1", 0.5, [4, 2]],
      ["s2", 1, [1, 1]],
    ]);
    expect(sum(found?.items.map(({ contribution }) => contribution) ?? [])).toBeCloseTo(3 / 5, 12);
  });

  test("of a difference between two groups are those of both, without shares", () => {
    const found = itemsBehindProbe(report, armWith(sentences), "shareClipped", ["gender.female", "gender.male"]);
    expect(found?.measured).toBe(3);
    expect(found?.contribution).toBeUndefined();
  });

  test("are missing in a report that does not keep them, and it says so", () => {
    expect(itemsBehindProbe(report, armWith([]), "norm", ["gender.female"])).toBeUndefined();
    expect(probeWords({ ...report, arms: [armWith([])] })).toContain("does not keep the sentences");
    expect(probeWords(report)).toContain("lead to the sentences");
  });
});
