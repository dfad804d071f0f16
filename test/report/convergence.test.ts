import { describe, expect, test } from "vitest";
import { dropRows } from "../../src/report/convergenceWords.ts";
import { trainingMarkdown } from "../../src/report/markdownArms.ts";
import { narrowedReport } from "../../src/report/narrowedReport.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { convergenceReport } from "./convergenceReport.ts";
import { fullReport } from "./sampleReport.ts";

const report = convergenceReport();

describe("how far each arm's loss fell", () => {
  test("has a row for every arm and group, beside the arm that it is held against", () => {
    const rows = dropRows(report);
    expect(rows).toHaveLength(9);
    expect(rows.filter(({ comparison }) => comparison !== undefined)).toHaveLength(6);
    const male = rows.find(({ drop }) => drop.arm === "dp" && drop.group === "gender.male");
    expect(male?.comparison).toMatchObject({ a: "plain", b: "dp", group: "gender.male", n: 16 });
    expect(male?.comparison?.interval?.high).toBeLessThan(-0.6);
    expect(male?.comparison?.adjustedP).toBeLessThan(0.001);
  });

  test("is in Markdown, with interval, test and correction", () => {
    const markdown = trainingMarkdown(report);
    expect(markdown).toContain("### How far the loss of each group fell");
    expect(markdown).toContain("Holm over all 6 tests");
    expect(markdown).toContain("With so few sentences an interval may be too narrow.");
    expect(markdown).toMatch(
      /\| dp \| male \| 0\.[34]\d\d \| 0\.\d{3} to 0\.\d{3} \| plain \| −0\.\d{3} \| −0\.\d{3} to −0\.\d{3} \| < 0\.001 \| < 0\.001 \| 16 \|/u,
    );
    expect(markdown).toMatch(/\| plain \| male \| 1\.\d{3} \| 1\.\d{3} to 1\.\d{3} \| – \| – \| – \| – \| – \| 16 \|/u);
  });

  test("is read back, and is missing in older reports", () => {
    expect(parseReport(JSON.stringify(report), "r").convergence).toEqual(report.convergence);
    expect(trainingMarkdown(fullReport())).not.toContain("How far the loss");
    expect(dropRows(fullReport())).toEqual([]);
  });

  test("is narrowed to an axis, and to arms in sight", () => {
    const religion = narrowedReport(report, { axis: "religion", hiddenArms: [] }).convergence;
    expect(religion?.drops.map(({ arm, group }) => [arm, group])).toEqual([
      ["plain", "religion.muslim"],
      ["dp", "religion.muslim"],
      ["dp+cda", "religion.muslim"],
    ]);
    expect(religion?.comparisons).toHaveLength(2);
    const shown = narrowedReport(report, { hiddenArms: ["plain"] }).convergence;
    expect(new Set(shown?.comparisons.map(({ a }) => a))).toEqual(new Set(["dp"]));
    expect(new Set(shown?.drops.map(({ arm }) => arm))).toEqual(new Set(["dp", "dp+cda"]));
  });
});
