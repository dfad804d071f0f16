import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../lm/architecture.ts";
import type { Layers } from "../lm/layers.ts";
import { parameterOf } from "../lm/plainLayers.ts";
import { tappedLayers } from "./clip/tappedLayers.ts";
import type { Graph } from "./graph.ts";
import { gemm } from "./trace/operators.ts";
import { type InputType, trace } from "./trace/trace.ts";
import type { TrainableModel } from "./trainableModel.ts";

/** What the probe says about one layer: its name, behind its place in the forward pass, which makes it unique. */
export interface ProbedLayer {
  readonly output: string;
  readonly layer: string;
}

/**
 * Records a forward pass over one sequence that returns, for every layer in its order, one number: 0 when everything that
 * the layer put out is finite, NaN when something is not.
 *
 * @param length T
 */
export function traceLayerProbe(model: TrainableModel, length: number): { graph: Graph; layers: ProbedLayer[] } {
  const { config, shapes } = model;
  const architecture = architectureOf(config);
  const inputs = new Map<string, InputType>([
    ...[...shapes].map(([name, shape]) => [name, { shape, dtype: "float32" }] as const),
    ["tokens", { shape: [1, length], dtype: "int32" }],
  ]);
  const layers: ProbedLayer[] = [];
  const graph = trace(inputs, (tensors) => {
    const outputs = new Map<string, tf.Tensor>();
    const watch = (x: tf.Tensor2D, layer: string): tf.Tensor2D => {
      const output = `${layers.length} ${layer}`;
      layers.push({ output, layer });
      outputs.set(output, tf.sum(tf.mul(x, 0)));
      return x;
    };
    const shape = { sequences: 1, length };
    const watched = watchedLayers(
      tappedLayers(config, tensors, [], model.lora === undefined ? {} : { lora: model.lora }),
      architecture.tokenEmbedding,
      watch,
    );
    const states = architecture.finalStates(
      watched,
      watched.embed(parameterOf(tensors, "tokens") as tf.Tensor2D),
      shape,
    );
    watch(gemm(states, parameterOf(tensors, architecture.head), { transposeB: true }), architecture.head);
    return outputs;
  });
  return { graph, layers };
}

/** Operations without a name go by the named layer before them. */
function watchedLayers(
  layers: Layers,
  embedding: string,
  watch: (x: tf.Tensor2D, layer: string) => tf.Tensor2D,
): Layers {
  let last = embedding;
  const named = (x: tf.Tensor2D, name: string): tf.Tensor2D => watch(x, (last = name));
  return {
    embed: (tokens) => named(layers.embed(tokens), embedding),
    linear: (x, name) => named(layers.linear(x, name), name),
    layerNorm: (x, name) => named(layers.layerNorm(x, name), name),
    rmsNorm: (x, name) => named(layers.rmsNorm(x, name), name),
    gelu: (x) => watch(layers.gelu(x), last),
    gatedSilu: (gate, up) => watch(layers.gatedSilu(gate, up), last),
    rotate: (x, rotation, shape) => watch(layers.rotate(x, rotation, shape), last),
    attention: (q, k, v, layer, shape) => watch(layers.attention(q, k, v, layer, shape), last),
  };
}
