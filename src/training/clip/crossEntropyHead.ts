import * as tf from "@tensorflow/tfjs-core";
import { gemm, pickColumns, scatterAddColumns } from "../trace/operators.ts";

/** The output head's forward and backward pass, up to the gradient of its input. Z is a row's sum of exp(logit - largest). */
export interface HeadPass {
  /** [N], weight times -ln P(target); 0 where the weight is 0. */
  readonly losses: tf.Tensor1D;
  /** [N, C], gradient of the summed losses with respect to the input. */
  readonly stateGradient: tf.Tensor2D;
  /** What the gradient of the head's matrix is made of; absent where the matrix is frozen. */
  readonly matrix?: MatrixPass;
}

export interface MatrixPass {
  /** Per part [N, rows of the part], Z (softmax - one-hot of the target): neither normalised nor weighted. */
  readonly residuals: readonly tf.Tensor2D[];
  /** [N, C], the input times weight / Z: the gradient of a part is residualsᵀ scaledStates. */
  readonly scaledStates: tf.Tensor2D;
  /** [N, C], the input. */
  readonly states: tf.Tensor2D;
  /** [N, 1], ln of the sum of exp(logit). */
  readonly logNormaliser: tf.Tensor2D;
  /** [N, 1], the softmax - one-hot at the target: P(target) - 1. */
  readonly targetResidual: tf.Tensor2D;
}

/** The head's matrix, all of it [V, C] and the same rows part by part. */
export interface HeadMatrix {
  readonly whole: tf.Tensor;
  readonly parts: readonly HeadRows[];
}

interface HeadRows {
  readonly firstRow: number;
  /** [rows of the part, C] */
  readonly matrix: tf.Tensor;
}

/**
 * Next-token cross entropy, the vocabulary in parts. Weights and normalisers go on the narrow matrices only; the N·V numbers
 * are touched by the exponential and the subtraction, in the place where the logits were.
 *
 * @param states [N, C]
 * @param targets [N, 1] int32; any id where the weight is 0
 * @param weights [N, 1]
 */
export function crossEntropyHead(
  states: tf.Tensor2D,
  head: HeadMatrix,
  targets: tf.Tensor2D,
  weights: tf.Tensor2D,
): HeadPass {
  const { exponentials, sum, logNormaliser, losses } = forward(states, head, targets, weights);
  const places = head.parts.map((part) => placeInPart(targets, part));
  const residuals = exponentials.map((it, part) => {
    const { column, isInside } = places[part] as PlaceInPart;
    return scatterAddColumns(it, column, tf.mul(tf.neg(sum), isInside));
  });
  const atTarget = residuals.map((it, part) => {
    const { column, isInside } = places[part] as PlaceInPart;
    return tf.mul(pickColumns(it, column), isInside);
  });
  const scale = tf.div(weights, sum); // [N, 1]
  return {
    losses,
    stateGradient: tf.mul(timesMatrix(residuals, head), scale),
    matrix: {
      residuals,
      scaledStates: tf.mul(states, scale),
      states: tf.clone(states),
      logNormaliser,
      targetResidual: tf.div(tf.addN(atTarget), sum) as tf.Tensor2D,
    },
  };
}

/**
 * The same where the matrix E is frozen. Nobody asks for the residuals, and the gradient of the states is P E less the
 * targets' rows of E.
 */
export function frozenHead(
  states: tf.Tensor2D,
  head: HeadMatrix,
  targets: tf.Tensor2D,
  weights: tf.Tensor2D,
): HeadPass {
  const { exponentials, sum, ofTargets, losses } = forward(states, head, targets, weights);
  const expected = tf.div(timesMatrix(exponentials, head), sum); // [N, C]
  return { losses, stateGradient: tf.mul(tf.sub(expected, ofTargets), weights) as tf.Tensor2D };
}

interface Forward {
  /** Per part [N, rows of the part], exp(logit - the row's largest). */
  readonly exponentials: readonly tf.Tensor2D[];
  /** [N, 1], Z */
  readonly sum: tf.Tensor2D;
  /** [N, 1], ln of the sum of exp(logit). */
  readonly logNormaliser: tf.Tensor2D;
  /** [N, C], the target's row of the matrix. */
  readonly ofTargets: tf.Tensor;
  readonly losses: tf.Tensor1D;
}

function forward(states: tf.Tensor2D, head: HeadMatrix, targets: tf.Tensor2D, weights: tf.Tensor2D): Forward {
  const [rows] = states.shape;
  const logits = head.parts.map((part) => gemm(states, part.matrix, { transposeB: true })); // [N, rows of the part] each
  const largest = logits.map((it) => tf.max(it, 1, true)).reduce((a, b) => tf.maximum(a, b)); // [N, 1]
  const exponentials = logits.map((it) => tf.exp(tf.sub(it, largest)) as tf.Tensor2D);
  const sum = tf.addN(exponentials.map((it) => tf.sum(it, 1, true))) as tf.Tensor2D;
  const logNormaliser = tf.add(largest, tf.log(sum)) as tf.Tensor2D;
  const ofTargets = tf.gather(head.whole, tf.reshape(targets, [rows]));
  const targetLogit = tf.sum(tf.mul(states, ofTargets), 1, true); // [N, 1]
  const losses = tf.reshape(tf.mul(weights, tf.sub(logNormaliser, targetLogit)), [rows]) as tf.Tensor1D;
  return { exponentials, sum, logNormaliser, ofTargets, losses };
}

/** The sum over the parts of columns times rows, [N, C]. */
function timesMatrix(columns: readonly tf.Tensor2D[], { parts }: HeadMatrix): tf.Tensor2D {
  let product: tf.Tensor2D | undefined;
  columns.forEach((it, index) => {
    const { matrix } = parts[index] as HeadRows;
    product = gemm(it, matrix, product === undefined ? {} : { addend: product });
  });
  if (product === undefined) throw new RangeError("a head without parts");
  return product;
}

interface PlaceInPart {
  /** [N, 1] int32, the target's column of the part; some column of it where the target is elsewhere. */
  readonly column: tf.Tensor2D;
  /** [N, 1], 1 where the target is in the part, else 0. */
  readonly isInside: tf.Tensor;
}

function placeInPart(targets: tf.Tensor2D, { firstRow, matrix }: HeadRows): PlaceInPart {
  const shifted = tf.sub(targets, tf.scalar(firstRow, "int32"));
  const last = tf.scalar((matrix.shape[0] as number) - 1, "int32");
  const column = tf.minimum(tf.maximum(shifted, tf.scalar(0, "int32")), last) as tf.Tensor2D;
  return { column, isInside: tf.cast(tf.equal(column, shifted), "float32") };
}
