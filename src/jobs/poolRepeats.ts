import { inTurn } from "../base/inTurn.ts";
import { seededRandom } from "../base/random.ts";
import { poolCanaries } from "../evaluation/membership/exposure.ts";
import { poolMembership } from "../evaluation/membership/poolMembership.ts";
import { poolMetrics } from "../evaluation/poolMetrics.ts";
import type { ArmSection, SeedResult } from "../report/biasReport.ts";
import type { MeasuredModel } from "./armSections.ts";
import type { JobContext } from "./context.ts";
import { hasFigures } from "./divergedModels.ts";
import { poolPrivacy, poolTraining } from "./poolTraining.ts";

/**
 * The report's arms: repeats of one training become one arm. Metrics are of each item's mean over them; attacks, canaries,
 * curves of the training and what clipping did are means over them. Generations are the first one's. Each repeat's own figures and
 * attacks stand beside. Repeats that diverged are left out of it, which a warning says; an arm of these alone has no metrics.
 *
 * @param seed of the intervals
 * @throws EvenhandError `cancelled`
 */
export function poolRepeats(
  models: readonly MeasuredModel[],
  seed: number,
  context: JobContext,
): Promise<ArmSection[]> {
  const ids = [...new Set(models.map(({ section }) => section.arm))];
  const pooled = (id: string): ArmSection => {
    const own = models.filter(({ section }) => section.arm === id);
    const measured = own.filter(hasFigures);
    return pooledArm((measured.length === 0 ? own.slice(0, 1) : measured) as [MeasuredModel], seed);
  };
  return inTurn(ids, pooled, {
    ...context,
    stage: "pooling repeats",
  });
}

function pooledArm(models: readonly [MeasuredModel, ...MeasuredModel[]], seed: number): ArmSection {
  const [{ section: first }, ...others] = models;
  if (others.length === 0) return first;
  const allOf = <T>(of: (section: ArmSection) => T | undefined): T[] | undefined => {
    const found = models.flatMap(({ section }) => of(section) ?? []) as T[];
    return found.length < models.length ? undefined : found;
  };
  const training = allOf((section) => section.training);
  const privacy = allOf((section) => section.privacy);
  const membership = allOf((section) => section.membership);
  const canaries = allOf((section) => section.canaries);
  const sentences = models.flatMap((model) => model.sentences ?? []);
  const metrics = models.map(({ section }) => section.metrics);
  return {
    ...first,
    metrics: poolMetrics(metrics, seededRandom(seed)),
    ...(training === undefined ? {} : { training: poolTraining(training, sentences, seededRandom(seed)) }),
    ...(privacy === undefined ? {} : { privacy: poolPrivacy(privacy) }),
    ...(membership === undefined ? {} : { membership: poolMembership(membership) }),
    ...(canaries === undefined ? {} : { canaries: poolCanaries(canaries, seededRandom(seed)) }),
    seeds: models.map(seedResult),
  };
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
