import type { LoraAdapter } from "../../lm/lora.ts";
import type { ModelConfig } from "../../lm/modelConfig.ts";
import { traceLayerProbe } from "../traceLayerProbe.ts";
import { adaptedModel, trainableModel } from "../trainableModel.ts";
import { CompiledGraph } from "./compiledGraph.ts";

/**
 * Name of the first layer whose output for a sequence is not finite; undefined when all are. For a run that has gone
 * wrong: it compiles a pass of its own and lets it go again.
 *
 * @param parameters every parameter of `parameterShapes(config)`
 */
export async function firstBrokenLayer(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  tokens: readonly number[],
  { adapter, threads }: { readonly adapter?: LoraAdapter; readonly threads?: number } = {},
): Promise<string | undefined> {
  const model = adapter === undefined ? trainableModel(config) : adaptedModel(config, adapter.settings);
  const { graph, layers } = traceLayerProbe(model, tokens.length);
  const compiled = await CompiledGraph.compile(graph, threads === undefined ? {} : { threads });
  try {
    const results = await compiled.run(
      new Map<string, Float32Array | Int32Array>([
        ...parameters,
        ...(adapter?.parameters ?? []),
        ["tokens", Int32Array.from(tokens)],
      ]),
    );
    return layers.find(({ output }) => !Number.isFinite(results.get(output)?.[0]))?.layer;
  } finally {
    await compiled.release();
  }
}
