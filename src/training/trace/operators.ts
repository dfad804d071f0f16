import * as tf from "@tensorflow/tfjs-core";
import { matMul } from "./kernels.ts";
import { recordBackend } from "./recordBackend.ts";

/**
 * Operations that ONNX Runtime does in one pass and tfjs does not have. Each has a plain tfjs form too, so that code
 * that uses them also runs on any other tfjs backend; recorded or not, they have no gradient of their own.
 */

/** Scaled matrix product over the last two axes: alpha · op(a) op(b), op = transposed or not. */
export function scaledMatMul(
  a: tf.Tensor,
  b: tf.Tensor,
  options: { readonly alpha: number; readonly transposeA?: boolean; readonly transposeB?: boolean },
): tf.Tensor {
  const { alpha, transposeA = false, transposeB = false } = options;
  if (recordBackend.isRecording) return matMul(a, b, transposeA, transposeB, alpha);
  return tf.mul(tf.matMul(a, b, transposeA, transposeB), alpha);
}

/**
 * op(a) op(b) + addend on matrices, in one pass.
 *
 * @param options.addend [m, n], or [n] for every row
 */
export function gemm(
  a: tf.Tensor,
  b: tf.Tensor,
  options: { readonly addend?: tf.Tensor; readonly transposeA?: boolean; readonly transposeB?: boolean } = {},
): tf.Tensor2D {
  const { addend, transposeA = false, transposeB = false } = options;
  if (!recordBackend.isRecording) {
    const product = tf.matMul(a, b, transposeA, transposeB) as tf.Tensor2D;
    return addend === undefined ? product : tf.add(product, addend);
  }
  // The kernel would turn the left operand again for every 128 columns of the result: turning it once is quicker.
  if (transposeA) return gemm(tf.transpose(a), b, { ...options, transposeA: false });
  const [rows, inner] = a.shape;
  const [innerB, columns] = transposeB ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]];
  if (a.rank !== 2 || b.rank !== 2 || inner !== innerB || rows === undefined || columns === undefined) {
    throw new RangeError(`gemm of [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`);
  }
  const inputs = addend === undefined ? [a, b] : [a, b, addend];
  const attributes = { transA: 0, transB: Number(transposeB) };
  return recordBackend.node("Gemm", inputs, [{ shape: [rows, columns], dtype: a.dtype }], {
    attributes,
  })[0] as tf.Tensor2D;
}

/** Layer norm of each row, with what its backward pass needs. */
export interface NormalisedRows {
  /** [N, C] */
  readonly output: tf.Tensor2D;
  /** [N, 1] */
  readonly mean: tf.Tensor2D;
  /** [N, 1], 1 / sqrt(variance + epsilon) */
  readonly inverseDeviation: tf.Tensor2D;
}

/** @param x [N, C]; weight and bias [C] */
export function layerNormalisation(
  x: tf.Tensor2D,
  weight: tf.Tensor,
  bias: tf.Tensor,
  epsilon: number,
): NormalisedRows {
  if (recordBackend.isRecording) {
    const row = { shape: [x.shape[0], 1], dtype: x.dtype };
    const [output, mean, inverseDeviation] = recordBackend.node(
      "LayerNormalization",
      [x, weight, bias],
      [x, row, row],
      {
        attributes: { axis: -1, epsilon: { float: epsilon } },
      },
    ) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    return { output, mean, inverseDeviation };
  }
  const mean = tf.mean(x, 1, true) as tf.Tensor2D;
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), 1, true);
  const inverseDeviation = tf.div(1, tf.sqrt(tf.add(variance, epsilon))) as tf.Tensor2D;
  const output = tf.add(tf.mul(tf.mul(centred, inverseDeviation), weight), bias) as tf.Tensor2D;
  return { output, mean, inverseDeviation };
}

/** ln of each row's softmax: one pass where tfjs makes six, over what is the largest array of a model. */
export function rowLogSoftmax(x: tf.Tensor2D): tf.Tensor2D {
  if (!recordBackend.isRecording) return tf.logSoftmax(x);
  return recordBackend.node("LogSoftmax", [x], [x], { attributes: { axis: -1 } })[0] as tf.Tensor2D;
}

/** Root-mean-square norm of each row, with what its backward pass needs. */
export interface ScaledRows {
  /** [M, D] */
  readonly output: tf.Tensor2D;
  /** [M, 1], 1 / sqrt(mean square + epsilon) */
  readonly inverseRoot: tf.Tensor2D;
}

/** @param x [M, D]; weight [D] */
export function rmsNormalisation(x: tf.Tensor2D, weight: tf.Tensor, epsilon: number): ScaledRows {
  if (recordBackend.isRecording) {
    const row = { shape: [x.shape[0], 1], dtype: x.dtype };
    const [output, inverseRoot] = recordBackend.node("SimplifiedLayerNormalization", [x, weight], [x, row], {
      attributes: { axis: -1, epsilon: { float: epsilon }, stash_type: 1 },
    }) as [tf.Tensor2D, tf.Tensor2D];
    return { output, inverseRoot };
  }
  const meanSquare = tf.mean(tf.square(x), 1, true);
  const inverseRoot = tf.div(1, tf.sqrt(tf.add(meanSquare, epsilon))) as tf.Tensor2D;
  return { output: tf.mul(tf.mul(x, inverseRoot), weight), inverseRoot };
}

