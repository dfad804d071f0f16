import type { GradientSteps } from "../gradientSteps.ts";
import type { TrainableModel } from "../trainableModel.ts";
import type { CompileOptions } from "./compiledGraph.ts";
import { GraphCache } from "./graphCache.ts";
import { stepFamily } from "./stepFamily.ts";

/** Steps that are recorded and compiled once per shape. */
export function compiledSteps(model: TrainableModel, options: CompileOptions = {}): GradientSteps {
  const graphs = new GraphCache(stepFamily(model), options);
  return {
    run: async (key, feeds, into) => (await graphs.get(key)).run(feeds, into),
    release: () => graphs.release(),
  };
}
