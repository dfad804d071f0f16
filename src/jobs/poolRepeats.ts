import { seededRandom } from "../base/random.ts";
import { poolMetrics } from "../evaluation/poolMetrics.ts";
import type { ArmSection, SeedResult } from "../report/biasReport.ts";
import type { MeasuredModel } from "./armSections.ts";

/**
 * The report's arms: repeats of one training become one arm, whose metrics are of each item's mean over them. Attacks and
 * dynamics cannot be averaged honestly: the arm shows the first repeat's, and keeps every repeat's attacks.
 *
 * @param seed of the intervals
 */
export function poolRepeats(models: readonly MeasuredModel[], seed: number): ArmSection[] {
  const ids = [...new Set(models.map(({ section }) => section.arm))];
  return ids.map((id) => {
    const own = models.filter(({ section }) => section.arm === id);
    const [{ section: first }] = own as [MeasuredModel];
    if (own.length === 1) return first;
    const metrics = own.map(({ section }) => section.metrics);
    return { ...first, metrics: poolMetrics(metrics, seededRandom(seed)), seeds: own.map(seedResult) };
  });
}

function seedResult({ model, section }: MeasuredModel): SeedResult {
  const { metrics, privacy, membership } = section;
  return {
    seed: model.seed,
    model: section.model,
    values: metrics.map(({ metric, axis, value }) => ({ metric, ...(axis === undefined ? {} : { axis }), value })),
    ...(privacy === undefined ? {} : { epsilon: privacy.epsilon }),
    ...(membership === undefined ? {} : { membership }),
  };
}
