import type * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../lm/architecture.ts";
import type { ModelConfig } from "../lm/modelConfig.ts";
import { parameterOf } from "../lm/plainLayers.ts";
import { type HeadPart, headParts } from "./clip/headParts.ts";
import { gradientStep, isLookupOnly } from "./clip/gradientStep.ts";
import type { RowLayout } from "./clip/parameterGradient.ts";
import type { Graph } from "./graph.ts";
import type { ClipRule } from "./gradientEngine.ts";
import type { TrainableModel } from "./trainableModel.ts";
import { type InputType, trace } from "./trace/trace.ts";

/** Names of the step's graph inputs and outputs beside the parameters, which keep their own, and the parts of the head. */
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

/** What one gradient step is made for. */
export interface StepKey {
  readonly layout: RowLayout;
  readonly mode: ClipRule["mode"];
}

export function isSameStep(a: StepKey, b: StepKey): boolean {
  return (
    a.mode === b.mode &&
    a.layout.records === b.layout.records &&
    a.layout.views === b.layout.views &&
    a.layout.length === b.layout.length
  );
}

/** Name, shape and type of everything that a step reads. */
export function stepInputs(model: TrainableModel, { layout, mode }: StepKey): ReadonlyMap<string, InputType> {
  const { config, shapes } = model;
  const sequences = layout.records * layout.views;
  const rows = sequences * layout.length;
  const float = (shape: readonly number[]): InputType => ({ shape, dtype: "float32" });
  return new Map<string, InputType>([
    ...[...shapes].map(([name, shape]) => [name, float(shape)] as const),
    ...partsOfHead(config).map(({ name, rows: ofPart }) => [name, float([ofPart, config.width])] as const),
    ...[...summedShapes(model)].map(([name, shape]) => [stepNames.sumBefore(name), float(shape)] as const),
    [stepNames.tokens, { shape: [sequences, layout.length], dtype: "int32" }],
    [stepNames.targets, { shape: [rows, 1], dtype: "int32" }],
    [stepNames.weights, float([rows, 1])],
    ...(mode === "none" ? [] : [[stepNames.clipNorm, float([1])] as const]),
  ]);
}

/** `gradientStep` from named inputs to named outputs, on whatever backend the tensors live. */
export function namedStep(
  model: TrainableModel,
  { layout, mode }: StepKey,
  tensors: ReadonlyMap<string, tf.Tensor>,
): Map<string, tf.Tensor> {
  const of = (name: string): tf.Tensor => parameterOf(tensors, name);
  const step = gradientStep(model, layout, mode, {
    parameters: tensors,
    headParts: partsOfHead(model.config),
    sums: new Map([...summedShapes(model).keys()].map((name) => [name, of(stepNames.sumBefore(name))])),
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
}

/** Records a step for one shape and clip mode. */
export function traceGradientStep(model: TrainableModel, key: StepKey): Graph {
  return trace(stepInputs(model, key), (tensors) => namedStep(model, key, tensors));
}

/** What the step adds to itself; the output head by parts. */
function summedShapes({ config, shapes, trainable }: TrainableModel): ReadonlyMap<string, readonly number[]> {
  const { head } = architectureOf(config);
  const sums = new Map<string, readonly number[]>();
  for (const [name, shape] of shapes) {
    if (!trainable.has(name) || isLookupOnly(config, name)) continue;
    if (name === head) partsOfHead(config).forEach((part) => sums.set(part.name, [part.rows, config.width]));
    else sums.set(name, shape);
  }
  return sums;
}

function partsOfHead(config: ModelConfig): readonly HeadPart[] {
  return headParts(architectureOf(config).head, config.vocabularySize);
}