/**
 * Turns the pairs (i, i + D/2) of every head: a cos - b sin, b cos + a sin.
 *
 * @param x [B·T, h·D]
 * @param cosines, sines [T, D/2], of the angle at each position
 */
export function rotatePairs(x: tf.Tensor2D, cosines: tf.Tensor2D, sines: tf.Tensor2D, sequences: number): tf.Tensor2D {
  const [length, pairs] = cosines.shape;
  if (recordBackend.isRecording) {
    const rows = tf.reshape(x, [sequences, length, x.shape[1]]);
    const firstPosition = recordBackend.integers([0]);
    const turned = recordBackend.node("RotaryEmbedding", [rows, firstPosition, cosines, sines], [rows], {
      domain: "com.microsoft",
    })[0] as tf.Tensor;
    return tf.reshape(turned, x.shape);
  }
  const [cosine, sine] = [cosines, sines].map((it) => tf.reshape(it, [length, 1, pairs])) as [tf.Tensor, tf.Tensor];
  const [a, b] = tf.split(tf.reshape(x, [sequences, length, -1, 2 * pairs]), 2, 3) as [tf.Tensor, tf.Tensor];
  const turned = [tf.sub(tf.mul(a, cosine), tf.mul(b, sine)), tf.add(tf.mul(b, cosine), tf.mul(a, sine))];
  return tf.reshape(tf.concat(turned, 3), x.shape);
}

/** The tanh form of GELU, which equals x · sigmoid(2 sqrt(2/pi) (x + 0.044715 x³)). */
export function tanhGelu(x: tf.Tensor2D): tf.Tensor2D {
  if (recordBackend.isRecording) {
    return recordBackend.node("Gelu", [x], [x], { attributes: { approximate: "tanh" } })[0] as tf.Tensor2D;
  }
  const inner = tf.mul(2 * Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))));
  return tf.mul(x, tf.sigmoid(inner));
}

/**
 * Picks from each row the entries that `columns` names.
 *
 * @param x [..., n, V]
 * @param columns [..., n, m] int32
 * @returns [..., n, m]
 */
export function pickColumns(x: tf.Tensor, columns: tf.Tensor): tf.Tensor {
  if (recordBackend.isRecording) {
    const output = { shape: columns.shape, dtype: x.dtype };
    return recordBackend.node("GatherElements", [x, columns], [output], {
      attributes: { axis: x.rank - 1 },
    })[0] as tf.Tensor;
  }
  const width = x.shape.at(-1) as number;
  const rows = x.size / width;
  const flat = tf.reshape(columns, [rows, -1]);
  const starts = tf.reshape(tf.range(0, x.size, width, "int32"), [rows, 1]);
  return tf.reshape(tf.gather(tf.reshape(x, [-1]), tf.add(flat, starts)), columns.shape);
}

/**
 * Adds a value to one entry of each row.
 *
 * @param x [N, V]
 * @param columns [N, 1] int32
 * @param values [N, 1]
 */
export function scatterAddColumns(x: tf.Tensor2D, columns: tf.Tensor2D, values: tf.Tensor): tf.Tensor2D {
  const [rows, width] = x.shape;
  if (recordBackend.isRecording) {
    return recordBackend.node("ScatterElements", [x, columns, values], [x], {
      attributes: { axis: 1, reduction: "add" },
    })[0] as tf.Tensor2D;
  }
  return tf.add(x, tf.mul(tf.oneHot(tf.reshape(columns, [rows]), width), values));
}

/**
 * The same matrix with some of its rows replaced.
 *
 * @param x [R, D]
 * @param rows [n] int32, all different
 * @param values [n, D]
 */
export function replaceRows(x: tf.Tensor2D, rows: tf.Tensor1D, values: tf.Tensor2D): tf.Tensor2D {
  const indices = tf.reshape(rows, [-1, 1]);
  if (!recordBackend.isRecording) return tf.tensorScatterUpdate(x, indices, values);
  // ScatterND wants 64-bit indices; recorded types name only what enters and leaves a graph.
  const wide = recordBackend.node("Cast", [indices], [indices], { attributes: { to: 7 } })[0] as tf.Tensor;
  return recordBackend.node("ScatterND", [x, wide, values], [x])[0] as tf.Tensor2D;
}

/** Sum of squares over the axes after the first, [R, ...] -> [R]. */
export function squaredNorms(x: tf.Tensor): tf.Tensor1D {
  const axes = x.shape.slice(1).map((_, index) => index + 1);
  if (recordBackend.isRecording) {
    const output = { shape: [x.shape[0] as number], dtype: x.dtype };
    return recordBackend.node("ReduceSumSquare", [x, recordBackend.integers(axes)], [output], {
      attributes: { keepdims: 0 },
    })[0] as tf.Tensor1D;
  }
  return tf.sum(tf.square(x), axes);
}

/** ln of the sum of exponentials of each row, [N, V] -> [N, 1]. */
export function rowLogSumExp(x: tf.Tensor2D): tf.Tensor2D {
  if (recordBackend.isRecording) {
    const output = { shape: [x.shape[0], 1], dtype: x.dtype };
    return recordBackend.node("ReduceLogSumExp", [x, recordBackend.integers([1])], [output], {
      attributes: { keepdims: 1 },
    })[0] as tf.Tensor2D;
  }
  return tf.logSumExp(x, 1, true);
}
