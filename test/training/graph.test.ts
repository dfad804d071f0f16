import { describe, expect, test } from "vitest";
import { type Graph, type GraphNode, type GraphValue, checkGraph, withoutDeadCode } from "../../src/training/graph.ts";
import { graphText } from "../../src/training/graphText.ts";

const value = (name: string, shape: number[] = [2]): GraphValue => ({ name, shape, elementType: "float32" });
const node = (operator: string, inputs: string[], output: GraphValue): GraphNode => ({
  operator,
  inputs,
  outputs: [output],
  attributes: {},
});

/** y = x + k, with a product that nobody uses. */
const graph: Graph = {
  inputs: [value("x")],
  constants: [
    { ...value("k", [1]), data: Float32Array.of(3) },
    { ...value("unused", [1]), data: Float32Array.of(4) },
  ],
  nodes: [node("Add", ["x", "k"], value("y")), node("Mul", ["x", "unused"], value("z"))],
  outputs: [value("y")],
};

test("what no output depends on is left out, inputs stay", () => {
  const smaller = withoutDeadCode(graph);
  expect(smaller.nodes.map(({ operator }) => operator)).toEqual(["Add"]);
  expect(smaller.constants.map(({ name }) => name)).toEqual(["k"]);
  expect(smaller.inputs).toEqual(graph.inputs);
});

test("a graph reads as one line per input, node and output", () => {
  expect(graphText(withoutDeadCode(graph))).toBe("input  x [2]\ny [2] = Add(x, {3})\noutput y\n");
});

describe("a recording mistake is found before the runtime sees it", () => {
  test("accepts a sound graph", () => expect(() => checkGraph(graph)).not.toThrow());

  test.each<[string, Partial<Graph>, string]>([
    ["a value read too early", { nodes: [node("Neg", ["later"], value("y"))] }, "Neg reads later before it exists"],
    ["a value made twice", { nodes: [node("Neg", ["x"], value("x"))] }, "Neg makes x, which exists already"],
    ["an output nobody makes", { nodes: [] }, "nothing makes the output y"],
    ["an output of another shape", { outputs: [value("y", [3])] }, "the output y is not what its node makes"],
    ["an impossible shape", { nodes: [node("Neg", ["x"], value("y", [1.5]))] }, "Neg makes y with shape [1.5]"],
    ["a constant of the wrong length", { constants: [{ ...value("k", [2]), data: Float32Array.of(3) }] }, "constant k"],
    ["a reshape that changes the size", { nodes: [node("Reshape", ["x"], value("y", [3]))] }, "Reshape cannot turn"],
  ])("%s", (_, change, message) => {
    expect(() => checkGraph({ ...graph, ...change })).toThrow(message);
  });
});
