import { expect, test } from "vitest";
import { clippingSection } from "../../src/jobs/clippingSection.ts";
import type { ArmSection } from "../../src/report/biasReport.ts";
import { clippingReport } from "../report/clippingReport.ts";

const arms = clippingReport().arms ?? [];

test("arms that differ in their clip mode are compared with the first of them", () => {
  const [comparison, ...others] = clippingSection(arms, 7)?.comparisons ?? [];
  expect(others).toEqual([]);
  expect(comparison?.arms).toEqual(["dp hard", "dp soft", "dp adaptive"]);
  expect(new Set(comparison?.tests.filter(({ group }) => group !== undefined).map(({ a }) => a))).toEqual(
    new Set(["dp hard"]),
  );
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
