import { describe, expect, test } from "vitest";
import type { Graph } from "../../../src/training/graph.ts";
import { CompiledGraph } from "../../../src/training/runtime/compiledGraph.ts";
import { webgpuGraph } from "../../../src/training/runtime/webgpuGraph.ts";

function norm(outputs: readonly string[]): Graph {
  const value = (name: string, shape: readonly number[]): Graph["inputs"][number] => {
    return { name, shape, elementType: "float32" };
  };
  const results = [value("y", [2, 3]), value("inverse root", [2, 1])].filter(({ name }) => outputs.includes(name));
  return {
    inputs: [value("x", [2, 3]), value("weight", [3])],
    constants: [],
    nodes: [
      {
        operator: "SimplifiedLayerNormalization",
        inputs: ["x", "weight"],
        outputs: results,
        attributes: { axis: -1, epsilon: { float: 0.5 } },
      },
    ],
    outputs: results,
  };
}

describe("the graph for WebGPU", () => {
  test("computes the inverse root beside the norm, and to the same values", async () => {
    const graph = webgpuGraph(norm(["y", "inverse root"]));
    expect(graph.nodes.map(({ operator, outputs }) => [operator, outputs.length])).toEqual([
      ["SimplifiedLayerNormalization", 1],
      ["ReduceSumSquare", 1],
      ["Mul", 1],
      ["Add", 1],
      ["Sqrt", 1],
      ["Reciprocal", 1],
    ]);
    const compiled = await CompiledGraph.compile(graph, { threads: 1 });
    const results = await compiled.run(
      new Map([
        ["x", Float32Array.of(1, 2, 3, 0, 0, 0)],
        ["weight", Float32Array.of(1, 1, 2)],
      ]),
    );
    const inverseRoot = 1 / Math.sqrt((1 + 4 + 9) / 3 + 0.5);
    expect(results.get("inverse root")?.[0]).toBeCloseTo(inverseRoot, 6);
    expect(results.get("inverse root")?.[1]).toBeCloseTo(1 / Math.sqrt(0.5), 6);
    expect(results.get("y")?.[2]).toBeCloseTo(3 * 2 * inverseRoot, 6);
    await compiled.release();
  });

  test("is the same where only the norm is asked for", () => {
    expect(webgpuGraph(norm(["y"]))).toEqual(norm(["y"]));
  });
});
