import * as tf from "@tensorflow/tfjs-core";
import type { RowLayout } from "./parameterGradient.ts";

/**
 * Multiplies every row by its record's factor.
 *
 * @param rows [N, m]
 * @param factors [R]; the rows themselves come back when undefined
 */
export function scaleRows(rows: tf.Tensor2D, factors: tf.Tensor1D | undefined, layout: RowLayout): tf.Tensor2D {
  if (factors === undefined) return rows;
  const { records, views, length } = layout;
  const byRecord = tf.reshape(rows, [records, views * length, rows.shape[1]]);
  return tf.reshape(tf.mul(byRecord, tf.reshape(factors, [records, 1, 1])), rows.shape);
}
