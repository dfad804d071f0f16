import { seededRandom } from "../../src/base/random.ts";
import { type Graph, type GraphNode, sizeOf } from "../../src/training/graph.ts";
import { CompiledGraph } from "../../src/training/runtime/compiledGraph.ts";
import { traceGradientStep } from "../../src/training/traceGradientStep.ts";
import { trainableModel } from "../../src/training/trainableModel.ts";
import { type StepMeasurement, type StepQuestion, configOf, median, threads, warmUps } from "./stepShape.ts";

// How long do the matrix products of a step take that does nothing else? Each kind of product in the recorded step is compiled
// alone, with the same session options, and run on its own; times add up as often as the step has it.
const { shape, isPrivate, runs } = JSON.parse(process.argv[2] ?? "") as StepQuestion;
const graph = traceGradientStep(trainableModel(configOf(shape)), {
  layout: { records: shape.batch, views: 1, length: shape.length },
  mode: isPrivate ? "hard" : "none",
});
const shapes = new Map<string, readonly number[]>();
for (const { name, shape: dimensions } of [...graph.inputs, ...graph.constants]) shapes.set(name, dimensions);
for (const { outputs } of graph.nodes) for (const output of outputs) shapes.set(output.name, output.shape);

const kinds = new Map<string, { readonly node: GraphNode; count: number }>();
for (const node of graph.nodes) {
  if (!["Gemm", "MatMul", "FusedMatMul"].includes(node.operator)) continue;
  const kind = JSON.stringify([node.operator, node.attributes, node.inputs.map((name) => shapes.get(name))]);
  const found = kinds.get(kind);
  if (found === undefined) kinds.set(kind, { node, count: 1 });
  else found.count += 1;
}
const random = seededRandom(1);
const noise = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());
const total = { seconds: 0, processorSeconds: 0 };
for (const { node, count } of kinds.values()) {
  const inputs = node.inputs.map((name, place) => ({
    name: `input ${place}`,
    elementType: "float32" as const,
    shape: shapes.get(name) as readonly number[],
  }));
  const alone: Graph = {
    inputs,
    constants: [],
    nodes: [{ ...node, inputs: inputs.map(({ name }) => name) }],
    outputs: node.outputs,
  };
  const compiled = await CompiledGraph.compile(alone, { threads });
  const feeds = new Map(inputs.map((input) => [input.name, noise(sizeOf(input.shape))]));
  const [output] = node.outputs;
  const into = new Map(output === undefined ? [] : [[output.name, new Float32Array(sizeOf(output.shape))]]);
  const measured: { readonly clock: number; readonly processor: number }[] = [];
  for (let run = 0; run < warmUps + 2 * runs; run += 1) {
    const start = performance.now();
    const before = process.cpuUsage();
    await compiled.run(feeds, into);
    const { user, system } = process.cpuUsage(before);
    if (run >= warmUps) measured.push({ clock: performance.now() - start, processor: (user + system) / 1000 });
  }
  await compiled.release();
  total.seconds += (count * median(measured.map(({ clock }) => clock))) / 1000;
  total.processorSeconds += (count * median(measured.map(({ processor }) => processor))) / 1000;
}
const answer: StepMeasurement = {
  ...total,
  gradientProcessorSeconds: total.processorSeconds,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(answer));
