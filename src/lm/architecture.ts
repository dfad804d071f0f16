import type * as tf from "@tensorflow/tfjs-core";
import type { ConfigFields } from "./configFields.ts";
import { gpt2Family } from "./gpt2.ts";
import type { Layers, SequenceShape } from "./layers.ts";
import { llamaFamily } from "./llama.ts";
import type { ModelConfig } from "./modelConfig.ts";

/** One model as the rest of the product sees it: what its parameters are called and how they make a forward pass. */
export interface Architecture {
  /** Name (as transformers saves it) and shape of every parameter, in checkpoint order. */
  parameterShapes(): ReadonlyMap<string, readonly number[]>;
  /** What a checkpoint of the bare model, without a head, leaves out of every name but the head's. */
  readonly prefix: string;
  /** Name of the [V, C] matrix whose rows are looked up. */
  readonly tokenEmbedding: string;
  /** Name of the [positions, C] matrix that is added to them, where there is one. */
  readonly positionEmbedding?: string;
  /** Name of the [V, C] matrix of the output head; the token embedding when they are tied. */
  readonly head: string;
  /** How `NAME.weight` of a linear layer is stored: [in, out], as GPT-2's Conv1D, or [out, in]. */
  readonly linearStorage: "input first" | "output first";
  /** The fields of `config.json` that are this architecture's own. */
  rawConfig(): Readonly<Record<string, unknown>>;
  /**
   * From embedded tokens to the states that the output head reads, after the last norm.
   *
   * @param embedded [N, C]
   * @returns [N, C]
   */
  finalStates(layers: Layers, embedded: tf.Tensor2D, shape: SequenceShape): tf.Tensor2D;
}

/** A family of models that one file of this folder describes. */
export interface ModelFamily<Config extends ModelConfig> {
  /** Values of `model_type` in `config.json`. */
  readonly modelTypes: readonly string[];
  parseConfig(fields: ConfigFields): Config;
  architectureOf(config: Config): Architecture;
}

/** The one table of families; a new one is a file beside `gpt2.ts` and a line here. */
const families: Readonly<Record<ModelConfig["architecture"], ModelFamily<ModelConfig>>> = {
  gpt2: gpt2Family,
  llama: llamaFamily,
};

export function architectureOf(config: ModelConfig): Architecture {
  return families[config.architecture].architectureOf(config);
}

/** Every `model_type` that can be read. */
export const modelTypes: readonly string[] = Object.values(families).flatMap((family) => family.modelTypes);

/** @param modelType one of `modelTypes` */
export function familyOf(modelType: string): ModelFamily<ModelConfig> {
  const family = Object.values(families).find((it) => it.modelTypes.includes(modelType));
  if (family === undefined) throw new RangeError(`no family of models has model_type ${modelType}`);
  return family;
}
