import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "./architecture.ts";
import type { Layers, RotaryStretch, Rotation } from "./layers.ts";
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

/** Angles' cosines and sines, [T, D/2] row-major each. */
export interface RotaryAngles {
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

/**
 * Cosines and sines of how far each position turns each pair.
 *
 * @param length T
 * @see Su et al. (2021), "RoFormer: Enhanced Transformer with Rotary Position Embedding"
 */
export function rotaryAngles({ headWidth, base, stretch }: Rotation, length: number): RotaryAngles {
  const pairs = headWidth / 2;
  const speeds = Array.from({ length: pairs }, (_, pair) => stretched(base ** (-pair / pairs), stretch));
  const cosines = new Float32Array(length * pairs);
  const sines = new Float32Array(length * pairs);
  for (let index = 0; index < cosines.length; index += 1) {
    const pair = index % pairs;
    const angle = ((index - pair) / pairs) * (speeds[pair] as number);
    cosines[index] = Math.cos(angle);
    sines[index] = Math.sin(angle);
  }
  return { cosines, sines };
}

/** @param speed radians per position */
function stretched(speed: number, stretch: RotaryStretch | undefined): number {
  if (stretch === undefined) return speed;
  const { factor, longWaves, shortWaves, originalPositions } = stretch;
  const waves = (originalPositions * speed) / (2 * Math.PI);
  const kept = Math.min(1, Math.max(0, (waves - longWaves) / (shortWaves - longWaves)));
  return speed * (kept + (1 - kept) / factor);
}

/** The layers in single, differentiable tfjs operations: the reference that the fast layers are tested against. */
export function plainLayers(config: ModelConfig, parameters: ReadonlyMap<string, tf.Tensor>): Layers {
  const { heads, normEpsilon } = config;
  const { tokenEmbedding, positionEmbedding, linearStorage } = architectureOf(config);
  const of = (name: string): tf.Tensor => parameterOf(parameters, name);
  return {
    embed(tokens) {
      const [sequences, length] = tokens.shape;
      const token = tf.gather(of(tokenEmbedding), tf.reshape(tokens, [-1])) as tf.Tensor2D; // [N, C]
      if (positionEmbedding === undefined) return token;
      const position = tf.slice(of(positionEmbedding), [0, 0], [length, config.width]);
      return tf.add(token, tf.tile(position, [sequences, 1]));
    },
    linear(x, name) {
      const product: tf.Tensor2D = tf.matMul(
        x,
        of(`${name}.weight`) as tf.Tensor2D,
        false,
        linearStorage === "output first",
      );
      const bias = parameters.get(`${name}.bias`);
      return bias === undefined ? product : tf.add(product, bias);
    },
    layerNorm(x, name) {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const variance = tf.mean(tf.square(centred), -1, true); // biased, as in GPT-2
      const normalised = tf.div(centred, tf.sqrt(tf.add(variance, normEpsilon)));
      return tf.add(tf.mul(normalised, of(`${name}.weight`)), of(`${name}.bias`));
    },
    rmsNorm(x, name) {
      const meanSquare = tf.mean(tf.square(x), -1, true);
      return tf.mul(tf.div(x, tf.sqrt(tf.add(meanSquare, normEpsilon))), of(`${name}.weight`));
    },
    gelu(x) {
      const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))));
      return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
    },
    gatedSilu: (gate, up) => tf.mul(tf.mul(gate, tf.sigmoid(gate)), up),
    rotate(x, rotation, { sequences, length }) {
      const { headWidth } = rotation;
      const { cosines, sines } = rotaryAngles(rotation, length);
      const cosine = tf.tensor3d(cosines, [length, 1, headWidth / 2]);
      const sine = tf.tensor3d(sines, [length, 1, headWidth / 2]);
      const [a, b] = tf.split(tf.reshape(x, [sequences, length, -1, headWidth]), 2, 3) as [tf.Tensor, tf.Tensor];
      const turned = [tf.sub(tf.mul(a, cosine), tf.mul(b, sine)), tf.add(tf.mul(b, cosine), tf.mul(a, sine))];
      return tf.reshape(tf.concat(turned, 3), x.shape);
    },
    attention(q, k, v, _, { sequences, length }) {
      const headWidth = q.shape[1] / heads; // D
      const groups = k.shape[1] / headWidth; // G
      const readBy = Array.from({ length: heads }, (_, head) => Math.floor((head * groups) / heads));
      const byHead = (rows: tf.Tensor2D): tf.Tensor4D =>
        tf.transpose(tf.reshape(rows, [sequences, length, rows.shape[1] / headWidth, headWidth]), [0, 2, 1, 3]);
      /** [B, G, T, D] -> [B, H, T, D] */
      const perHead = (x: tf.Tensor4D): tf.Tensor4D => tf.gather(x, tf.tensor1d(readBy, "int32"), 1);
      const scores = tf.mul(tf.matMul(byHead(q), perHead(byHead(k)), false, true), 1 / Math.sqrt(headWidth)); // [B, H, T, T]
      const weights = tf.softmax(tf.add(scores, causalMask(length)));
      const mixed = tf.transpose(tf.matMul(weights, perHead(byHead(v))), [0, 2, 1, 3]); // [B, T, H, D]
      return tf.reshape(mixed, [sequences * length, heads * headWidth]);
    },
  };
}
