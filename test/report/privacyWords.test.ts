import { expect, test } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { formatLowerBound, formatUpperBound } from "../../src/report/numberFormat.ts";
import { formatMu, formatTruePositives, trainingsSentence } from "../../src/report/privacyWords.ts";
import { fullReport } from "./sampleReport.ts";

test("bounds are never rounded to less than they are, and exact ones not to more", () => {
  expect(formatMu({ gdpMu: 1.23401 })).toBe("1.235");
  expect(formatMu({ gdpMu: 0.5 })).toBe("0.500");
  expect(formatTruePositives({ truePositivesAt1Percent: 0.3721 })).toBe("37.3%");
  expect(formatTruePositives({ truePositivesAt1Percent: 0.01 })).toBe("1.0%");
  expect(formatTruePositives({ truePositivesAt1Percent: 1 })).toBe("100.0%");
});

test("what epsilon allows an attack to find is no less than the bound, in Markdown as in the table of privacy", () => {
  const report = fullReport();
  const arms = (report.arms ?? []).map((arm) => {
    const { membership, privacy } = arm;
    if (membership === undefined || privacy === undefined) return arm;
    const attacks = membership.attacks.map((attack) => ({
      ...attack,
      truePositives: attack.truePositives.map((one) => ({ ...one, ceiling: 0.03907 })),
    }));
    return {
      ...arm,
      membership: { ...membership, attacks },
      privacy: { ...privacy, truePositivesAt1Percent: 0.03907 },
    };
  });
  const written = renderMarkdown({ ...report, arms });
  expect(written).toContain("| 4.0%, 4.0% |");
  expect(written).toContain("| 4.0% | record, with all");
  expect(written).not.toContain("3.9%");
});

test("a bound from below is never rounded to more than it is", () => {
  expect([formatLowerBound(0.826, 2), formatLowerBound(0.83, 2), formatUpperBound(7.001, 2)]).toEqual([
    "0.82",
    "0.83",
    "7.01",
  ]);
});

test("a report without them has a dash", () => {
  expect([formatMu({}), formatTruePositives({})]).toEqual(["–", "–"]);
});

test("of several trainings an epsilon is each one's", () => {
  const privacy = fullReport().arms?.at(-1)?.privacy;
  if (privacy === undefined) throw new RangeError("the sample's last arm is private");
  const seeds = [1, 2].map((seed) => ({ seed, model: { name: "m", parameters: 1, sha256: "00" }, values: [] }));
  expect(trainingsSentence([{ seeds }, { privacy, seeds }])).toContain("an arm's figures rest on 2");
  expect(trainingsSentence([{ seeds }, { privacy }])).toBeUndefined();
});
