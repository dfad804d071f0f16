import * as tf from "@tensorflow/tfjs-core";
import type { Layers } from "../../lm/layers.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { positionedLayers } from "../generation/positionedLayers.ts";
import { scaledMatMul } from "../trace/operators.ts";

/**
 * The layers for rows of nodes (see `packSequences`), where a mask says who looks at whom.
 *
 * @param positions [B·T] int32
 * @param mask [B, 1, T, T]: 0 where a node may look, the future's score elsewhere
 * @param places positions that a model has here, at least one more than the largest
 */
export function packedLayers(
  config: ModelConfig,
  parameters: ReadonlyMap<string, tf.Tensor>,
  { positions, mask }: { readonly positions: tf.Tensor1D; readonly mask: tf.Tensor4D },
  places: number,
): Layers {
  return {
    ...positionedLayers(config, parameters, positions, places),
    attention(q, k, v, _, { sequences, length }) {
      const headWidth = q.shape[1] / config.heads; // D
      const groups = k.shape[1] / headWidth; // G
      const byHead = (rows: tf.Tensor2D): tf.Tensor =>
        tf.transpose(tf.reshape(rows, [sequences, length, -1, headWidth]), [0, 2, 1, 3]); // [B, h, T, D]
      /** [B, H, T, m] -> [B, G, T·H/G, m] */
      const grouped = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [sequences, groups, -1, x.shape[3] as number]);
      const products = scaledMatMul(grouped(byHead(q)), byHead(k), {
        alpha: 1 / Math.sqrt(headWidth),
        transposeB: true,
      });
      const scores = tf.add(tf.reshape(products, [sequences, config.heads, length, length]), mask);
      const mixed = tf.matMul(grouped(tf.softmax(scores)), byHead(v)); // [B, G, T·H/G, D]
      const byRow = tf.transpose(tf.reshape(mixed, [sequences, config.heads, length, headWidth]), [0, 2, 1, 3]);
      return tf.reshape(byRow, [sequences * length, q.shape[1]]);
    },
  };
}
