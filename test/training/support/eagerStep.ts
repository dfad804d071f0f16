import * as tf from "@tensorflow/tfjs-core";
import { type StepOutputs, gradientStep } from "../../../src/training/clip/gradientStep.ts";
import type { ClipRule, TrainingRecord } from "../../../src/training/gradientEngine.ts";
import { type Microbatch, clipUnits, packMicrobatch, planMicrobatches } from "../../../src/training/microbatches.ts";
import type { TrainableModel } from "../../../src/training/trainableModel.ts";
import { onCpu } from "./tinyModel.ts";

/** Records that have equally many views, as the one micro-batch they become. */
export function microbatchOf(records: readonly TrainingRecord[]): Microbatch {
  const plan = planMicrobatches(clipUnits(records, false), { tokens: 4096, maximumLength: 64 });
  const [first] = plan;
  if (first === undefined || plan.length > 1) throw new RangeError("the records make more than one micro-batch");
  return first;
}

/** Runs the step's own code operation by operation on the CPU backend, nothing recorded; sums start at 0. */
export async function eagerStep(
  model: TrainableModel,
  parameters: ReadonlyMap<string, Float32Array>,
  microbatch: Microbatch,
  clip: ClipRule,
): Promise<StepOutputs> {
  const { layout } = microbatch;
  const { tokens, targets, weights } = packMicrobatch(microbatch, "mean");
  const rows = weights.length;
  const tensors = await onCpu(model.config, parameters);
  return gradientStep(model, layout, clip.mode, {
    parameters: tensors,
    sums: new Map([...model.shapes].map(([name, shape]) => [name, tf.zeros([...shape])])),
    tokens: tf.tensor2d(tokens, [layout.records * layout.views, layout.length], "int32"),
    targets: tf.tensor2d(targets, [rows, 1], "int32"),
    weights: tf.tensor2d(weights, [rows, 1]),
    ...(clip.mode === "none" ? {} : { clipNorm: tf.tensor1d([clip.clipNorm]) }),
  });
}
