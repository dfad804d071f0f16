import { describe, expect, test } from "vitest";
import { clipCurves, keptAt } from "../../src/report/clipCurve.ts";
import { boundPath, gapSentence } from "../../src/report/clippingWords.ts";
import { clippingMarkdown } from "../../src/report/markdownClipping.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { clippingReport } from "./clippingReport.ts";
import { fullReport } from "./sampleReport.ts";

describe("the clipping section", () => {
  test("of three modes is as reviewed, and valid", async () => {
    const report = clippingReport();
    expect(parseReport(JSON.stringify(report), "r").clipping).toEqual(report.clipping);
    await expect(`${clippingMarkdown(report)}\n`).toMatchFileSnapshot("../golden/report.clipping.md");
  });

  test("is absent where nothing was looked at", () => {
    expect(clippingMarkdown(fullReport())).toBe("");
  });

  test("says where losses by group could not be measured", () => {
    const whole = clippingReport();
    const arms = whole.arms?.map((arm) => ({
      ...arm,
      metrics: arm.metrics.filter(({ metric }) => metric !== "group-loss-gap"),
    }));
    expect(clippingMarkdown(whole)).not.toContain("Too few held-out records");
    expect(clippingMarkdown({ ...whole, arms: arms ?? [] })).toContain("\n\nToo few held-out records mention");
  });

  test("the curve is that of the formulas: what soft keeps of what hard keeps", () => {
    const [hard, soft] = clipCurves(clippingReport().arms ?? []);
    expect([hard?.modes, soft?.modes]).toEqual(["hard, adaptive", "soft"]);
    expect([0.5, 1, 2].map((ratio) => hard && keptAt(hard, ratio))).toEqual([1, 1, 0.5]);
    expect(soft && keptAt(soft, 1)).toBeCloseTo(Math.tanh(1), 12);
    for (const { ratio, kept } of soft?.points ?? []) {
      expect(kept).toBeLessThanOrEqual(hard?.points.find((point) => point.ratio === ratio)?.kept ?? 0);
    }
    expect(clipCurves([])).toEqual([]);
  });

  test("a bound that does not move is a level line", () => {
    const privacy = clippingReport().arms?.find(({ arm }) => arm === "dp hard")?.privacy;
    expect(privacy && boundPath(privacy)).toEqual([
      { step: 1, value: 0.1 },
      { step: 120, value: 0.1 },
    ]);
  });

  test("the sentence says no more than the intervals", () => {
    const report = clippingReport();
    const [comparison] = report.clipping?.comparisons ?? [];
    const first = report.comparisons?.find(({ metric }) => metric === "coverage-gap");
    if (comparison === undefined || first === undefined) throw new RangeError("no comparison");
    const change = (low: number, high: number) => ({
      ...first,
      interval: { low, high, level: 0.95, method: "" },
      difference: 0.1,
    });
    expect(gapSentence({ ...report, comparisons: [change(-0.1, 0.3)] }, comparison)).toBe(
      "Gaps between groups held against dp hard (1 compared): no difference that this data could show.",
    );
    expect(gapSentence({ ...report, comparisons: [change(-0.1, 0.3), change(0.05, 0.2)] }, comparison)).toMatch(
      /held against dp hard \(2 compared\), where .*: dp soft, gender, public sentences, \+0\.100\. For the others there is no difference/,
    );
  });
});
