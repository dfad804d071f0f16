import * as tf from "@tensorflow/tfjs-core";
import { gemm, squaredNorms } from "../trace/operators.ts";
import type { MatrixPass } from "./crossEntropyHead.ts";
import { innerProducts } from "./matrixGradient.ts";
import type { RowLayout } from "./parameterGradient.ts";
import { scaleRows } from "./scaleRows.ts";

/**
 * The rows to add to an embedding's gradient, one per looked-up row: adding N rows is quicker than a [V, C] matrix that
 * is zero almost everywhere.
 */
export interface EmbeddingGradient {
  squaredNorms(): tf.Tensor1D;
  rows(factors: tf.Tensor1D | undefined): tf.Tensor2D;
}

/**
 * The token embedding, e_t being the gradient of the loss with respect to the embedded row t. Positions with the same
 * token add up before they are squared: ‖G_i‖² = sum over t, s of [token_t = token_s] <e_t, e_s>.
 *
 * @param e [N, C]
 * @param tokens [R·K, T] int32
 */
export function tokenGradient(e: tf.Tensor2D, tokens: tf.Tensor2D, layout: RowLayout): EmbeddingGradient {
  const { records, views, length } = layout;
  const rows = views * length;
  return {
    squaredNorms() {
      const isSame = tf.equal(tf.reshape(tokens, [records, rows, 1]), tf.reshape(tokens, [records, 1, rows]));
      return tf.sum(tf.mul(innerProducts(e, e, layout), tf.cast(isSame, "float32")), [1, 2]);
    },
    rows: (factors) => scaleRows(e, factors, layout), // [N, C]
  };
}

/** The position embedding: a record's views share its rows, so they add up first. `rows` gives [T, C]. */
export function positionGradient(e: tf.Tensor2D, layout: RowLayout): EmbeddingGradient {
  const { records, views, length } = layout;
  const width = e.shape[1];
  let gradients: tf.Tensor3D | undefined; // [R, T, C]
  const perRecord = (): tf.Tensor3D => {
    gradients ??=
      views === 1
        ? tf.reshape(e, [records, length, width])
        : (tf.sum(tf.reshape(e, [records, views, length, width]), 1) as tf.Tensor3D);
    return gradients;
  };
  return {
    squaredNorms: () => squaredNorms(perRecord()),
    rows(factors) {
      if (factors === undefined) return tf.sum(tf.reshape(e, [records * views, length, width]), 0) as tf.Tensor2D;
      const flat = tf.reshape(perRecord(), [records, length * width]);
      return tf.reshape(gemm(tf.reshape(factors, [1, records]), flat), [length, width]);
    },
  };
}

/**
 * What a tied head adds to the two norms because both uses meet in one matrix:
 * 2 · sum over t, s of <e_t, h_s> p_s[token_t]. May be negative.
 *
 * p_s[token_t] is exp(<x_s, row token_t of the matrix> - the row's log-normaliser), or where token_t is the target of s what
 * the head says p is there: a handful of small products instead of picking numbers from all over the vocabulary.
 *
 * @param e [N, C] gradient of the embedded rows
 * @param matrix [V, C]
 * @param head its states are x; h is that times the position's weight in the loss; p = softmax - one-hot of the target
 * @param words tokens [R·K, T] and targets [N, 1], int32; weights [N, 1]
 * @returns [R]
 */
export function tiedCrossTerm(
  e: tf.Tensor2D,
  matrix: tf.Tensor,
  head: Pick<MatrixPass, "states" | "logNormaliser" | "targetResidual">,
  words: { readonly tokens: tf.Tensor2D; readonly targets: tf.Tensor2D; readonly weights: tf.Tensor2D },
  layout: RowLayout,
): tf.Tensor1D {
  const { records, views, length } = layout;
  const rows = views * length; // S
  const perRow = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [records, rows, 1]);
  const tokens = tf.reshape(words.tokens, [records, 1, rows]);
  const embedded = tf.gather(matrix, tf.reshape(words.tokens, [-1])) as tf.Tensor2D; // [N, C]
  const logits = innerProducts(head.states, embedded, layout); // [R, s, t]
  const probabilities = tf.exp(tf.sub(logits, perRow(head.logNormaliser)));
  const isTarget = tf.cast(tf.equal(perRow(words.targets), tokens), "float32"); // [R, s, t]
  const correction = tf.mul(isTarget, tf.sub(perRow(head.targetResidual), probabilities));
  const weighted = innerProducts(tf.mul(head.states, words.weights), e, layout); // [R, s, t]: <h_s, e_t>
  return tf.mul(2, tf.sum(tf.mul(weighted, tf.add(probabilities, correction)), [1, 2]));
}
