import { expect, test } from "vitest";
import { clippingSection } from "../../src/jobs/clippingSection.ts";
import type { ArmSection } from "../../src/report/biasReport.ts";
import { clippingReport } from "../report/clippingReport.ts";

const arms = clippingReport().arms ?? [];

test("arms that differ in their clip mode are compared with hard clipping, whatever their order", () => {
  const [comparison, ...others] = clippingSection(arms.toReversed(), 7)?.comparisons ?? [];
  expect(others).toEqual([]);
  expect(comparison?.arms).toEqual(["dp hard", "dp adaptive", "dp soft"]);
  expect(new Set(comparison?.gapChanges.map(({ a }) => a))).toEqual(new Set(["dp hard"]));
});

test("arms that differ in anything else are not", () => {
  const [hard, soft] = arms.filter(({ arm }) => arm === "dp hard" || arm === "dp soft");
  if (hard?.privacy === undefined || soft?.privacy === undefined) throw new RangeError("the sample has no such arms");
  const others: ArmSection[] = [
    { ...soft, kind: "dp+cda" },
    { ...soft, privacy: { ...soft.privacy, noiseMultiplier: 2 } },
    { ...soft, privacy: { ...soft.privacy, clipMode: "hard" } },
  ];
  for (const other of others) expect(clippingSection([hard, other], 7)).toBeUndefined();
  expect(clippingSection([hard, soft], 7)?.comparisons).toHaveLength(1);
});
