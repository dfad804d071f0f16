import type * as tf from "@tensorflow/tfjs-core";

/**
 * The gradients of one parameter for R records, in the form of their ingredients: enough to know each record's norm
 * and to add the records up under factors, without ever writing R whole gradients down (book-keeping).
 *
 * @see Bu et al. (2023), "Differentially Private Optimization on Large Model at Small Cost"
 */
export interface ParameterGradient {
  /** The parameter's name. */
  readonly name: string;
  /** [R], ‖G_i‖² of each record's gradient of this parameter. Costs nothing unless it is called. */
  squaredNorms(): tf.Tensor1D;
  /**
   * `sumSoFar` + sum over i of factors_i G_i, in the parameter's shape.
   *
   * @param factors [R]; all 1 when undefined
   */
  addTo(sumSoFar: tf.Tensor, factors: tf.Tensor1D | undefined): tf.Tensor;
}

/** How the N rows of an activation belong to records: R records of K views of T tokens, N = R·K·T. */
export interface RowLayout {
  readonly records: number;
  readonly views: number;
  readonly length: number;
}
