import * as tf from "@tensorflow/tfjs-core";
import { gemm, squaredNorms } from "../trace/operators.ts";
import type { ParameterGradient, RowLayout } from "./parameterGradient.ts";
import { scaleRows } from "./scaleRows.ts";

/**
 * A matrix that maps rows x to rows y = x W: record i's gradient is X_iᵀ D_i over its S = K·T rows.
 *
 * Its norm comes from two S by S Gram matrices, ‖X_iᵀ D_i‖² = sum((X_i X_iᵀ) ∘ (D_i D_iᵀ)), or, where the matrix itself
 * is smaller than those, from the gradient written out ("mixed ghost norm").
 *
 * @param x [N, p] what went in
 * @param d [N, m] gradient of the loss with respect to what came out
 * @see Li et al. (2022), "Large Language Models Can Be Strong Differentially Private Learners", section 4;
 *   Bu et al. (2022), "Scalable and Efficient Training of Large Convolutional Neural Networks with Differential Privacy"
 */
export function matrixGradient(name: string, x: tf.Tensor2D, d: tf.Tensor2D, layout: RowLayout): ParameterGradient {
  return matrixGradients([{ name, x }], d, layout)[0] as ParameterGradient;
}

/** The same for a matrix in several pieces, each with rows of its own: what depends on `d` alone is made once. */
export function matrixGradients(
  pieces: readonly { readonly name: string; readonly x: tf.Tensor2D }[],
  d: tf.Tensor2D,
  layout: RowLayout,
): ParameterGradient[] {
  const rows = layout.views * layout.length; // S
  const gramOfD = once(() => innerProducts(d, d, layout));
  const scaledD = once((factors: tf.Tensor1D | undefined) => scaleRows(d, factors, layout));
  return pieces.map(({ name, x }) => {
    const isSmall = 2 * rows * rows > x.shape[1] * d.shape[1];
    return isSmall ? writtenOut(name, x, d, layout) : fromGrams(name, x, d, { layout, gramOfD, scaledD });
  });
}

/** A function that computes its result the first time only. */
function once<A extends unknown[], R>(compute: (...of: A) => R): (...of: A) => R {
  let result: { readonly value: R } | undefined;
  return (...of) => (result ??= { value: compute(...of) }).value;
}

/** [R, S, m] view of [N, m], or [R, S·h, m] where each of the N rows is h rows, one per head. */
export function byRecord(rows: tf.Tensor2D, { records }: RowLayout): tf.Tensor3D {
  return tf.reshape(rows, [records, rows.shape[0] / records, rows.shape[1]]);
}

/** [R, S, S]: inner products of each record's rows, <a_t, b_s>. */
export function innerProducts(a: tf.Tensor2D, b: tf.Tensor2D, layout: RowLayout): tf.Tensor3D {
  return tf.matMul(byRecord(a, layout), byRecord(b, layout), false, true);
}

function fromGrams(
  name: string,
  x: tf.Tensor2D,
  d: tf.Tensor2D,
  shared: {
    readonly layout: RowLayout;
    readonly gramOfD: () => tf.Tensor3D;
    readonly scaledD: (factors: tf.Tensor1D | undefined) => tf.Tensor2D;
  },
): ParameterGradient {
  const { layout, gramOfD, scaledD } = shared;
  return {
    name,
    squaredNorms: () => tf.sum(tf.mul(innerProducts(x, x, layout), gramOfD()), [1, 2]),
    addTo(sumSoFar, factors) {
      // The factor goes on the narrow side: fewer numbers to touch.
      const isXNarrow = x.shape[1] < d.shape[1];
      const left = isXNarrow ? scaleRows(x, factors, layout) : x;
      const right = isXNarrow ? d : scaledD(factors);
      return gemm(left, right, { transposeA: true, addend: sumSoFar });
    },
  };
}

function writtenOut(name: string, x: tf.Tensor2D, d: tf.Tensor2D, layout: RowLayout): ParameterGradient {
  const { records } = layout;
  const size = x.shape[1] * d.shape[1];
  let gradients: tf.Tensor2D | undefined; // [R, p·m]
  const perRecord = (): tf.Tensor2D => {
    gradients ??= tf.reshape(tf.matMul(byRecord(x, layout), byRecord(d, layout), true, false), [records, size]);
    return gradients;
  };
  return {
    name,
    squaredNorms: () => squaredNorms(perRecord()),
    addTo(sumSoFar, factors) {
      if (factors === undefined) return gemm(x, d, { transposeA: true, addend: sumSoFar });
      const flatSum = tf.reshape(sumSoFar, [1, size]);
      const sum = gemm(tf.reshape(factors, [1, records]), perRecord(), { addend: flatSum });
      return tf.reshape(sum, sumSoFar.shape);
    },
  };
}
