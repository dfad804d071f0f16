import type { Graph, GraphConstant, GraphNode, GraphValue } from "../graph.ts";

/**
 * The same graph for ONNX Runtime's WebGPU provider. Of the two results of `SimplifiedLayerNormalization` (root-mean-square
 * norm) that provider writes the row's mean where the inverse root belongs (seen in 1.30), so that is computed beside it:
 * 1 / sqrt(mean of squares + epsilon).
 */
export function webgpuGraph(graph: Graph): Graph {
  const constants: GraphConstant[] = [...graph.constants];
  const nodes = graph.nodes.flatMap((node): GraphNode[] => {
    const [output, inverseRoot] = node.outputs;
    if (node.operator !== "SimplifiedLayerNormalization" || output === undefined || inverseRoot === undefined)
      return [node];
    const constant = (name: string, data: GraphConstant["data"], elementType: GraphConstant["elementType"]): string => {
      constants.push({ name: `${inverseRoot.name} ${name}`, elementType, shape: [data.length], data });
      return `${inverseRoot.name} ${name}`;
    };
    const value = (name: string): GraphValue => ({ ...inverseRoot, name: `${inverseRoot.name} ${name}` });
    const node1 = (operator: string, inputs: readonly string[], result: GraphValue): GraphNode => {
      return { operator, inputs, outputs: [result], attributes: {} };
    };
    const columns = output.shape.at(-1) as number;
    const [square, mean, shifted, root] = ["square", "mean", "shifted", "root"].map(value) as [
      GraphValue,
      GraphValue,
      GraphValue,
      GraphValue,
    ];
    const axis = constant("axis", BigInt64Array.of(-1n), "int64");
    const squares = {
      ...node1("ReduceSumSquare", [node.inputs[0] as string, axis], square),
      attributes: { keepdims: 1 },
    };
    const epsilon = Float32Array.of((node.attributes["epsilon"] as { readonly float: number }).float);
    return [
      { ...node, outputs: [output] },
      squares,
      node1("Mul", [square.name, constant("share", Float32Array.of(1 / columns), "float32")], mean),
      node1("Add", [mean.name, constant("epsilon", epsilon, "float32")], shifted),
      node1("Sqrt", [shifted.name], root),
      node1("Reciprocal", [root.name], inverseRoot),
    ];
  });
  return { ...graph, constants, nodes };
}
