import * as tf from "@tensorflow/tfjs-core";
import { architectureOf } from "../../../src/lm/architecture.ts";
import type { Checkpoint } from "../../../src/lm/checkpoint.ts";
import { type ModelConfig, rawModelConfig } from "../../../src/lm/modelConfig.ts";
import { plainLayers } from "../../../src/lm/plainLayers.ts";
import { onCpu, tinyParameters } from "./tinyModel.ts";

/** A model in memory whose tokens are letters. */
export function tinyCheckpoint(config: ModelConfig): Checkpoint {
  return {
    config,
    parameters: tinyParameters(config),
    rawConfig: rawModelConfig(config, config.vocabularySize - 1),
    tokenizerJson: letterTokenizer(config.vocabularySize),
  };
}

/** A tokenizer whose tokens are single letters, in the order of the vocabulary; the last one ends a text. */
function letterTokenizer(size: number): unknown {
  const letters = Array.from({ length: size - 1 }, (_, id) => String.fromCodePoint(97 + id));
  return {
    version: "1.0",
    added_tokens: [{ id: size - 1, content: "<|endoftext|>", special: true }],
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: "BPE", vocab: Object.fromEntries(letters.map((letter, id) => [letter, id])), merges: [] },
  };
}

/** The model's scores after each position of one sequence, [T][V], by the textbook layers. */
export async function plainLogits(checkpoint: Checkpoint, tokens: readonly number[]): Promise<number[][]> {
  const { config } = checkpoint;
  const parameters = await onCpu(config, checkpoint.parameters);
  const layers = plainLayers(config, parameters);
  const embedded = layers.embed(tf.tensor2d([...tokens], [1, tokens.length], "int32"));
  const architecture = architectureOf(config);
  const states = architecture.finalStates(layers, embedded, { sequences: 1, length: tokens.length });
  return tf.matMul(states, parameters.get(architecture.head) as tf.Tensor2D, false, true).arraySync() as number[][];
}

/** ln P(next token) after each position of one sequence, [T][V], by the textbook layers. */
export async function plainLogProbabilities(checkpoint: Checkpoint, tokens: readonly number[]): Promise<number[][]> {
  return (tf.logSoftmax(tf.tensor2d(await plainLogits(checkpoint, tokens))) as tf.Tensor2D).arraySync();
}
