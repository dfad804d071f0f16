import * as tf from "@tensorflow/tfjs-core";
import type { Layers } from "../../lm/layers.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { replaceRows } from "../trace/operators.ts";
import { positionedLayers } from "./positionedLayers.ts";

/** Keys and values of one block, [B·G·M, D] each: M places for each of the G heads of each of the B sequences. */
export interface KeysAndValues {
  readonly keys: tf.Tensor2D;
  readonly values: tf.Tensor2D;
}

/** Where the one new token of each sequence stands. */
export interface NewTokens {
  /** [B] int32: place in its sequence, 0 first. */
  readonly positions: tf.Tensor1D;
  /** [B·G] int32: the row of keys and values that its head g gets. */
  readonly rows: tf.Tensor1D;
  /** [B, 1, 1, M]: 0 where the new token may look, the future's score elsewhere. */
  readonly mask: tf.Tensor4D;
}

/**
 * The layers for one new token per sequence, which reads the keys and values of all earlier ones instead of computing them
 * again.
 *
 * @param before keys and values of each block without the new tokens
 * @param after gets those with them, one entry per block
 */
export function cachedLayers(
  config: ModelConfig,
  parameters: ReadonlyMap<string, tf.Tensor>,
  { positions, rows, mask }: NewTokens,
  before: readonly KeysAndValues[],
  after: KeysAndValues[],
): Layers {
  return {
    ...positionedLayers(config, parameters, positions, mask.shape[3]),
    attention(q, k, v, layer, { sequences }) {
      const headWidth = q.shape[1] / config.heads; // D
      const groups = k.shape[1] / headWidth; // G
      const { keys, values } = before[layer] as KeysAndValues;
      const current = {
        keys: replaceRows(keys, rows, tf.reshape(k, [-1, headWidth])),
        values: replaceRows(values, rows, tf.reshape(v, [-1, headWidth])),
      };
      after[layer] = current;
      const byHead = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [sequences, groups, -1, headWidth]);
      // Keys times queries, not the other way round: a column is what the runtime multiplies a matrix with fastest.
      const query = tf.transpose(byHead(tf.mul(q, 1 / Math.sqrt(headWidth))), [0, 1, 3, 2]); // [B, G, D, H/G]
      const scores = tf.transpose(tf.matMul(byHead(current.keys), query), [0, 1, 3, 2]); // [B, G, H/G, M]
      const weights = tf.softmax(tf.add(scores, mask));
      return tf.reshape(tf.matMul(weights, byHead(current.values)), [sequences, q.shape[1]]);
    },
  };
}
