import * as tf from "@tensorflow/tfjs-core";
import { sizeOf } from "../graph.ts";
import { recordBackend, recordBackendName } from "./recordBackend.ts";

type Inputs = Readonly<Record<string, tf.TensorInfo>>;
type Attributes = Readonly<Record<string, unknown>>;
type Rule = (inputs: Inputs, attributes: Attributes) => tf.Tensor | tf.Tensor[];

/** tfjs kernels that are one ONNX operator on equal shapes. */
const unary = {
  Exp: "Exp",
  Log: "Log",
  Neg: "Neg",
  Sigmoid: "Sigmoid",
  Sqrt: "Sqrt",
  Tanh: "Tanh",
} as const;

/** tfjs kernels that are one ONNX operator with broadcasting. */
const binary = { Add: "Add", Maximum: "Max", Minimum: "Min", Multiply: "Mul", RealDiv: "Div", Sub: "Sub" } as const;

const reductions = { Max: "ReduceMax", Mean: "ReduceMean", Sum: "ReduceSum" } as const;

/** The remaining rules, one per tfjs kernel. */
const rules = {
  AddN: (inputs) => {
    const tensors = Object.values(inputs);
    return one("Sum", tensors, tensors[0] as tf.TensorInfo);
  },
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) =>
    matMul(a as tf.TensorInfo, b as tf.TensorInfo, transposeA === true, transposeB === true),
  Cast: ({ x }, { dtype }) => cast(x as tf.TensorInfo, dtype as tf.DataType),
  Concat: (inputs, { axis }) => concat(Object.values(inputs), axis as number),
  Equal: ({ a, b }) =>
    one("Equal", [a as tf.TensorInfo, b as tf.TensorInfo], {
      shape: broadcast(a as tf.TensorInfo, b as tf.TensorInfo),
      dtype: "bool",
    }),
  Fill: (_, { shape, value, dtype }) => fill(shape as number[], value as number, (dtype ?? "float32") as tf.DataType),
  GatherV2: ({ x, indices }, { axis }) => gather(x as tf.TensorInfo, indices as tf.TensorInfo, axis as number),
  Identity: ({ x }) => recordBackend.alias(x as tf.TensorInfo),
  LogSoftmax: ({ logits }) => one("LogSoftmax", [logits as tf.TensorInfo], logits as tf.TensorInfo, { axis: -1 }),
  OnesLike: ({ x }) => fill((x as tf.TensorInfo).shape, 1, (x as tf.TensorInfo).dtype),
  Reshape: ({ x }, { shape }) => reshape(x as tf.TensorInfo, shape as number[]),
  Slice: ({ x }, { begin, size }) => slice(x as tf.TensorInfo, begin as number[], size as number[]),
  Softmax: ({ logits }, { dim }) => {
    const x = logits as tf.TensorInfo;
    if (dim !== x.shape.length - 1) throw new RangeError(`Softmax over axis ${String(dim)} is not recorded`);
    return one("Softmax", [x], x, { axis: -1 });
  },
  SplitV: ({ x }, { numOrSizeSplits, axis }) => split(x as tf.TensorInfo, numOrSizeSplits, axis as number),
  Square: ({ x }) => one("Mul", [x as tf.TensorInfo, x as tf.TensorInfo], x as tf.TensorInfo),
  Tile: ({ x }, { reps }) => tile(x as tf.TensorInfo, reps as number[]),
  Transpose: ({ x }, { perm }) => transpose(x as tf.TensorInfo, perm as number[]),
  ZerosLike: ({ x }) => fill((x as tf.TensorInfo).shape, 0, (x as tf.TensorInfo).dtype),
} satisfies Readonly<Record<string, Rule>>;

let registered = false;

/** Makes tfjs know the recording backend and its kernels; the second call does nothing. */
export function registerRecordBackend(): void {
  if (registered) return;
  registered = true;
  tf.registerBackend(recordBackendName, () => recordBackend, 0);
  const register = (kernelName: string, rule: Rule): void => {
    tf.registerKernel({
      kernelName,
      backendName: recordBackendName,
      kernelFunc: ({ inputs, attrs }) => rule(inputs as Inputs, (attrs ?? {}) as Attributes),
    });
  };
  for (const [name, operator] of Object.entries(unary)) {
    register(name, ({ x }) => one(operator, [x as tf.TensorInfo], x as tf.TensorInfo));
  }
  for (const [name, operator] of Object.entries(binary)) {
    register(name, (inputs) => {
      const a = inputs["a"] as tf.TensorInfo;
      const b = inputs["b"] as tf.TensorInfo;
      return one(operator, [a, b], { shape: broadcast(a, b), dtype: a.dtype });
    });
  }
  for (const [name, operator] of Object.entries(reductions)) {
    register(name, ({ x }, { axis, reductionIndices, keepDims }) =>
      reduce(operator, x as tf.TensorInfo, axis ?? reductionIndices, keepDims === true),
    );
  }
  for (const [name, rule] of Object.entries(rules)) register(name, rule);
}

function one(
  operator: string,
  inputs: readonly (tf.TensorInfo | string)[],
  output: { readonly shape: readonly number[]; readonly dtype: tf.DataType },
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): tf.Tensor {
  return recordBackend.node(operator, inputs, [output], { attributes })[0] as tf.Tensor;
}

function broadcast(a: tf.TensorInfo, b: tf.TensorInfo): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
}

/**
 * Matrix product over the last two axes; a transposed operand costs no Transpose node.
 *
 * @param alpha factor of the product
 */
