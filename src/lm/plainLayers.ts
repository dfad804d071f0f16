import * as tf from "@tensorflow/tfjs-core";
import type { Layers } from "./gpt2.ts";
import type { ModelConfig } from "./modelConfig.ts";

/** Added to the score of a token that lies in the future: its probability is exactly 0 in float32. */
export const futureScore = -1e9;

/** [T, T]: 0 where position t may look at position s <= t, else `futureScore`. */
export function causalMask(length: number): tf.Tensor2D {
  const values = new Float32Array(length * length);
  for (let t = 0; t < length; t += 1) values.fill(futureScore, t * length + t + 1, (t + 1) * length);
  return tf.tensor2d(values, [length, length]);
}

/** The parameter called `name`. */
export function parameterOf(parameters: ReadonlyMap<string, tf.Tensor>, name: string): tf.Tensor {
  const parameter = parameters.get(name);
  if (parameter === undefined) throw new RangeError(`the model has no parameter ${name}`);
  return parameter;
}

/** GPT-2's layers in single, differentiable tfjs operations: the reference that the fast layers are tested against. */
export function plainLayers(config: ModelConfig, parameters: ReadonlyMap<string, tf.Tensor>): Layers {
  const { width, heads } = config;
  const of = (name: string): tf.Tensor => parameterOf(parameters, name);
  return {
    embed(tokens) {
      const [sequences, length] = tokens.shape;
      const token = tf.gather(of("transformer.wte.weight"), tf.reshape(tokens, [-1])); // [N, C]
      const position = tf.tile(tf.slice(of("transformer.wpe.weight"), [0, 0], [length, width]), [sequences, 1]);
      return tf.add(token, position);
    },
    linear: (x, name) => tf.add(tf.matMul(x, of(`${name}.weight`)), of(`${name}.bias`)),
    layerNorm(x, name) {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const variance = tf.mean(tf.square(centred), -1, true); // biased, as in GPT-2
      const normalised = tf.div(centred, tf.sqrt(tf.add(variance, config.layerNormEpsilon)));
      return tf.add(tf.mul(normalised, of(`${name}.weight`)), of(`${name}.bias`));
    },
    gelu(x) {
      const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))));
      return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
    },
    attention(qkv, sequences, length) {
      const [q, k, v] = tf
        .split(qkv, 3, 1)
        .map((part) => tf.transpose(tf.reshape(part, [sequences, length, heads, width / heads]), [0, 2, 1, 3])) as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor4D,
      ]; // [B, H, T, C/H] each
      const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(width / heads)); // [B, H, T, T]
      const weights = tf.softmax(tf.add(scores, causalMask(length)));
      const mixed = tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]); // [B, T, H, C/H]
      return tf.reshape(mixed, [sequences * length, width]);
    },
  };
}
