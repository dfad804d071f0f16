import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../../lm/architecture.ts";
import type { Layers } from "../../lm/layers.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { parameterOf, rotaryAngles } from "../../lm/plainLayers.ts";
import { tappedLayers } from "../clip/tappedLayers.ts";

/**
 * The layers where each row says at which position its token stands, instead of standing in the order of the rows.
 * Attention is the caller's.
 *
 * @param positions [N] int32
 * @param places at least one more than the largest position
 */
export function positionedLayers(
  config: ModelConfig,
  parameters: ReadonlyMap<string, tf.Tensor>,
  positions: tf.Tensor1D,
  places: number,
): Omit<Layers, "attention"> {
  const { tokenEmbedding, positionEmbedding } = architectureOf(config);
  const of = (name: string): tf.Tensor => parameterOf(parameters, name);
  return {
    ...tappedLayers(config, parameters, []),
    embed(tokens) {
      const token = tf.gather(of(tokenEmbedding), tf.reshape(tokens, [-1])) as tf.Tensor2D; // [N, C]
      return positionEmbedding === undefined ? token : tf.add(token, tf.gather(of(positionEmbedding), positions));
    },
    rotate(x, rotation) {
      const { headWidth } = rotation;
      const [rows] = x.shape;
      const { cosines, sines } = rotaryAngles(rotation, places);
      const atPosition = (table: Float32Array): tf.Tensor =>
        tf.reshape(tf.gather(tf.tensor2d(table, [places, headWidth / 2]), positions), [rows, 1, headWidth / 2]);
      const [cosine, sine] = [atPosition(cosines), atPosition(sines)];
      const [a, b] = tf.split(tf.reshape(x, [rows, -1, headWidth]), 2, 2) as [tf.Tensor, tf.Tensor]; // [N, h, D/2]
      const turned = [tf.sub(tf.mul(a, cosine), tf.mul(b, sine)), tf.add(tf.mul(b, cosine), tf.mul(a, sine))];
      return tf.reshape(tf.concat(turned, 2), x.shape);
    },
  };
}
