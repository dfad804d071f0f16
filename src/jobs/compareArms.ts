import { inTurn } from "../base/inTurn.ts";
import { seededRandom } from "../base/random.ts";
import { adjustComparisons } from "../evaluation/adjustComparisons.ts";
import { compareMembership } from "../evaluation/membership/compareMembership.ts";
import type { AttackedModel, MembershipComparison } from "../evaluation/membership/compareMembership.ts";
import { compareMetrics } from "../evaluation/compareMetrics.ts";
import type { MetricComparison } from "../evaluation/metricResult.ts";
import type { ArmSection, StandardArm } from "../report/biasReport.ts";
import type { MeasuredModel } from "./armSections.ts";
import type { JobContext } from "./context.ts";
import type { PlannedArm } from "./experiment.ts";

/** Pairs of kinds that a reader asks about: what did training, privacy, and counterfactuals change? */
const comparedKinds: readonly (readonly [StandardArm, StandardArm])[] = [
  ["base", "plain"],
  ["plain", "plain+past"],
  ["plain+past-control", "plain+past"],
  ["plain", "dp"],
  ["dp", "dp+cda"],
  ["plain", "dp+cda"],
];

/**
 * The comparisons between arms, item by item on the same held-out texts and test sentences, with corrected p values.
 *
 * @throws EvenhandError `cancelled`
 */
export async function compareArms(
  arms: readonly ArmSection[],
  planned: readonly PlannedArm[],
  seed: number,
  context: JobContext,
): Promise<MetricComparison[]> {
  const pairs = comparedArms(planned).flatMap(([a, b]) => {
    const armA = arms.find(({ arm }) => arm === a.id);
    const armB = arms.find(({ arm }) => arm === b.id);
    return armA === undefined || armB === undefined ? [] : [[armA, armB] as const];
  });
  return adjustComparisons(await comparePairs(pairs, seed, context));
}

/**
 * Every pair with the same random stream.
 *
 * @throws EvenhandError `cancelled`
 */
export async function comparePairs(
  pairs: readonly (readonly [ArmSection, ArmSection])[],
  seed: number,
  context: JobContext,
): Promise<MetricComparison[]> {
  const comparisons = await inTurn(
    pairs,
    ([a, b]) => compareMetrics(a.arm, a.metrics, b.arm, b.metrics, seededRandom(seed)),
    { ...context, stage: "comparing models" },
  );
  return comparisons.flat();
}

/** The attacks of every compared pair of arms, over all trainings of each. */
export function compareAttacks(
  models: readonly MeasuredModel[],
  planned: readonly PlannedArm[],
): MembershipComparison[] {
  const trainings = new Map<string, AttackedModel[]>();
  for (const { model, attacked } of models) {
    if (attacked === undefined) continue;
    trainings.set(model.arm.id, [...(trainings.get(model.arm.id) ?? []), attacked]);
  }
  return compareMembership(
    trainings,
    comparedArms(planned).map(([a, b]) => [a.id, b.id]),
  );
}

/** Private arms are compared with each other where they differ in one thing only: counterfactuals, or the first clipping mode. */
export function comparedArms(planned: readonly PlannedArm[]): (readonly [PlannedArm, PlannedArm])[] {
  const ofKind = (kind: StandardArm): readonly PlannedArm[] => planned.filter((arm) => arm.kind === kind);
  const byKind = comparedKinds.flatMap(([kindA, kindB]) =>
    ofKind(kindA).flatMap((a) => ofKind(kindB).flatMap((b) => (isOneStep(a, b) ? [[a, b] as const] : []))),
  );
  const firstClip = planned.find(({ clip }) => clip !== undefined)?.clip;
  const byClip = planned
    .filter(({ clip }) => clip !== undefined && clip === firstClip)
    .flatMap((a) =>
      planned
        .filter((b) => b.kind === a.kind && b.privacy === a.privacy && b.clip !== a.clip)
        .map((b) => [a, b] as const),
    );
  return [...byKind, ...byClip];
}

function isOneStep(a: PlannedArm, b: PlannedArm): boolean {
  return a.privacy === undefined || (a.privacy === b.privacy && a.clip === b.clip);
}
