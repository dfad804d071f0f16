import { expect, test } from "vitest";
import { convergenceSection } from "../../src/jobs/convergenceSection.ts";
import type { PlannedArm } from "../../src/jobs/experiment.ts";
import type { ArmSection } from "../../src/report/biasReport.ts";
import { convergenceReport } from "../report/convergenceReport.ts";

const arms = convergenceReport().arms ?? [];
const three = { epsilon: 3 };
const eight = { epsilon: 8 };
const clip = { clip: "hard", clipNorm: 1 } as unknown as NonNullable<PlannedArm["clip"]>;
const named = (arm: string, id: string): ArmSection => ({
  ...(arms.find((one) => one.arm === arm) as ArmSection),
  arm: id,
});

test("a private arm is held against plain, and one with counterfactuals against that of the same budget", () => {
  const planned: PlannedArm[] = [
    { id: "base", kind: "base" },
    { id: "plain", kind: "plain" },
    { id: "dp ε3", kind: "dp", privacy: three, clip },
    { id: "dp ε8", kind: "dp", privacy: eight, clip },
    { id: "dp+cda ε3", kind: "dp+cda", privacy: three, clip },
    { id: "dp+cda ε8", kind: "dp+cda", privacy: eight, clip },
  ];
  const trained = [
    named("base", "base"),
    named("plain", "plain"),
    ...["dp ε3", "dp ε8"].map((id) => named("dp", id)),
    ...["dp+cda ε3", "dp+cda ε8"].map((id) => named("dp+cda", id)),
  ];
  const section = convergenceSection(trained, planned, 7);
  const pairs = [...new Set(section?.comparisons.map(({ a, b }) => `${a} | ${b}`))];
  expect(pairs).toEqual(["plain | dp ε3", "plain | dp ε8", "dp ε3 | dp+cda ε3", "dp ε8 | dp+cda ε8"]);
  expect(section?.comparisons).toHaveLength(4 * 3);
  expect(section?.drops).toHaveLength(5 * 3);
});

test("nothing is told of arms that kept no sentences", () => {
  expect(convergenceSection([named("base", "base")], [{ id: "base", kind: "base" }], 7)).toBeUndefined();
});
