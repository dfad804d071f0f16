import * as tf from "@tensorflow/tfjs-core";
import { gemm, pickColumns, subtractOneHot } from "../trace/operators.ts";

/** The output head's forward and backward pass, up to the gradient of its input. */
export interface HeadPass {
  /** [N], weight times -ln P(target); 0 where the weight is 0. */
  readonly losses: tf.Tensor1D;
  /** [N, C], gradient of the summed losses with respect to the input. */
  readonly stateGradient: tf.Tensor2D;
  /** What the gradient of the head's matrix is made of, residualsᵀ weightedStates; absent where the matrix is frozen. */
  readonly matrix?: {
    /** [N, V], softmax - one-hot of the target, not weighted. */
    readonly residuals: tf.Tensor2D;
    /** [N, C], the input times the weight. */
    readonly weightedStates: tf.Tensor2D;
  };
}

/** The smallest probability whose logarithm is taken: a loss is at most 87.3 nats. */
const smallestProbability = 1.2e-38;

/**
 * Next-token cross entropy. The weights go on the narrow matrices only; nothing but the softmax and the subtraction
 * touches all N·V numbers.
 *
 * @param states [N, C]
 * @param matrix [V, C]
 * @param targets [N, 1] int32; any id where the weight is 0
 * @param weights [N, 1]
 */
export function crossEntropyHead(
  states: tf.Tensor2D,
  matrix: tf.Tensor,
  targets: tf.Tensor2D,
  weights: tf.Tensor2D,
): HeadPass {
  const { probabilities, losses } = forward(states, matrix, targets, weights);
  const residuals = subtractOneHot(probabilities, targets);
  return {
    losses,
    stateGradient: tf.mul(gemm(residuals, matrix), weights),
    matrix: { residuals, weightedStates: tf.mul(states, weights) },
  };
}

/**
 * The same where the matrix E is frozen. Nobody asks for the residuals, and the gradient of the states is P E less the
 * targets' rows of E: one array of N·V numbers fewer.
 */
export function frozenHead(
  states: tf.Tensor2D,
  matrix: tf.Tensor,
  targets: tf.Tensor2D,
  weights: tf.Tensor2D,
): HeadPass {
  const { probabilities, losses } = forward(states, matrix, targets, weights);
  const ofTargets = tf.gather(matrix, tf.reshape(targets, [-1])); // [N, C]
  return { losses, stateGradient: tf.mul(tf.sub(gemm(probabilities, matrix), ofTargets), weights) as tf.Tensor2D };
}

function forward(
  states: tf.Tensor2D,
  matrix: tf.Tensor,
  targets: tf.Tensor2D,
  weights: tf.Tensor2D,
): { readonly probabilities: tf.Tensor2D; readonly losses: tf.Tensor1D } {
  const probabilities = tf.softmax(gemm(states, matrix, { transposeB: true })); // [N, V]
  const logs = tf.log(tf.maximum(pickColumns(probabilities, targets), smallestProbability)); // [N, 1]
  return { probabilities, losses: tf.reshape(tf.neg(tf.mul(weights, logs)), [states.shape[0]]) };
}
