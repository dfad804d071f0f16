/** The value types of a recorded graph; int64 appears only where an operator wants shapes or axes. */
export type ElementType = "float32" | "int32" | "int64" | "bool";

/** One value of the graph: a name, a type and a fixed shape. */
export interface GraphValue {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
}

/** A value known while recording. */
export interface GraphConstant extends GraphValue {
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
}

/** Attributes are written as the type they have here: `{ float: 1 }` keeps a whole number from becoming an integer. */
export type GraphAttribute = number | readonly number[] | string | { readonly float: number };

/** One operator of ONNX, or of ONNX Runtime's own set when `domain` says so. */
export interface GraphNode {
  readonly operator: string;
  readonly domain?: "com.microsoft";
  readonly inputs: readonly string[];
  readonly outputs: readonly GraphValue[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

/** A computation as plain data: what `trace/` records, `onnx/` writes down and `runtime/` runs. */
export interface Graph {
  readonly inputs: readonly GraphValue[];
  readonly constants: readonly GraphConstant[];
  /** In an order in which each node comes after those it reads from. */
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly GraphValue[];
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The same graph without the nodes and constants that no output depends on. Inputs stay. */
export function withoutDeadCode(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map((output) => output.name));
  const nodes: GraphNode[] = [];
  for (let index = graph.nodes.length - 1; index >= 0; index -= 1) {
    const node = graph.nodes[index] as GraphNode;
    if (!node.outputs.some((output) => needed.has(output.name))) continue;
    nodes.push(node);
    for (const input of node.inputs) needed.add(input);
  }
  return { ...graph, nodes: nodes.toReversed(), constants: graph.constants.filter(({ name }) => needed.has(name)) };
}

/**
 * Throws a RangeError naming the operator when a value is read before it exists, is made twice, or has an impossible
 * shape: mistakes of a recording rule that would otherwise surface far away, in the runtime.
 */
export function checkGraph(graph: Graph): void {
  const known = new Map<string, GraphValue>();
  const define = (value: GraphValue, maker: string): void => {
    if (known.has(value.name)) throw new RangeError(`${maker} makes ${value.name}, which exists already`);
    if (!value.shape.every((size) => Number.isInteger(size) && size >= 0)) {
      throw new RangeError(`${maker} makes ${value.name} with shape [${value.shape.join(", ")}]`);
    }
    known.set(value.name, value);
  };
  for (const input of graph.inputs) define(input, "the input list");
  for (const constant of graph.constants) {
    define(constant, "the list of constants");
    if (constant.data.length !== sizeOf(constant.shape)) {
      throw new RangeError(
        `constant ${constant.name} has ${constant.data.length} values for [${constant.shape.join(", ")}]`,
      );
    }
  }
  for (const node of graph.nodes) {
    for (const name of node.inputs) {
      if (name !== "" && !known.has(name)) throw new RangeError(`${node.operator} reads ${name} before it exists`);
    }
    for (const output of node.outputs) define(output, node.operator);
    if (node.operator === "Reshape") checkReshape(node, known);
  }
  for (const output of graph.outputs) {
    const made = known.get(output.name);
    if (made === undefined) throw new RangeError(`nothing makes the output ${output.name}`);
    if (made.elementType !== output.elementType || made.shape.join() !== output.shape.join()) {
      throw new RangeError(`the output ${output.name} is not what its node makes`);
    }
  }
}

function checkReshape(node: GraphNode, known: ReadonlyMap<string, GraphValue>): void {
  const before = known.get(node.inputs[0] ?? "")?.shape ?? [];
  const after = node.outputs[0]?.shape ?? [];
  if (sizeOf(before) !== sizeOf(after)) {
    throw new RangeError(`Reshape cannot turn [${before.join(", ")}] into [${after.join(", ")}]`);
  }
}
