import { expect, test } from "vitest";
import { narrowedReport } from "../../src/report/narrowedReport.ts";
import { groupLabel, slursOf } from "../../src/report/wording.ts";
import { clippingReport } from "./clippingReport.ts";
import { deepScanReport } from "./deepScanReport.ts";
import { membershipReport } from "./membershipReport.ts";
import { fullReport } from "./sampleReport.ts";

const everything = { hiddenArms: [] };

test("all axes and arms are the report itself", () => {
  expect(narrowedReport(fullReport(), everything)).toEqual({ ...fullReport(), hiddenArms: 0 });
});

test("one axis keeps what belongs to it and what belongs to none", () => {
  const report = narrowedReport(fullReport(), { ...everything, axis: "religion" });
  const axes = (report.arms ?? []).flatMap(({ metrics }) => metrics.map(({ metric, axis }) => axis ?? metric));
  expect(new Set(axes)).toEqual(new Set(["religion", "perplexity"]));
  expect(new Set(report.comparisons?.map(({ axis }) => axis))).toEqual(new Set(["religion"]));
  expect(report.scan?.groups.map(({ group }) => group)).toEqual([
    "religion.christian",
    "religion.jewish",
    "religion.muslim",
  ]);
  const groups = report.arms?.[1]?.training?.dynamics?.[0]?.groups.map(({ group }) => group);
  expect(groups).toEqual(["religion.christian", "religion.jewish", "religion.muslim"]);
});

test("slurs of the other axes stay masked, and their groups keep their names", () => {
  const whole = deepScanReport();
  const report = narrowedReport(whole, { ...everything, axis: "gender" });
  expect(slursOf(report)).toEqual(slursOf(whole));
  expect(slursOf(report).size).toBeGreaterThan(0);
  expect(groupLabel(report, "race.black")).toBe("Black");
  expect(report.scan?.attributes?.occupations).toBeDefined();
  expect(narrowedReport(whole, { ...everything, axis: "race" }).scan?.attributes?.occupations).toBeUndefined();
});

test("a hidden arm goes with its comparisons", () => {
  const report = narrowedReport(fullReport(), { hiddenArms: ["plain", "an arm of another report"] });
  expect(report.arms?.map(({ arm }) => arm)).toEqual(["base", "dp", "dp+cda"]);
  expect(report.comparisons?.every(({ a, b }) => a === "dp" && b === "dp+cda")).toBe(true);
  expect(report.hiddenArms).toBe(1);
});

test("clipping is narrowed to an axis's groups, and to comparisons of arms in sight", () => {
  const whole = clippingReport();
  const religion = narrowedReport(whole, { ...everything, axis: "religion" });
  const treatment = religion.arms?.at(-1)?.training?.treatment;
  expect(treatment?.groups.map(({ group }) => group)).toEqual([
    "religion.christian",
    "religion.jewish",
    "religion.muslim",
  ]);
  expect(new Set(treatment?.disparities.map(({ axis }) => axis))).toEqual(new Set(["religion"]));
  // Only gender's sentences were compared group by group.
  expect(religion.clipping?.comparisons[0]?.tests.every(({ texts }) => texts === "held-out records")).toBe(true);
  const two = narrowedReport(whole, { hiddenArms: ["dp soft"] }).clipping?.comparisons[0];
  expect(two?.arms).toEqual(["dp hard", "dp adaptive"]);
  expect(two?.tests.some(({ a, b }) => a === "dp soft" || b === "dp soft")).toBe(false);
  expect(narrowedReport(whole, { hiddenArms: ["dp soft", "dp hard"] }).clipping?.comparisons).toEqual([]);
});

test("attacks on a hidden arm are not compared", () => {
  const pairs = narrowedReport(membershipReport(), { hiddenArms: ["dp"] }).membershipComparisons ?? [];
  expect(pairs).toHaveLength(10);
  expect(pairs.some(({ b }) => b === "dp")).toBe(false);
});
