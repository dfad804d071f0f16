import * as tf from "@tensorflow/tfjs-core";
import { gemm, squaredNorms } from "../trace/operators.ts";
import { byRecord } from "./matrixGradient.ts";
import type { ParameterGradient, RowLayout } from "./parameterGradient.ts";

/**
 * A vector that enters every row alike (a bias, a layer norm's weight): record i's gradient is the sum of its rows,
 * small enough to write out.
 *
 * @param rows [N, m]: for a bias the gradient of the output, for a layer norm's weight that times the normalised input
 */
export function vectorGradient(name: string, rows: tf.Tensor2D, layout: RowLayout): ParameterGradient {
  let gradients: tf.Tensor2D | undefined; // [R, m]
  const perRecord = (): tf.Tensor2D => {
    gradients ??= tf.sum(byRecord(rows, layout), 1) as tf.Tensor2D;
    return gradients;
  };
  return {
    name,
    squaredNorms: () => squaredNorms(perRecord()),
    addTo(sumSoFar, factors) {
      if (factors === undefined) return tf.add(sumSoFar, tf.sum(rows, 0));
      const sum = gemm(tf.reshape(factors, [1, layout.records]), perRecord()); // [1, m]
      return tf.add(sumSoFar, tf.reshape(sum, sumSoFar.shape));
    },
  };
}
