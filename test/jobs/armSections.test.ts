import { expect, test } from "vitest";
import { checkPromises } from "../../src/jobs/armSections.ts";
import { completeReport } from "../report/completeReport.ts";

test("an attack that finds more than was promised ends the run with one sentence", () => {
  const [arm] = completeReport.arms;
  const model = { name: "dp-eps8", arm: { id: "dp", kind: "dp" as const }, seed: 1 };
  expect(() => checkPromises([{ model, section: arm }])).not.toThrow();
  const privacy = { ...arm.membership.privacy, empirical: { atLeast: 9.3, confidence: 0.95 }, isContradicted: true };
  expect(() => checkPromises([{ model, section: { ...arm, membership: { ...arm.membership, privacy } } }])).toThrow(
    "Attacks on dp-eps8 show an epsilon of at least 9.3; 8 was promised.",
  );
});
