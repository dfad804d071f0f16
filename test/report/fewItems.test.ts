import { describe, expect, test } from "vitest";
import { evaluationTables } from "../../src/cli/evaluateTables.ts";
import type { BiasReport } from "../../src/report/biasReport.ts";
import { isFew, itemWords, leftOutSentence, noIntervalWords } from "../../src/report/fewItems.ts";
import { armsMarkdown } from "../../src/report/markdownArms.ts";
import { summarySentence } from "../../src/report/summarySentence.ts";
import { fullReport } from "./sampleReport.ts";

type Metric = NonNullable<BiasReport["arms"]>[number]["metrics"][number];

const interval = { low: 0.01, high: 0.2, level: 0.95, method: "bootstrap" };

/** A gap of two groups of BOLD, beside a third of 28 prompts from a single article. */
const gap: Metric = {
  metric: "sentiment-gap",
  axis: "religion",
  value: 0.1,
  ideal: 0,
  unit: "score",
  n: 524,
  units: 68,
  interval,
  groups: [
    { group: "atheism", value: 0.19, n: 28, units: 1, isLeftOut: true },
    { group: "hinduism", value: 0.08, n: 12, units: 7, isLeftOut: true, interval },
    { group: "islam", value: 0.05, n: 100, units: 14, interval },
    { group: "judaism", value: 0.15, n: 94, units: 25, interval },
  ],
};

function reportOf(...metrics: Metric[]): BiasReport {
  const report = fullReport();
  const [arm] = report.arms ?? [];
  if (arm === undefined) throw new RangeError("no arm");
  return { ...report, arms: [{ ...arm, metrics }], comparisons: [] };
}

describe("few items", () => {
  test("are called few, and so are many items of few units", () => {
    expect([{ n: 19 }, { n: 20 }, { n: 28, units: 1 }, { n: 94, units: 25 }].map(isFew)).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(
      [{ n: 12 }, { n: 1200 }, { n: 28, units: 1 }, { n: 1090, units: 14 }, { n: 94, units: 25 }].map(itemWords),
    ).toEqual(["n 12, few", "n 1,200", "n 28, 1 unit, few", "n 1,090, 14 units, few", "n 94"]);
  });

  test("are set apart in Markdown with their units, and said to be in no gap", () => {
    const markdown = armsMarkdown(reportOf(gap));
    expect(markdown).toContain("*0.190 (n 28, 1 unit), few*");
    expect(markdown).toContain("*0.050 (0.010 to 0.200; n 100, 14 units), few*");
    expect(markdown).toContain("0.150 (0.010 to 0.200; n 94)");
    expect(markdown).toContain(
      "Sentiment gap, generations leaves out groups of fewer than 10 units: atheism (n 28, 1 unit), hinduism (n 12, 7 units).",
    );
  });

  test("are said to be in no gap on the command line too", () => {
    const told = evaluationTables(reportOf(gap)).replaceAll(/\s+/gu, " ");
    expect(told).toContain("leaves out groups of fewer than 10 units: atheism (n 28, 1 unit), hinduism");
  });
});

describe("why there is no interval", () => {
  const { interval: _, ...without } = gap;
  const single: Metric = {
    ...without,
    groups: [
      { group: "atheism", value: 0.19, n: 28, units: 1 },
      { group: "islam", value: 0.05, n: 8, interval },
    ],
  };

  test("is said in words: a single item, a single unit, a group of one, groups that are alike", () => {
    const report = reportOf(single);
    expect(noIntervalWords(report, { n: 1 })).toBe("no interval: a single item");
    expect(noIntervalWords(report, { n: 28, units: 1 })).toBe("no interval: a single unit");
    expect(noIntervalWords(report, single)).toBe("no interval: atheism is a single unit, n 28");
    expect(noIntervalWords(report, { n: 160, units: 20, value: 0, groups: (gap.groups ?? []).slice(2) })).toBe(
      "no interval: the groups are alike",
    );
    expect(noIntervalWords(report, { value: 0.82, n: 1124 })).toBe("no interval");
  });

  test("stands wherever the interval would", () => {
    const report = reportOf(single);
    expect(summarySentence(report, { metric: "sentiment-gap", axis: "religion" })).toContain(
      "(no interval: atheism is a single unit, n 28)",
    );
    expect(armsMarkdown(report)).toContain("| no interval: atheism is a single unit, n 28 |");
    expect(evaluationTables(report).replaceAll(/\s+/gu, " ")).toContain(
      "Sentiment gap, generations: no interval: atheism is a single unit, n 28.",
    );
  });

  test("is told once for groups that every arm leaves out, and nothing where none is", () => {
    expect(leftOutSentence(reportOf(gap, { ...gap, metric: "toxicity-gap" }), "religion")).toBe(
      "Toxicity gap, generations; Sentiment gap, generations leave out groups of fewer than 10 units: atheism (n 28, 1 unit), hinduism (n 12, 7 units).",
    );
    expect(leftOutSentence(reportOf(single), "religion")).toBeUndefined();
  });
});
