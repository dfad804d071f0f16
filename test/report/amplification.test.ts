import { expect, test } from "vitest";
import { amplificationOf, amplificationTable, correctionWords, ratioText } from "../../src/report/amplification.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { summarySentence } from "../../src/report/summarySentence.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { experimentReport } from "./experimentReport.ts";
import { fullReport, scanReport } from "./sampleReport.ts";

const gap = { metric: "group-loss-gap", axis: "gender" } as const;

test("every private arm stands against plain, each epsilon on its own", () => {
  const report = parseReport(JSON.stringify(experimentReport()), "report.json");
  expect(amplificationOf(report, gap).map(({ arm }) => arm.arm)).toEqual([
    "dp ε3",
    "dp ε8",
    "dp ε20",
    "dp+cda ε3",
    "dp+cda ε8",
    "dp+cda ε20",
  ]);
  expect(amplificationTable(scanReport())).toEqual([]);
});

test("a ratio that cannot be told is a dash, never a number", () => {
  const [gender] = amplificationOf(experimentReport(), gap);
  const [race] = amplificationOf(experimentReport(), { ...gap, axis: "race" });
  expect(ratioText(gender?.comparison as never)).toBe("3.20 (1.40 to 6.10)");
  expect(ratioText(race?.comparison as never)).toBe("–");
});

test("a correction is claimed only where there is one", () => {
  expect(correctionWords(experimentReport())).toContain("Holm");
  expect(correctionWords(fullReport())).toContain("not corrected");
});

test("the sentence names every epsilon, and the interval with it", () => {
  const sentence = summarySentence(experimentReport(), gap);
  expect(sentence).toContain(
    "dp at ε3, ε8 and ε20 is 0.036, 0.036 and 0.036 nats per token higher than plain " +
      "(95% intervals 0.012 to 0.060, 0.012 to 0.060 and 0.012 to 0.060)",
  );
});

test("Markdown has each training's own figure beside the pooled one", () => {
  const markdown = renderMarkdown(experimentReport());
  expect(markdown).toContain("### Each repeat");
  // 0.018 in the sample; the two trainings came to 0.95 and 1.05 times that.
  expect(markdown).toMatch(/\| Gender: loss gap between groups \| plain \| 0\.018 \| 0\.017, 0\.019 \|/u);
});
