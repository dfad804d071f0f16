import type { JobContext } from "./context.ts";
import { measuringRates } from "./measuringRates.ts";
import type { OpenedModel, PreparedCorpus } from "./preparedRun.ts";
import type { RunRates } from "./runClock.ts";
import { stepRates } from "./stepRates.ts";
import type { ArmInputs } from "./trainArm.ts";

/** What pieces of a run take; plain data. */
export interface MeasuredRates extends RunRates {
  /** Seconds of what is done once: the base model's scores of the texts that every model is attacked on. */
  readonly once: number;
  /** The most memory that the run will have at a time. */
  readonly memoryBytes: number;
  /** Whether steps are cut smaller than wanted because memory is short. */
  readonly isMemoryShort: boolean;
}

/**
 * Tries out what a run will do most of: a step on records of the corpus and a look at texts of the probe, whose sums are thrown
 * away, so that nothing is learnt and nothing spent; and the scoring and writing that a model is measured by.
 *
 * @param own a model of the run that is trained; none for a run that measures the base model alone
 */
export async function measuredRates(
  opened: OpenedModel,
  prepared: PreparedCorpus,
  own: ArmInputs | undefined,
  context: JobContext,
): Promise<MeasuredRates> {
  const none = { step: 0, probePass: 0, peakBytes: 0, isMemoryShort: false };
  const { peakBytes, ...steps } = own === undefined ? none : await stepRates(prepared, own, context);
  const measuring = await measuringRates(opened, prepared, own?.threads, context);
  // A training's graphs are released before its model is measured: the one or the other is the most.
  return { ...steps, ...measuring, memoryBytes: Math.max(peakBytes, process.resourceUsage().maxRSS * 1024) };
}
