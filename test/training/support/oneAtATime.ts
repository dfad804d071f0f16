import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { architectureOf } from "../../../src/lm/architecture.ts";
import { type LoraAdapter, adaptedLayers, adapterShapes, loraNames, loraScale } from "../../../src/lm/lora.ts";
import type { ModelConfig } from "../../../src/lm/modelConfig.ts";
import { plainLayers } from "../../../src/lm/plainLayers.ts";
import type { TokenView, TrainingRecord } from "../../../src/training/gradientEngine.ts";
import { onCpu } from "./tinyModel.ts";

/** One record's loss and gradient by tfjs's own differentiation of the textbook layers: the oracle of the clipped pass. */
export interface RecordGradient {
  readonly loss: number;
  /** Name -> values; float32. */
  readonly gradient: ReadonlyMap<string, Float32Array>;
  readonly norm: number;
}

/**
 * Differentiates the records one by one, each view a batch of one.
 *
 * @param trainable names of what the gradient is taken of; all parameters when absent
 */
export async function oneAtATime(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  records: readonly TrainingRecord[],
  trainable?: ReadonlySet<string>,
): Promise<RecordGradient[]> {
  const tensors = await onCpu(config, parameters);
  const variables = new Map([...tensors].filter(([name]) => trainable?.has(name) ?? true));
  return differentiate(config, variables, (values) => new Map([...tensors, ...values]), records);
}

/** The same for an adapter on a frozen model, its matrices multiplied out: W + s (B A)ᵀ is what is differentiated. */
export async function adapterOneAtATime(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  adapter: LoraAdapter,
  records: readonly TrainingRecord[],
): Promise<RecordGradient[]> {
  const tensors = await onCpu(config, parameters);
  const shapes = adapterShapes(config, adapter.settings);
  const variables = new Map(
    [...adapter.parameters].map(([name, values]) => [name, tf.tensor(values, [...(shapes.get(name) ?? [])])]),
  );
  const { linearStorage } = architectureOf(config);
  const merged = (values: Tensors): Tensors => {
    const all = new Map(tensors);
    for (const { name } of adaptedLayers(config, adapter.settings.targets)) {
      const product = tf.matMul(values.get(loraNames.b(name)) as tf.Tensor, values.get(loraNames.a(name)) as tf.Tensor);
      const change = tf.mul(
        loraScale(adapter.settings),
        linearStorage === "input first" ? tf.transpose(product) : product,
      );
      all.set(`${name}.weight`, tf.add(tensors.get(`${name}.weight`) as tf.Tensor, change));
    }
    return all;
  };
  return differentiate(config, variables, merged, records);
}

type Tensors = ReadonlyMap<string, tf.Tensor>;

/** @param parametersOf every parameter of the model, as it follows from the variables */
function differentiate(
  config: ModelConfig,
  variables: Tensors,
  parametersOf: (variables: Tensors) => Tensors,
  records: readonly TrainingRecord[],
): RecordGradient[] {
  const names = [...variables.keys()];
  const gradientOf = tf.valueAndGrads((...values: tf.Tensor[]) => {
    const parameters = parametersOf(new Map(names.map((name, index) => [name, values[index] as tf.Tensor])));
    const losses = current.views.map((view) => viewLoss(config, parameters, view));
    return tf.div(tf.addN(losses), losses.length);
  });
  let current = records[0] as TrainingRecord;
  return records.map((record) => {
    current = record;
    const { value, grads } = gradientOf([...variables.values()]);
    const gradient = new Map(names.map((name, index) => [name, (grads[index] as tf.Tensor).dataSync<"float32">()]));
    return { loss: value.dataSync()[0] as number, gradient, norm: l2([...gradient.values()]) };
  });
}

/** Mean negative log-likelihood of a view's targets. */
export function viewLoss(config: ModelConfig, parameters: ReadonlyMap<string, tf.Tensor>, view: TokenView): tf.Scalar {
  const labels = (view.labels ?? view.tokens).slice(1);
  const targets = labels.filter((label) => label !== -100).length;
  const length = view.tokens.length - 1;
  const layers = plainLayers(config, parameters);
  const embedded = layers.embed(tf.tensor2d(view.tokens.slice(0, -1), [1, length], "int32"));
  const architecture = architectureOf(config);
  const states = architecture.finalStates(layers, embedded, { sequences: 1, length });
  const logits = tf.matMul(states, parameters.get(architecture.head) as tf.Tensor2D, false, true); // [T, V]
  const oneHot = tf.oneHot(
    tf.tensor1d(
      labels.map((label) => Math.max(0, label)),
      "int32",
    ),
    config.vocabularySize,
  );
  const ofTarget = tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), 1);
  const mask = tf.tensor1d(labels.map((label) => (label === -100 ? 0 : 1)));
  return tf.div(tf.neg(tf.sum(tf.mul(ofTarget, mask))), Math.max(1, targets));
}

/** The sum of factor times gradient over records, name by name, in float64. */
export function weightedSum(
  gradients: readonly RecordGradient[],
  factors: readonly number[],
): Map<string, Float64Array> {
  const sum = new Map<string, Float64Array>();
  gradients.forEach(({ gradient }, index) => {
    for (const [name, values] of gradient) {
      const total = sum.get(name) ?? new Float64Array(values.length);
      for (let i = 0; i < values.length; i += 1) {
        total[i] = (total[i] as number) + (factors[index] as number) * (values[i] as number);
      }
      sum.set(name, total);
    }
  });
  return sum;
}

/** Euclidean norm of all values together. */
export function l2(parts: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const part of parts) for (let i = 0; i < part.length; i += 1) sum += (part[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** ‖a - b‖ / ‖b‖, or ‖a‖ when b is 0. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const difference = Float64Array.from({ length: b.length }, (_, i) => (a[i] as number) - (b[i] as number));
  const size = l2([b]);
  return l2([difference]) / (size === 0 ? 1 : size);
}
