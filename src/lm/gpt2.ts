import * as tf from "@tensorflow/tfjs-core";
import type { ModelConfig } from "./modelConfig.ts";

/**
 * The layers that a GPT-2 is made of. `plainLayers.ts` has them as a textbook would; training has a faster set
 * whose backward pass also keeps what clipping needs. B sequences of T tokens are N = B·T rows throughout.
 */
export interface Layers {
  /** [B, T] token ids -> [N, C]: token plus position embedding. */
  embed(tokens: tf.Tensor2D): tf.Tensor2D;
  /** [N, p] -> [N, m]: x W + b with `NAME.weight` [p, m] and `NAME.bias` [m]. */
  linear(x: tf.Tensor2D, name: string): tf.Tensor2D;
  /** [N, C] -> [N, C] with `NAME.weight` and `NAME.bias`, both [C]. */
  layerNorm(x: tf.Tensor2D, name: string): tf.Tensor2D;
  /** `gelu_new`, the tanh form, element by element. */
  gelu(x: tf.Tensor2D): tf.Tensor2D;
  /** [N, 3C], the columns q | k | v -> [N, C]: causal attention within each sequence. */
  attention(qkv: tf.Tensor2D, sequences: number, length: number): tf.Tensor2D;
}

/**
 * From embedded tokens to the states that the output head reads, after the last layer norm.
 *
 * @param embedded [N, C]
 * @returns [N, C]
 * @see Radford et al. (2019), "Language Models are Unsupervised Multitask Learners"
 */
export function finalStates(
  layers: Layers,
  config: ModelConfig,
  embedded: tf.Tensor2D,
  sequences: number,
  length: number,
): tf.Tensor2D {
  let x = embedded; // [N, C]
  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = `transformer.h.${layer}`;
    const qkv = layers.linear(layers.layerNorm(x, `${block}.ln_1`), `${block}.attn.c_attn`); // [N, 3C]
    x = tf.add(x, layers.linear(layers.attention(qkv, sequences, length), `${block}.attn.c_proj`));
    const inner = layers.gelu(layers.linear(layers.layerNorm(x, `${block}.ln_2`), `${block}.mlp.c_fc`)); // [N, 4C]
    x = tf.add(x, layers.linear(inner, `${block}.mlp.c_proj`));
  }
  return layers.layerNorm(x, "transformer.ln_f");
}

/** Name of the [V, C] matrix of the output head. */
export function headName(config: ModelConfig): string {
  return config.tiedHead ? "transformer.wte.weight" : "lm_head.weight";
}
