import type * as tf from "@tensorflow/tfjs-core";
import { parameterOf } from "../lm/plainLayers.ts";
import { gradientStep, isLookupOnly } from "./clip/gradientStep.ts";
import type { RowLayout } from "./clip/parameterGradient.ts";
import type { Graph } from "./graph.ts";
import type { ClipRule } from "./gradientEngine.ts";
import type { TrainableModel } from "./trainableModel.ts";
import { type InputType, trace } from "./trace/trace.ts";

/** Names of the step's graph inputs and outputs beside the parameters, which keep their own. */
export const stepNames = {
  tokens: "tokens",
  targets: "targets",
  weights: "weights",
  clipNorm: "clipNorm",
  viewLosses: "viewLosses",
  tokenRows: "tokenRows",
  positionRows: "positionRows",
  squaredNorms: "squaredNorms",
  clipFactors: "clipFactors",
  sumBefore: (parameter: string): string => `sum before: ${parameter}`,
  sumAfter: (parameter: string): string => `sum after: ${parameter}`,
} as const;

/** Records `gradientStep` for one shape and clip mode. */
export function traceGradientStep(model: TrainableModel, layout: RowLayout, mode: ClipRule["mode"]): Graph {
  const { config, shapes, trainable } = model;
  const sequences = layout.records * layout.views;
  const rows = sequences * layout.length;
  const summed = [...shapes].filter(([name]) => trainable.has(name) && !isLookupOnly(config, name));
  const float = (shape: readonly number[]): InputType => ({ shape, dtype: "float32" });
  const inputs = new Map<string, InputType>([
    ...[...shapes].map(([name, shape]) => [name, float(shape)] as const),
    ...summed.map(([name, shape]) => [stepNames.sumBefore(name), float(shape)] as const),
    [stepNames.tokens, { shape: [sequences, layout.length], dtype: "int32" }],
    [stepNames.targets, { shape: [rows, 1], dtype: "int32" }],
    [stepNames.weights, float([rows, 1])],
    ...(mode === "none" ? [] : [[stepNames.clipNorm, float([1])] as const]),
  ]);
  return trace(inputs, (tensors) => {
    const of = (name: string): tf.Tensor => parameterOf(tensors, name);
    const step = gradientStep(model, layout, mode, {
      parameters: tensors,
      sums: new Map(summed.map(([name]) => [name, of(stepNames.sumBefore(name))])),
      tokens: of(stepNames.tokens) as tf.Tensor2D,
      targets: of(stepNames.targets) as tf.Tensor2D,
      weights: of(stepNames.weights) as tf.Tensor2D,
      ...(mode === "none" ? {} : { clipNorm: of(stepNames.clipNorm) as tf.Tensor1D }),
    });
    const outputs = new Map<string, tf.Tensor>([[stepNames.viewLosses, step.viewLosses]]);
    if (step.tokenRows !== undefined) outputs.set(stepNames.tokenRows, step.tokenRows);
    if (step.positionRows !== undefined) outputs.set(stepNames.positionRows, step.positionRows);
    if (step.clipping !== undefined) {
      outputs.set(stepNames.squaredNorms, step.clipping.squaredNorms);
      outputs.set(stepNames.clipFactors, step.clipping.factors);
    }
    for (const [name, sum] of step.sums) outputs.set(stepNames.sumAfter(name), sum);
    return outputs;
  });
}
