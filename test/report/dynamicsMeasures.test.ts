import { expect, test } from "vitest";
import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { dynamicsWords, groupSeries, recordedMeasures } from "../../src/report/dynamicsMeasures.ts";
import { withMisalignment } from "./misaligned.ts";
import { fullReport } from "./sampleReport.ts";

function armOf(report: BiasReport, name: string): ArmSection {
  const arm = report.arms?.find((one) => one.arm === name);
  if (arm === undefined) throw new Error(name);
  return arm;
}

test("every look of a group is a point", () => {
  const report = fullReport();
  const [female, male] = groupSeries(report, armOf(report, "dp"), "norm");
  expect(female).toEqual({
    group: "gender.female",
    label: "female",
    points: [1, 20, 40, 60, 80, 100, 120].map((step) => ({ step, value: 1.8 })),
  });
  expect(male?.points[0]?.value).toBeCloseTo(2, 12);
});

test("what clipping does is told of arms that clip alone", () => {
  const report = fullReport();
  expect(groupSeries(report, armOf(report, "plain"), "shareClipped")).toEqual([]);
  expect(groupSeries(report, armOf(report, "plain"), "norm")).toHaveLength(9);
  expect(
    dynamicsWords("shareClipped").format(
      groupSeries(report, armOf(report, "dp"), "shareClipped")[0]?.points[0]?.value ?? 0,
    ),
  ).toBe("100.0%");
});

test("a measure is offered where an arm has it", () => {
  const report = fullReport();
  const always = ["loss", "norm", "clippedNorm", "shareClipped", "alignment"];
  expect(recordedMeasures(report)).toEqual(always);
  expect(recordedMeasures(withMisalignment(report))).toEqual([...always, "misalignment", "misalignmentUnclipped"]);
  const plain = (report.arms ?? []).filter(({ privacy }) => privacy === undefined);
  expect(recordedMeasures({ ...report, arms: plain })).toEqual(["loss", "norm", "alignment"]);
});

test("a look that lacks a figure is left out, not taken for 0", () => {
  const report = withMisalignment(fullReport(), [2]);
  expect(groupSeries(report, armOf(report, "dp"), "misalignment")[0]?.points.map(({ step }) => step)).toEqual([40]);
});
