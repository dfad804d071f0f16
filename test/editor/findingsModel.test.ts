import { expect, test } from "vitest";
import { associationText, findingTree, groupName } from "../../src/editor/findingsModel.ts";
import { isStrong, strongFindings } from "../../src/report/strongAssociations.ts";
import { associationRow, scanReport } from "./scanReport.ts";

test("the tree leads from axis to group to the words that keep it company, without empty groups", () => {
  const [axis, ...others] = findingTree(scanReport);
  expect(others).toEqual([]);
  expect(axis).toMatchObject({
    kind: "axis",
    axis: "gender",
    groups: [
      {
        kind: "group",
        group: { group: "gender.female" },
        associations: [{ row: { word: "nurse" } }, { row: { word: "mother" } }],
        terms: [{ kind: "terms", terms: [{ kind: "term", term: { term: "she" } }] }],
      },
    ],
  });
});

test("a report without a scan has no findings", () => {
  const { scan: _scan, ...report } = scanReport;
  expect(findingTree(report)).toEqual([]);
  expect(strongFindings(report)).toBe(0);
});

test("an association is strong when it is sure and its whole interval is above chance", () => {
  expect(isStrong(associationRow("nurse"))).toBe(true);
  expect(isStrong(associationRow("nurse", { q: 0.051 }))).toBe(false);
  expect(isStrong(associationRow("nurse", { npmiLow: 0 }))).toBe(false);
  expect(isStrong(associationRow("nurse", { z: -3 }))).toBe(false);
  expect(strongFindings(scanReport)).toBe(1);
});

test("the figures of an association stand in the description", () => {
  expect(associationText(associationRow("nurse"))).toBe("z 14.2 · nPMI 0.31 · 87");
});

test("a group that the scan does not know keeps the name in its id", () => {
  expect(groupName("gender.female", scanReport.scan)).toBe("female");
  expect(groupName("religion.muslim", scanReport.scan)).toBe("muslim");
});
