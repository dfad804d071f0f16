import { throwIfCancelled } from "../../base/errors.ts";
import type { GradientEngine, TrainingRecord } from "../gradientEngine.ts";

/** How much better a model knows what it was trained on. */
export interface LossGap {
  /** Losses of records that were trained on, nats per token, in their order. */
  readonly memberLosses: Float64Array;
  /** The same of records that were not. */
  readonly nonMemberLosses: Float64Array;
}

/**
 * The gap |loss of non-members - loss of members| and, for each parameter, how strongly it depends on it: |dG/dtheta|.
 *
 * @param members, nonMembers at least one record each; means run over records, the loss of each the mean of its tokens'
 * @returns `sensitivity` with the names and lengths of what is trained
 */
export async function lossGap(
  engine: GradientEngine,
  members: readonly TrainingRecord[],
  nonMembers: readonly TrainingRecord[],
  signal?: AbortSignal,
): Promise<{ readonly gap: LossGap; readonly sensitivity: Map<string, Float32Array> }> {
  if (members.length === 0 || nonMembers.length === 0) throw new RangeError("the gap needs members and non-members");
  const nonMemberLosses = await lossesOf(engine, nonMembers, signal);
  const sensitivity = new Map(
    [...engine.gradientSum].map(([name, sum]) => [name, sum.map((value) => value / nonMembers.length)] as const),
  );
  const memberLosses = await lossesOf(engine, members, signal);
  for (const [name, values] of sensitivity) {
    const sum = engine.gradientSum.get(name) as Float32Array;
    for (let at = 0; at < values.length; at += 1) {
      values[at] = Math.abs((values[at] as number) - (sum[at] as number) / members.length);
    }
  }
  return { gap: { memberLosses, nonMemberLosses }, sensitivity };
}

/** Leaves the sum of the records' gradients in the engine. */
async function lossesOf(
  engine: GradientEngine,
  records: readonly TrainingRecord[],
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  throwIfCancelled(signal);
  engine.beginLot();
  const statistics = await engine.accumulate(records, { mode: "none" }, signal);
  return Float64Array.from(statistics, ({ loss }) => loss);
}
