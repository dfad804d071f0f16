import type { TrainableModel } from "../trainableModel.ts";
import { traceLayerProbe } from "../traceLayerProbe.ts";
import { CompiledGraph } from "./compiledGraph.ts";

/**
 * Name of the first layer whose output for a sequence is not finite; undefined when all are. For a run that has gone
 * wrong: it compiles a pass of its own and lets it go again.
 *
 * @param values every parameter of `model.shapes`
 */
export async function firstBrokenLayer(
  model: TrainableModel,
  values: ReadonlyMap<string, Float32Array>,
  tokens: readonly number[],
  options: { readonly threads?: number } = {},
): Promise<string | undefined> {
  const { graph, layers } = traceLayerProbe(model, tokens.length);
  const compiled = await CompiledGraph.compile(graph, options);
  try {
    const results = await compiled.run(
      new Map<string, Float32Array | Int32Array>([...values, ["tokens", Int32Array.from(tokens)]]),
    );
    return layers.find(({ output }) => !Number.isFinite(results.get(output)?.[0]))?.layer;
  } finally {
    await compiled.release();
  }
}
