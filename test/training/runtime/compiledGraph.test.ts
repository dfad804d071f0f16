import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { CompiledGraph } from "../../../src/training/runtime/compiledGraph.ts";
import { type InputType, trace } from "../../../src/training/trace/trace.ts";

const matrix = (shape: readonly number[]): InputType => ({ shape, dtype: "float32" });

/** sum' = sum + x on arrays of `size` numbers. */
function adding(size: number): Promise<CompiledGraph> {
  const graph = trace(
    new Map([
      ["sum", matrix([size])],
      ["x", matrix([size])],
    ]),
    (tensors) => new Map([["sum after", tf.add(tensors.get("sum") as tf.Tensor, tensors.get("x") as tf.Tensor)]]),
  );
  return CompiledGraph.compile(graph, { threads: 1 });
}

describe("a compiled graph", () => {
  test("writes its outputs into the arrays that it is given, an input's own among them", async () => {
    const graph = await adding(3);
    const sum = Float32Array.of(1, 2, 3);
    for (let run = 0; run < 2; run += 1) {
      const feeds = new Map([
        ["sum", sum],
        ["x", Float32Array.of(10, 20, 30)],
      ]);
      const results = await graph.run(feeds, new Map([["sum after", sum]]));
      expect(results.get("sum after")).toBe(sum);
    }
    expect([...sum]).toEqual([21, 42, 63]);
    await graph.release();
  });

  test("makes no second copy of them", async () => {
    const size = 4 * 2 ** 20;
    const graph = await adding(size);
    const sum = new Float32Array(size);
    const feeds = new Map([
      ["sum", sum],
      ["x", new Float32Array(size)],
    ]);
    const before = process.memoryUsage().arrayBuffers;
    for (let run = 0; run < 5; run += 1) await graph.run(feeds, new Map([["sum after", sum]]));
    // The last run's copy at least could not have been collected yet.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(sum.byteLength);
    await graph.release();
  });

  test("takes inputs that never change as constants", async () => {
    const graph = trace(
      new Map([
        ["x", matrix([1, 2])],
        ["w", matrix([2, 2])],
      ]),
      (tensors) => new Map([["y", tf.matMul(tensors.get("x") as tf.Tensor, tensors.get("w") as tf.Tensor)]]),
    );
    const compiled = await CompiledGraph.compile(graph, {
      threads: 1,
      fixed: new Map([["w", Float32Array.of(1, 2, 3, 4)]]),
    });
    const results = await compiled.run(new Map([["x", Float32Array.of(1, 10)]]));
    expect([...(results.get("y") ?? [])]).toEqual([31, 42]); // 1·1 + 10·3, 1·2 + 10·4
    await compiled.release();
  });

  test("fails when the runtime does", async () => {
    const graph = trace(
      new Map<string, InputType>([
        ["x", matrix([3])],
        ["index", { shape: [1], dtype: "int32" }],
      ]),
      (tensors) => new Map([["y", tf.gather(tensors.get("x") as tf.Tensor, tensors.get("index") as tf.Tensor1D)]]),
    );
    const compiled = await CompiledGraph.compile(graph, { threads: 1 });
    const feeds = new Map<string, Float32Array | Int32Array>([
      ["x", Float32Array.of(1, 2, 3)],
      ["index", Int32Array.of(7)],
    ]);
    await expect(compiled.run(feeds)).rejects.toMatchObject({ code: "runtime.failed" });
    await compiled.release();
  });
});
