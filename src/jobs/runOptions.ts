import { resolve } from "node:path";
import { withWholePaths } from "./askedBenchmarks.ts";
import { findModel } from "./hub/modelStore.ts";
import type { TrainOptions } from "./options.ts";

/** The options of a new run with its places as whole paths, so that they hold in another working folder. */
export async function runOptions(asked: TrainOptions): Promise<TrainOptions> {
  const model = asked.model === undefined ? {} : { model: await findModel(asked.model) };
  const classifier = asked.classifier === undefined ? {} : { classifier: resolve(asked.classifier) };
  const decisionsFile = asked.decisionsFile === undefined ? {} : { decisionsFile: resolve(asked.decisionsFile) };
  const lexiconFile = asked.lexiconFile === undefined ? {} : { lexiconFile: resolve(asked.lexiconFile) };
  const benchmarks = asked.benchmarks === undefined ? {} : { benchmarks: withWholePaths(asked.benchmarks) };
  const namesFrom =
    asked.namesFrom === undefined ? {} : { namesFrom: asked.namesFrom.map((folder) => resolve(folder)) };
  const paths = asked.paths.map((path) => resolve(path));
  return { ...asked, ...model, ...classifier, ...lexiconFile, ...decisionsFile, ...benchmarks, ...namesFrom, paths };
}
