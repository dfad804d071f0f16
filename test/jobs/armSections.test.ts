import { expect, test } from "vitest";
import { checkPromises } from "../../src/jobs/armSections.ts";
import { completeReport } from "../report/completeReport.ts";

test("an attack that finds more than was promised ends the run with one sentence", () => {
  const [arm] = completeReport.arms;
  if (arm === undefined) throw new RangeError("the report has no arm");
  expect(() => checkPromises([arm])).not.toThrow();
  const privacy = { ...arm.membership.privacy, empirical: { atLeast: 9.3, confidence: 0.95 }, isContradicted: true };
  expect(() => checkPromises([{ ...arm, membership: { ...arm.membership, privacy } }])).toThrow(
    "show an epsilon of at least 9.3; 8 was promised.",
  );
});
