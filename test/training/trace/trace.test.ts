import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { graphText } from "../../../src/training/graphText.ts";
import { CompiledGraph } from "../../../src/training/runtime/compiledGraph.ts";
import {
  gemm,
  layerNormalisation,
  pickColumns,
  replaceRows,
  rowLogSumExp,
  scatterAddColumns,
  scaledMatMul,
  squaredNorms,
  tanhGelu,
} from "../../../src/training/trace/operators.ts";
import { type InputType, trace } from "../../../src/training/trace/trace.ts";

const float = (...shape: number[]): InputType => ({ shape, dtype: "float32" });
const whole = (...shape: number[]): InputType => ({ shape, dtype: "int32" });

/** Small positive numbers, so that logarithms and roots exist; whole numbers from 0 to 3. */
function valuesFor({ shape, dtype }: InputType, seed: number): Float32Array | Int32Array {
  const random = seededRandom(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return dtype === "int32"
    ? Int32Array.from({ length: size }, () => random.integer(4))
    : Float32Array.from({ length: size }, () => 0.1 + 2 * random.next());
}

/** Runs a function of tensors as a compiled graph and directly, and compares. */
async function expectSame(inputs: readonly InputType[], compute: (...inputs: tf.Tensor[]) => tf.Tensor): Promise<void> {
  const named = new Map(inputs.map((type, index) => [`input${index}`, type]));
  const graph = trace(named, (tensors) => new Map([["result", compute(...tensors.values())]]));
  const values = new Map([...named].map(([name, type], index) => [name, valuesFor(type, index + 1)]));
  const compiled = await CompiledGraph.compile(graph, { threads: 1 });
  const recorded = [...((await compiled.run(values)).get("result") as Float32Array)];
  await compiled.release();
  await tf.setBackend("cpu");
  const direct = compute(
    ...[...named].map(([name, { shape, dtype }]) => tf.tensor(values.get(name) as Float32Array, [...shape], dtype)),
  );
  const expected = await direct.data();
  expect(graph.outputs[0]?.shape).toEqual(direct.shape);
  expect(recorded).toHaveLength(expected.length);
  recorded.forEach((value, i) =>
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-5 * (1 + Math.abs(value))),
  );
}

describe("a recorded operation gives what the CPU backend gives", () => {
  const cases: readonly [string, readonly InputType[], (...inputs: tf.Tensor[]) => tf.Tensor][] = [
    ["add, broadcast", [float(2, 3), float(3)], (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor)],
    ["subtract and divide", [float(2, 3), float(2, 1)], (a, b) => tf.div(tf.sub(a as tf.Tensor, 3), b as tf.Tensor)],
    ["maximum and minimum", [float(4)], (a) => tf.maximum(1, tf.minimum(a as tf.Tensor, 1.5))],
    ["functions", [float(5)], (a) => tf.tanh(tf.log(tf.sqrt(tf.exp(tf.neg(tf.sigmoid(a as tf.Tensor))))))],
    ["add many", [float(3), float(3), float(3)], (...all) => tf.addN(all)],
    [
      "matMul, transposed",
      [float(2, 3, 4), float(2, 5, 3)],
      (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, true, true),
    ],
    ["sum over axes", [float(2, 3, 4)], (a) => tf.sum(a as tf.Tensor, [0, 2], true)],
    ["sum over all", [float(2, 3)], (a) => tf.sum(a as tf.Tensor)],
    ["mean and max", [float(2, 3)], (a) => tf.add(tf.mean(a as tf.Tensor, 1), tf.max(a as tf.Tensor, -1))],
    ["softmax", [float(2, 5)], (a) => tf.add(tf.softmax(a as tf.Tensor), tf.logSoftmax(a as tf.Tensor))],
    ["gather", [float(4, 3), whole(2, 5)], (a, b) => tf.gather(a as tf.Tensor, b as tf.Tensor)],
    [
      "slice and concat",
      [float(4, 3)],
      (a) => tf.concat([tf.slice(a as tf.Tensor, [1, 0], [2, -1]), a as tf.Tensor], 0),
    ],
    ["split and transpose", [float(4, 6)], (a) => tf.transpose(tf.split(a as tf.Tensor, 3, 1)[1] as tf.Tensor)],
    ["tile", [float(2, 1, 3)], (a) => tf.tile(a as tf.Tensor, [1, 4, 1])],
    [
      "equal and cast",
      [whole(3, 1), whole(1, 5)],
      (a, b) => tf.cast(tf.equal(a as tf.Tensor, b as tf.Tensor), "float32"),
    ],
    [
      "constants",
      [float(2, 3)],
      (a) => tf.add(tf.add(tf.zerosLike(a as tf.Tensor), tf.ones([2, 3])), tf.onesLike(a as tf.Tensor)),
    ],
    ["reshape", [float(2, 6)], (a) => tf.square(tf.reshape(a as tf.Tensor, [3, -1]))],
    [
      "scaledMatMul",
      [float(2, 3), float(4, 3)],
      (a, b) => scaledMatMul(a as tf.Tensor, b as tf.Tensor, { alpha: 0.3, transposeB: true }),
    ],
    [
      "gemm",
      [float(3, 2), float(3, 4), float(2, 4)],
      (a, b, c) => gemm(a as tf.Tensor, b as tf.Tensor, { addend: c as tf.Tensor, transposeA: true }),
    ],
    [
      "gemm with a row",
      [float(3, 2), float(4, 2), float(4)],
      (a, b, c) => gemm(a as tf.Tensor, b as tf.Tensor, { addend: c as tf.Tensor, transposeB: true }),
    ],
    ["tanhGelu", [float(3, 4)], (a) => tanhGelu(tf.sub(a as tf.Tensor2D, 1))],
    ["pickColumns", [float(2, 3, 5), whole(2, 3, 4)], (a, b) => pickColumns(a as tf.Tensor, b as tf.Tensor)],
    [
      "scatterAddColumns",
      [float(3, 5), whole(3, 1), float(3, 1)],
      (a, b, c) => scatterAddColumns(a as tf.Tensor2D, b as tf.Tensor2D, c as tf.Tensor),
    ],
    [
      "replaceRows",
      [float(6, 2), whole(1), float(1, 2)],
      (a, b, c) => replaceRows(a as tf.Tensor2D, b as tf.Tensor1D, c as tf.Tensor2D),
    ],
    ["transpose that moves no value", [float(1, 4, 1, 3)], (a) => tf.transpose(a as tf.Tensor, [1, 2, 0, 3])],
    ["squaredNorms", [float(3, 5, 2)], (a) => squaredNorms(a as tf.Tensor)],
    ["rowLogSumExp", [float(3, 5)], (a) => rowLogSumExp(a as tf.Tensor2D)],
    [
      "layerNormalisation",
      [float(3, 5), float(5), float(5)],
      (a, b, c) => {
        const { output, mean, inverseDeviation } = layerNormalisation(
          a as tf.Tensor2D,
          b as tf.Tensor,
          c as tf.Tensor,
          1e-5,
        );
        return tf.add(tf.add(output, mean), inverseDeviation);
      },
    ],
    ["a gradient", [float(2, 3)], (a) => tf.grad((x: tf.Tensor) => tf.sum(tf.mul(tf.tanh(x), x)))(a as tf.Tensor)],
  ];
  test.each(cases)("%s", async (_, inputs, compute) => expectSame(inputs, compute));
});

