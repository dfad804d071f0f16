import { EvenhandError } from "../base/errors.ts";
import type { RecordStatistics, TrainingRecord } from "./gradientEngine.ts";
import { layerInWords } from "./layerInWords.ts";
import type { LoopOptions } from "./loop.ts";

const hint =
  "Start a new run with a lower learning rate or a longer warm-up; the last checkpoint is kept, and a base model that " +
  "already gives no finite loss cannot be trained.";

/** A step whose numbers are no longer finite: the run stops before it stores them. */
export function diverged(step: number, what: string, layer: string | undefined): EvenhandError {
  const where = layer === undefined ? "" : `; the first layer to go wrong is ${layerInWords(layer)}`;
  return new EvenhandError("training.diverged", `At step ${step} ${what}${where}.`, { hint });
}

/** The last array, in the order of the forward pass, with a value that is not finite: backward, the first to go wrong. */
export function lastNonFinite(arrays: ReadonlyMap<string, Float32Array>): string | undefined {
  return [...arrays].findLast(([, values]) => !allFinite(values))?.[0];
}

function allFinite(values: Float32Array): boolean {
  let sum = 0; // in double precision, which no sum of single ones overflows
  for (let index = 0; index < values.length; index += 1) sum += values[index] as number;
  return Number.isFinite(sum);
}

/**
 * Stops a run whose model has lost its numbers. Without protection that is any record without a finite loss. With it, such
 * a record is only left out: whether a run stops must not hang on one record. It stops when no record of a lot has a
 * gradient and the model, on tokens that are nobody's, has no finite output either.
 */
export async function checkLot(
  { protection, firstBrokenLayer }: LoopOptions,
  step: number,
  drawn: readonly TrainingRecord[],
  statistics: readonly RecordStatistics[],
): Promise<void> {
  if (protection === undefined) {
    const broken = statistics.findIndex(({ loss }) => !Number.isFinite(loss));
    if (broken === -1) return;
    let layer: string | undefined;
    for (const { tokens } of drawn[broken]?.views ?? []) layer ??= await firstBrokenLayer?.(tokens);
    throw diverged(step, "the loss is not finite", layer);
  }
  if (statistics.length === 0 || statistics.some(({ norm }) => Number.isFinite(norm))) return;
  const layer = await firstBrokenLayer?.(probeTokens);
  if (layer !== undefined) throw diverged(step, "the model's output is not finite", layer);
}

/** The same for every corpus; every vocabulary has them. */
const probeTokens = [0, 1, 2, 3];
