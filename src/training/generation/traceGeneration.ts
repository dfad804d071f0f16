import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../../lm/architecture.ts";
import { type ModelConfig, parameterShapes } from "../../lm/modelConfig.ts";
import { parameterOf } from "../../lm/plainLayers.ts";
import { tappedLayers } from "../clip/tappedLayers.ts";
import type { Graph } from "../graph.ts";
import { gemm } from "../trace/operators.ts";
import { type InputType, trace } from "../trace/trace.ts";
import { type KeysAndValues, cachedLayers } from "./cachedLayers.ts";

/** Names of graph inputs and outputs beside the parameters, which keep their own. */
export const generationNames = {
  tokens: "tokens",
  lastRows: "lastRows",
  positions: "positions",
  cacheRows: "cacheRows",
  mask: "mask",
  logits: "logits",
  keys: (layer: number): string => `keys of block ${layer}`,
  values: (layer: number): string => `values of block ${layer}`,
  keysAfter: (layer: number): string => `keys of block ${layer} after`,
  valuesAfter: (layer: number): string => `values of block ${layer} after`,
} as const;

/** G and D: heads of keys and values, and their width. */
export function keyShape(config: ModelConfig): { readonly groups: number; readonly headWidth: number } {
  return config.architecture === "llama"
    ? { groups: config.keyValueHeads, headWidth: config.headWidth }
    : { groups: config.heads, headWidth: config.width / config.heads };
}

/**
 * Whole prompts of T tokens, padded on the right: `tokens` [B, T] and `lastRows` [B], the row of the N = B·T that is each
 * prompt's last token, to `logits` [B, V] there, and each block's keys and values [B, G, T, D]. Padding comes after what it
 * pads, where no token looks.
 */
export function tracePrompts(config: ModelConfig, sequences: number, length: number): Graph {
  const inputs = parameterInputs(config)
    .set(generationNames.tokens, { shape: [sequences, length], dtype: "int32" })
    .set(generationNames.lastRows, { shape: [sequences], dtype: "int32" });
  return trace(inputs, (tensors) => {
    const outputs = new Map<string, tf.Tensor>();
    const { groups, headWidth } = keyShape(config);
    const byHead = (rows: tf.Tensor2D): tf.Tensor =>
      tf.transpose(tf.reshape(rows, [sequences, length, groups, headWidth]), [0, 2, 1, 3]);
    const tapped = tappedLayers(config, tensors, []);
    const layers: typeof tapped = {
      ...tapped,
      attention(q, k, v, layer, shape) {
        outputs.set(generationNames.keys(layer), byHead(k)).set(generationNames.values(layer), byHead(v));
        return tapped.attention(q, k, v, layer, shape);
      },
    };
    const embedded = layers.embed(parameterOf(tensors, generationNames.tokens) as tf.Tensor2D);
    const states = architectureOf(config).finalStates(layers, embedded, { sequences, length }); // [N, C]
    const last = tf.gather(states, parameterOf(tensors, generationNames.lastRows) as tf.Tensor1D); // [B, C]
    return outputs.set(generationNames.logits, logitsOf(config, tensors, last));
  });
}

/**
 * One more token of each sequence: `tokens` [B, 1], `positions` [B], `cacheRows` [B·G], `mask` [B, 1, 1, M] and the keys and
 * values so far, [B·G·M, D] each, to `logits` [B, V] and the keys and values with the new token. Given the same memory for
 * both, only the new rows are written.
 *
 * @param capacity M: longest sequence that there is room for
 */
export function traceNextToken(config: ModelConfig, sequences: number, capacity: number): Graph {
  const { groups, headWidth } = keyShape(config);
  const cache: InputType = { shape: [sequences * groups * capacity, headWidth], dtype: "float32" };
  const inputs = parameterInputs(config)
    .set(generationNames.tokens, { shape: [sequences, 1], dtype: "int32" })
    .set(generationNames.positions, { shape: [sequences], dtype: "int32" })
    .set(generationNames.cacheRows, { shape: [sequences * groups], dtype: "int32" })
    .set(generationNames.mask, { shape: [sequences, 1, 1, capacity], dtype: "float32" });
  for (let layer = 0; layer < config.layers; layer += 1) {
    inputs.set(generationNames.keys(layer), cache).set(generationNames.values(layer), cache);
  }
  return trace(inputs, (tensors) => {
    const of = (name: string): tf.Tensor => parameterOf(tensors, name);
    const before = Array.from({ length: config.layers }, (_, layer) => ({
      keys: of(generationNames.keys(layer)) as tf.Tensor2D,
      values: of(generationNames.values(layer)) as tf.Tensor2D,
    }));
    const after: KeysAndValues[] = [];
    const newTokens = {
      positions: of(generationNames.positions) as tf.Tensor1D,
      rows: of(generationNames.cacheRows) as tf.Tensor1D,
      mask: of(generationNames.mask) as tf.Tensor4D,
    };
    const layers = cachedLayers(config, tensors, newTokens, before, after);
    const embedded = layers.embed(of(generationNames.tokens) as tf.Tensor2D); // [B, C]
    const states = architectureOf(config).finalStates(layers, embedded, { sequences, length: 1 });
    const outputs = new Map<string, tf.Tensor>([[generationNames.logits, logitsOf(config, tensors, states)]]);
    after.forEach(({ keys, values }, layer) => {
      outputs.set(generationNames.keysAfter(layer), keys).set(generationNames.valuesAfter(layer), values);
    });
    return outputs;
  });
}

function parameterInputs(config: ModelConfig): Map<string, InputType> {
  return new Map([...parameterShapes(config)].map(([name, shape]) => [name, { shape, dtype: "float32" }]));
}

function logitsOf(config: ModelConfig, tensors: ReadonlyMap<string, tf.Tensor>, states: tf.Tensor): tf.Tensor {
  return gemm(states, parameterOf(tensors, architectureOf(config).head), { transposeB: true });
}
