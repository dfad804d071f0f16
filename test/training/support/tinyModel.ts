import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { seededRandom } from "../../../src/base/random.ts";
import { type Gpt2Config, type LlamaConfig, type ModelConfig, parameterShapes } from "../../../src/lm/modelConfig.ts";
import type { TokenView, TrainingRecord } from "../../../src/training/gradientEngine.ts";

/** Two blocks, small enough for one-at-a-time gradients, wide enough that both forms of the ghost norm occur. */
export function tinyConfig(changes: Partial<Gpt2Config> = {}): Gpt2Config {
  return {
    architecture: "gpt2",
    vocabularySize: 23,
    positions: 16,
    width: 12,
    layers: 2,
    heads: 3,
    innerWidth: 48,
    normEpsilon: 1e-5,
    tiedHead: true,
    ...changes,
  };
}

/** Two heads of queries to each of keys and values, and heads that are not width / heads wide. */
export function tinyLlamaConfig(changes: Partial<LlamaConfig> = {}): LlamaConfig {
  return {
    architecture: "llama",
    modelType: "llama",
    vocabularySize: 23,
    positions: 16,
    width: 12,
    layers: 2,
    heads: 4,
    keyValueHeads: 2,
    headWidth: 6,
    innerWidth: 20,
    normEpsilon: 1e-5,
    rotaryBase: 100,
    queryKeyValueBias: false,
    attentionOutputBias: false,
    innerBias: false,
    headNorms: false,
    tiedHead: false,
    ...changes,
  };
}

/** Weights of a size that makes every gradient count, biases and layer norms included. */
export function tinyParameters(config: ModelConfig, seed = 1): Map<string, Float32Array> {
  const random = seededRandom(seed);
  return new Map(
    [...parameterShapes(config)].map(([name, shape]) => {
      const centre = shape.length === 1 && name.endsWith(".weight") ? 1 : 0;
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, Float32Array.from({ length: size }, () => centre + 0.3 * random.normal())];
    }),
  );
}

/** Records with the given view lengths; few different tokens, so that repetitions are sure to occur. */
export function tinyRecords(config: ModelConfig, lengths: readonly (readonly number[])[], seed = 2): TrainingRecord[] {
  const random = seededRandom(seed);
  return lengths.map((views, index) => ({
    index,
    views: views.map((length): TokenView => {
      return { tokens: Array.from({ length }, () => random.integer(Math.min(7, config.vocabularySize))) };
    }),
  }));
}

/** The parameters as tensors of the CPU backend, which is the current one afterwards. */
export async function onCpu(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
): Promise<Map<string, tf.Tensor>> {
  await tf.setBackend("cpu");
  return new Map(
    [...parameterShapes(config)].map(([name, shape]) => [
      name,
      tf.tensor(parameters.get(name) as Float32Array, [...shape]),
    ]),
  );
}
