import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { type Graph, type GraphNode, type GraphValue, checkGraph, withoutDeadCode } from "../graph.ts";
import { registerRecordBackend } from "./kernels.ts";
import { elementTypeOf, recordBackend, recordBackendName } from "./recordBackend.ts";

/** Shape and type of one input of a recorded function. */
export interface InputType {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
}

/**
 * Runs tfjs code on tensors without values and returns what it would have computed as a graph.
 *
 * @param inputs name -> type; the function gets a tensor under each name
 * @param compute must be synchronous and must not look at values; its results are the graph's outputs, by name
 * @throws RangeError when an operation has no recording rule or shapes do not fit
 */
export function trace(
  inputs: ReadonlyMap<string, InputType>,
  compute: (inputs: ReadonlyMap<string, tf.Tensor>) => ReadonlyMap<string, tf.Tensor>,
): Graph {
  registerRecordBackend();
  const previousBackend: string | undefined = tf.getBackend();
  void tf.setBackend(recordBackendName); // takes effect at once: this backend has nothing to wait for
  recordBackend.start();
  try {
    const symbols = new Map<string, tf.Tensor>();
    for (const [name, { shape, dtype }] of inputs) symbols.set(name, recordBackend.symbol(name, shape, dtype));
    const results = [...compute(symbols)].map(([name, tensor]) => ({
      source: recordBackend.nameOf(tensor),
      name,
      tensor,
    }));
    const outputs = results.map(({ name, tensor }) => valueOf(name, tensor));
    const graph = withoutDeadCode({
      inputs: [...symbols].map(([name, tensor]) => valueOf(name, tensor)),
      constants: recordBackend.constants,
      nodes: withOutputNames(
        recordBackend.nodes,
        results.map(({ source }) => source),
        outputs,
      ),
      outputs,
    });
    checkGraph(graph);
    return graph;
  } finally {
    recordBackend.stop();
    if (previousBackend !== undefined) void tf.setBackend(previousBackend);
  }
}

function valueOf(name: string, { shape, dtype }: tf.Tensor): GraphValue {
  return { name, shape, elementType: elementTypeOf(dtype) };
}

/** Gives the values behind the outputs the outputs' names; an input, a constant or a second use is copied. */
function withOutputNames(
  nodes: readonly GraphNode[],
  sources: readonly string[],
  outputs: readonly GraphValue[],
): GraphNode[] {
  const made = new Set(nodes.flatMap((node) => node.outputs.map(({ name }) => name)));
  const newNames = new Map<string, string>();
  const copies: GraphNode[] = [];
  outputs.forEach((output, index) => {
    const source = sources[index] as string;
    if (made.has(source) && !newNames.has(source)) newNames.set(source, output.name);
    else {
      const from = newNames.get(source) ?? source;
      copies.push({ operator: "Identity", inputs: [from], outputs: [output], attributes: {} });
    }
  });
  const rename = (name: string): string => newNames.get(name) ?? name;
  const renamed = nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map((value) => ({ ...value, name: rename(value.name) })),
  }));
  return [...renamed, ...copies];
}
