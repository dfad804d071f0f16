import { describe, expect, test } from "vitest";
import { canarySentence } from "../../src/report/canaryWords.ts";
import { membershipMarkdown } from "../../src/report/markdownMembership.ts";
import { gapRows, sensitivityOf, topSentence } from "../../src/report/pastWords.ts";
import { parseReport } from "../../src/report/validateReport.ts";
import { membershipReport } from "./membershipReport.ts";

const report = membershipReport();

describe("the section on membership", () => {
  test("with tuning, its control and canaries is as reviewed, and valid", async () => {
    expect(parseReport(JSON.stringify(report), "r")).toEqual(JSON.parse(JSON.stringify(report)));
    await expect(`${membershipMarkdown(report)}\n`).toMatchFileSnapshot("../golden/report.membership.md");
  });

  test("sets tuning and its control side by side, before and after", () => {
    expect(gapRows(report).map(({ arm, when, gap }) => [arm, when, Number(gap.toFixed(3))])).toEqual([
      ["plain", "before", 1.62],
      ["plain+past", "after", 0.4],
      ["plain+past-control", "after", 1.1],
    ]);
  });

  test("says in how few parameters the gap lies", () => {
    const top = [
      { top: 0.01, share: 0.312 },
      { top: 0.2, share: 0.881 },
    ];
    expect(topSentence({ modules: [], top })).toBe(
      "The most sensitive 1% of the parameters carry 31% of the sensitivity; 20% carry 88%.",
    );
    expect(sensitivityOf({ ...report, arms: [] })).toBeUndefined();
  });

  test("counts canaries and says what a group is", () => {
    const canaries = report.arms?.[0]?.canaries;
    if (canaries === undefined) throw new RangeError("no canaries");
    expect(canarySentence(canaries)).toBe(
      "20 canaries, each once in the training, ranked among 1,023 sentences drawn alike and not planted.",
    );
    expect(canarySentence({ ...canaries, canaries: 1, repeats: 3 })).toBe(
      "1 canary, each 3 times in the training, ranked among 1,023 sentences drawn alike and not planted. What ε allows is for a group of 3 records.",
    );
  });

  test("without attacks still has tuning and canaries", () => {
    const arms = report.arms?.map(({ membership: _membership, ...arm }) => arm) ?? [];
    const text = membershipMarkdown({ ...report, arms });
    expect(text).toMatch(/^## Membership\n\n### Tuning/);
    expect(membershipMarkdown({ ...report, arms: [] })).toBe("");
  });
});
