import { architectureOf } from "../lm/architecture.ts";
import { type LoraSettings, adapterShapes } from "../lm/lora.ts";
import { type ModelConfig, parameterShapes } from "../lm/modelConfig.ts";

/** A model as a training step sees it: everything that the step reads, and what among it is trained. */
export interface TrainableModel {
  readonly config: ModelConfig;
  /** Name -> shape of every parameter, in checkpoint order. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** The parameters that get a gradient, count in the norm and are updated; the others stay as they are to the last bit. */
  readonly trainable: ReadonlySet<string>;
  /** The adapters, where these are what is trained; their matrices come after the model's own in `shapes`. */
  readonly lora?: LoraSettings;
}

/**
 * @param trainable all parameters when absent
 * @throws RangeError for a name that the model does not have, or none at all
 */
export function trainableModel(config: ModelConfig, trainable?: ReadonlySet<string>): TrainableModel {
  const shapes = parameterShapes(config);
  if (trainable === undefined) return { config, shapes, trainable: new Set(shapes.keys()) };
  if (trainable.size === 0) throw new RangeError("at least one parameter must be trainable");
  for (const name of trainable) {
    if (!shapes.has(name)) throw new RangeError(`the model has no parameter ${name} to train`);
  }
  return { config, shapes, trainable };
}

/** A frozen model with adapters, which are trained. */
export function adaptedModel(config: ModelConfig, lora: LoraSettings): TrainableModel {
  const adapter = adapterShapes(config, lora);
  const shapes = new Map([...parameterShapes(config), ...adapter]);
  return { config, shapes, trainable: new Set(adapter.keys()), lora };
}

/**
 * Every parameter but the token and position embeddings. A tied head is the token embedding and stays with it; a head of
 * its own is trained.
 */
export function allButEmbeddings(config: ModelConfig): ReadonlySet<string> {
  const { tokenEmbedding, positionEmbedding } = architectureOf(config);
  return new Set(
    [...parameterShapes(config).keys()].filter((name) => name !== tokenEmbedding && name !== positionEmbedding),
  );
}
