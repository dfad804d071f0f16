import { EvenhandError, messageOf } from "../../base/errors.ts";
import { eagerSteps } from "../eager/eagerSteps.ts";
import { loadTfjsNode } from "../eager/loadTfjsNode.ts";
import type { EngineName } from "../engineNames.ts";
import type { Graph } from "../graph.ts";
import type { StepEngine } from "../gradientSteps.ts";
import { checkedSteps } from "./checkedSteps.ts";
import { CompiledGraph } from "./compiledGraph.ts";
import { compiledSteps } from "./compiledSteps.ts";

/**
 * Gets an engine ready, or says at once why there is none: before anything is read, counted or paid for.
 *
 * @param options.folder where the search for the user's packages starts
 * @throws EvenhandError `runtime.failed`
 */
export async function openEngine(
  name: EngineName,
  options: { readonly threads?: number; readonly folder: string },
): Promise<StepEngine> {
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  switch (name) {
    case "compiled":
      return { description: "compiled", steps: (model) => compiledSteps(model, threads) };
    case "tfjs-node": {
      const { backend, version } = loadTfjsNode(options.folder, threads);
      return { description: `tfjs-node ${version}`, steps: (model) => eagerSteps(model, backend) };
    }
    case "webgpu":
      await requireAdapter();
      return {
        description: "webgpu, first steps checked against the CPU",
        steps(model) {
          const fast = compiledSteps(model, { ...threads, provider: "webgpu" });
          return checkedSteps(fast, compiledSteps(model, threads), "WebGPU");
        },
      };
  }
}

/** Runs the smallest graph there is on the adapter. */
async function requireAdapter(): Promise<void> {
  const x = { name: "x", shape: [1, 1], elementType: "float32" } as const;
  const y = { ...x, name: "y" };
  const node = { operator: "MatMul", inputs: ["x", "x"], outputs: [y], attributes: {} };
  const graph: Graph = { inputs: [x], constants: [], nodes: [node], outputs: [y] };
  try {
    const compiled = await CompiledGraph.compile(graph, { provider: "webgpu" });
    const result = await compiled.run(new Map([["x", Float32Array.of(3)]]));
    await compiled.release();
    if (result.get("y")?.[0] !== 9) throw new Error("3 · 3 is not 9 on it");
  } catch (cause) {
    throw new EvenhandError("runtime.failed", `WebGPU found no graphics adapter that it can use: ${reasonOf(cause)}`, {
      hint: "Install the graphics driver (on Linux with Vulkan), or train without --engine: on the CPU.",
      cause,
    });
  }
}

/** The end of ONNX Runtime's message, without the place in its source. */
function reasonOf(cause: unknown): string {
  const lines = messageOf(cause).trim().split("\n");
  return (lines.at(-1) ?? "").replace(/^.*was false\. /u, "");
}
