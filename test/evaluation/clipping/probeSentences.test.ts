import { expect, test } from "vitest";
import { probeSentences } from "../../../src/evaluation/clipping/probeSentences.ts";

const looks = [
  {
    clipNorm: 2,
    groups: [{ group: "gender.female", sentences: { losses: [3, 5], norms: [1, 4], clippedNorms: [1, 2] } }],
  },
  {
    clipNorm: 1,
    groups: [{ group: "gender.female", sentences: { losses: [2, 4], norms: [3, 4], clippedNorms: [1, 1] } }],
  },
];

test("a sentence has its first and last loss, and means over the looks", () => {
  expect(probeSentences(looks, new Map([["gender.female", ["one", "two"]]]))).toEqual([
    // norms (1 + 3) / 2; longer than the bound in one look of two
    { key: "one", group: "gender.female", firstLoss: 3, lastLoss: 2, norm: 2, clippedNorm: 1, shareClipped: 0.5 },
    { key: "two", group: "gender.female", firstLoss: 5, lastLoss: 4, norm: 4, clippedNorm: 1.5, shareClipped: 1 },
  ]);
});

test("without a bound nothing is clipped", () => {
  const unclipped = looks.map(({ groups }) => ({ groups }));
  const shares = probeSentences(unclipped, new Map([["gender.female", ["one", "two"]]])).map((one) => one.shareClipped);
  expect(shares).toEqual([0, 0]);
});

test("there are none where a look has not kept its sentences, or where the names are others", () => {
  const keys = new Map([["gender.female", ["one", "two"]]]);
  expect(probeSentences([...looks, { groups: [{ group: "gender.female" }] }], keys)).toEqual([]);
  expect(probeSentences(looks, new Map([["gender.female", ["one"]]]))).toEqual([]);
  expect(probeSentences(looks, new Map())).toEqual([]);
});