describe("a recording", () => {
  const record = (compute: (x: tf.Tensor) => tf.Tensor): string =>
    graphText(
      trace(new Map([["x", float(2, 3)]]), (inputs) => new Map([["y", compute(inputs.get("x") as tf.Tensor)]])),
    );

  test("leaves out what the result does not need", () => {
    const text = record((x) => {
      tf.exp(x);
      return tf.neg(x);
    });
    expect(text).toBe("input  x [2,3]\ny [2,3] = Neg(x)\noutput y\n");
  });

  test("spends no node on an equal shape, and none on a transposed operand", () => {
    const text = record((x) => tf.matMul(tf.reshape(x, [2, 3]), x, false, true));
    expect(text).toBe(
      "input  x [2,3]\ny [2,2] = com.microsoft.FusedMatMul(x, x) transA=0 transB=1 alpha=1\noutput y\n",
    );
  });

  test("keeps a tensor of equal values small", () => {
    expect(record((x) => tf.add(x, tf.ones([2, 3])))).toBe(
      "input  x [2,3]\n%0 [2,3] = Expand({1}, {2,3})\ny [2,3] = Add(x, %0)\noutput y\n",
    );
  });

  test("copies where an output is an input or stands twice", () => {
    const graph = trace(new Map([["x", float(2)]]), (inputs) => {
      const x = inputs.get("x") as tf.Tensor;
      const y = tf.exp(x);
      return new Map([
        ["a", x],
        ["b", y],
        ["c", y],
      ]);
    });
    expect(graphText(graph)).toBe(
      "input  x [2]\nb [2] = Exp(x)\na [2] = Identity(x)\nc [2] = Identity(b)\noutput a\noutput b\noutput c\n",
    );
  });

  test("puts the backend back that was there before, also after a mistake", async () => {
    await tf.setBackend("cpu");
    expect(() => record((x) => tf.acos(x))).toThrow("'Acos' not registered");
    expect(() => record((x) => tf.softmax(tf.add(x, 1), 0))).toThrow();
    expect(tf.getBackend()).toBe("cpu");
    expect(tf.add(1, 1).arraySync()).toBe(2);
  });

  test("has no values to look at", () => {
    expect(() => record((x) => tf.add(x, x.dataSync()[0] as number))).toThrow("no values to read");
  });
});