export function matMul(
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  alpha = 1,
): tf.Tensor {
  const [rowsA, columnsA] = lastTwo(a.shape, transposeA);
  const [rowsB, columnsB] = lastTwo(b.shape, transposeB);
  if (columnsA !== rowsB) throw new RangeError(`matMul of [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const output = { shape: [...batch, rowsA, columnsB], dtype: a.dtype };
  if (!transposeA && !transposeB && alpha === 1) return one("MatMul", [a, b], output);
  const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: alpha } };
  return recordBackend.node("FusedMatMul", [a, b], [output], { attributes, domain: "com.microsoft" })[0] as tf.Tensor;
}

function lastTwo(shape: readonly number[], transposed: boolean): readonly [number, number] {
  const rows = shape.at(-2) as number;
  const columns = shape.at(-1) as number;
  return transposed ? [columns, rows] : [rows, columns];
}

/** Numbers of ONNX's element types. */
const castTargets: Readonly<Partial<Record<tf.DataType, number>>> = { float32: 1, int32: 6, bool: 9 };

function cast(x: tf.TensorInfo, dtype: tf.DataType): tf.Tensor {
  if (x.dtype === dtype) return recordBackend.alias(x);
  const to = castTargets[dtype];
  if (to === undefined) throw new RangeError(`Cast to ${dtype} is not recorded`);
  return one("Cast", [x], { shape: x.shape, dtype }, { to });
}

function concat(tensors: readonly tf.TensorInfo[], axis: number): tf.Tensor {
  const first = tensors[0] as tf.TensorInfo;
  const along = axis < 0 ? axis + first.shape.length : axis;
  const total = tensors.reduce((sum, { shape }) => sum + (shape[along] as number), 0);
  return one("Concat", tensors, { shape: first.shape.with(along, total), dtype: first.dtype }, { axis: along });
}

/** A constant of one value, kept small in the graph: a scalar that `Expand` spreads when it is used. */
function fill(shape: readonly number[], value: number, dtype: tf.DataType): tf.Tensor {
  const single = tf.tensor([value], shape.length === 0 ? [] : [1], dtype);
  if (sizeOf(shape) === 1) return recordBackend.alias(single, shape);
  return one("Expand", [single, recordBackend.integers(shape)], { shape, dtype });
}

function gather(x: tf.TensorInfo, indices: tf.TensorInfo, axis: number): tf.Tensor {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return one("Gather", [x, indices], { shape, dtype: x.dtype }, { axis });
}

function reshape(x: tf.TensorInfo, shape: readonly number[]): tf.Tensor {
  const unknown = shape.indexOf(-1);
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const full = unknown === -1 ? shape : shape.with(unknown, sizeOf(x.shape) / known);
  if (sizeOf(full) !== sizeOf(x.shape)) {
    throw new RangeError(`Reshape cannot turn [${x.shape.join(", ")}] into [${shape.join(", ")}]`);
  }
  if (full.join() === x.shape.join()) return recordBackend.alias(x);
  return one("Reshape", [x, recordBackend.integers(full)], { shape: full, dtype: x.dtype });
}

function slice(x: tf.TensorInfo, begin: readonly number[], size: readonly number[]): tf.Tensor {
  const shape = size.map((length, axis) => (length < 0 ? (x.shape[axis] as number) - (begin[axis] ?? 0) : length));
  if (shape.join() === x.shape.join()) return recordBackend.alias(x);
  const end = shape.map((length, axis) => length + (begin[axis] ?? 0));
  return one("Slice", [x, recordBackend.integers(begin), recordBackend.integers(end)], { shape, dtype: x.dtype });
}

function split(x: tf.TensorInfo, numberOrSizes: unknown, axis: number): tf.Tensor[] {
  const along = axis < 0 ? axis + x.shape.length : axis;
  const length = x.shape[along] as number;
  const sizes = Array.isArray(numberOrSizes)
    ? (numberOrSizes as number[])
    : Array.from({ length: numberOrSizes as number }, () => length / (numberOrSizes as number));
  const outputs = sizes.map((size) => ({ shape: x.shape.with(along, size), dtype: x.dtype }));
  return recordBackend.node("Split", [x, recordBackend.integers(sizes)], outputs, { attributes: { axis: along } });
}

function tile(x: tf.TensorInfo, repetitions: readonly number[]): tf.Tensor {
  const shape = x.shape.map((size, axis) => size * (repetitions[axis] as number));
  return one("Tile", [x, recordBackend.integers(repetitions)], { shape, dtype: x.dtype });
}

function transpose(x: tf.TensorInfo, permutation: readonly number[]): tf.Tensor {
  const shape = permutation.map((axis) => x.shape[axis] as number);
  const moved = permutation.filter((axis) => x.shape[axis] !== 1);
  const isInOrder = moved.every((axis, index) => index === 0 || axis > (moved[index - 1] as number));
  if (isInOrder) return reshape(x, shape); // no value changes its place
  return one("Transpose", [x], { shape, dtype: x.dtype }, { perm: permutation });
}

function reduce(operator: string, x: tf.TensorInfo, axis: unknown, keepDimensions: boolean): tf.Tensor {
  const rank = x.shape.length;
  const listed = axis === undefined || axis === null ? x.shape.map((_, index) => index) : [axis].flat();
  const axes = (listed as number[]).map((index) => (index < 0 ? index + rank : index));
  const shape = keepDimensions
    ? x.shape.map((size, index) => (axes.includes(index) ? 1 : size))
    : x.shape.filter((_, index) => !axes.includes(index));
  return one(
    operator,
    [x, recordBackend.integers(axes)],
    { shape, dtype: x.dtype },
    {
      keepdims: Number(keepDimensions),
    },
  );
}
