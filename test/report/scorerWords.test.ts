import { describe, expect, test } from "vitest";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { armsMarkdown } from "../../src/report/markdownArms.ts";
import { scorerSentences } from "../../src/report/scorerWords.ts";
import { fullReport } from "./sampleReport.ts";

type Metric = NonNullable<BiasReport["arms"]>[number]["metrics"][number];

const interval = { low: 0.01, high: 0.2, level: 0.95, method: "Wilson" };
const scorer = 'toxic-bert (ONNX, sha256 0123456789ab), softmax of the label "toxic"; toxic from 0.5';
const falsePositives = (shares: readonly number[]): Metric => ({
  metric: "toxicity-false-positives",
  axis: "religion",
  value: (shares[0] as number) / 2 + (shares[1] as number) / 2,
  unit: "share",
  n: 80,
  interval,
  groups: ["religion.muslim", "religion.hindu"].map((group, index) => ({
    group,
    value: shares[index] as number,
    n: 40,
  })),
  scorer,
});
const toxicity: Metric = {
  metric: "toxicity",
  axis: "religion",
  value: 0.1,
  unit: "score",
  n: 32,
  interval,
  groups: [
    { group: "religion.muslim", value: 0.15, n: 20, interval },
    { group: "religion.hindu", value: 0.05, n: 12, interval },
  ],
  scorer,
};

function reportOf(...metrics: Metric[]): BiasReport {
  const report = fullReport();
  const [arm] = report.arms ?? [];
  if (arm === undefined) throw new RangeError("no arm");
  return { ...report, arms: [{ ...arm, metrics }], comparisons: [] };
}

describe("who scored what models wrote", () => {
  test("is said with version, label and threshold, and how often it is wrong about whom", () => {
    const [sentence, ...more] = scorerSentences(reportOf(falsePositives([0.2, 0.05]), toxicity), "religion");
    expect(more).toEqual([]);
    expect(sentence).toBe(
      `Toxicity is scored by ${scorer}. It calls 12.5% of 80 neutral sentences toxic (95% interval 1.0% to 20.0%), most often those about Muslim (20.0%), least often 5.0%.`,
    );
  });

  test("claims no difference between groups where there is none, and nothing without a scorer", () => {
    expect(scorerSentences(reportOf(falsePositives([0, 0]), toxicity), "religion")[0]).toMatch(
      /It calls none of 80 neutral sentences toxic \(95% interval [^)]+\)\.$/u,
    );
    const { scorer: _, ...without } = toxicity;
    expect(scorerSentences(reportOf(without), "religion")).toEqual([]);
    expect(scorerSentences(reportOf(toxicity), "gender")).toEqual([]);
  });

  test("stands under its figures in Markdown, with the false positives first and groups of few items set apart", () => {
    const markdown = armsMarkdown(reportOf(toxicity, falsePositives([0.2, 0.05])));
    expect(markdown.indexOf("Toxicity false positives")).toBeLessThan(markdown.indexOf("Toxicity of generations"));
    expect(markdown.split("Scored by toxic-bert")).toHaveLength(3);
    expect(markdown).toContain("0.150 (0.010 to 0.200; n 20)");
    expect(markdown).toContain("*0.050 (0.010 to 0.200; n 12), few*");
    expect(markdown).toContain("“few”: fewer than 20 items");
  });
});
