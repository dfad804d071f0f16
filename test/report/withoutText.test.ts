import { expect, test } from "vitest";
import { withoutText } from "../../src/report/withoutText.ts";
import { completeReport } from "./completeReport.ts";
import { scanReport } from "./sampleReport.ts";

const { arms, itemTexts } = completeReport;

test("records keep their places and lose their words; what models wrote goes, its scores stay", () => {
  const report = withoutText({ ...scanReport(), arms, itemTexts });
  expect(report.itemTexts?.[0]?.items).toEqual([
    { key: "a", group: "gender.female", place: { file: "a.txt", line: 1, byte: 0 } },
  ]);
  expect(report.arms?.[0]?.generations?.kept[0]).toEqual({
    key: "beginning 1/The woman",
    group: "gender.female",
    toxicity: 0,
    sentiment: 0.2,
  });
  expect(JSON.stringify(report)).not.toContain("She reads");
});

test("a benchmark's sentences go, those written for Evenhand stay", () => {
  const [list] = itemTexts;
  const lists = withoutText({
    ...scanReport(),
    itemTexts: [
      { ...list, from: "benchmark" },
      { ...list, from: "evenhand" },
    ],
  }).itemTexts;
  expect(lists?.map(({ items }) => items[0]?.texts)).toEqual([undefined, ["She reads."]]);
});
