import { architectureOf, familyOf, modelTypes } from "./architecture.ts";
import { ConfigFields } from "./configFields.ts";
import type { RotaryStretch } from "./layers.ts";

/** Shape of a model, read from a Hugging Face `config.json`. */
export type ModelConfig = Gpt2Config | LlamaConfig;

/** What every architecture has. */
interface CommonConfig {
  /** V */
  readonly vocabularySize: number;
  /** Longest sequence, in tokens. */
  readonly positions: number;
  /** C */
  readonly width: number;
  readonly layers: number;
  /** H, attention heads. */
  readonly heads: number;
  /** Width of the feed-forward layer. */
  readonly innerWidth: number;
  /** Added to the variance under the root of a norm. */
  readonly normEpsilon: number;
  /** True when the output head is the token embedding. */
  readonly tiedHead: boolean;
}

export interface Gpt2Config extends CommonConfig {
  readonly architecture: "gpt2";
}

/** The shape that Llama, SmolLM and Qwen share. */
export interface LlamaConfig extends CommonConfig {
  readonly architecture: "llama";
  /** Decides which of the optional parts below `config.json` can name. */
  readonly modelType: "llama" | "qwen2" | "qwen3";
  /** G, heads of keys and values; each serves `heads` / G heads of queries. */
  readonly keyValueHeads: number;
  /** D, width of one head; H·D need not be C. */
  readonly headWidth: number;
  /** Base of the rotary embedding's wavelengths. */
  readonly rotaryBase: number;
  /** How they are stretched (Llama 3.1); absent where they are not. */
  readonly rotaryStretch?: RotaryStretch;
  /** Whether the projections to queries, keys and values have biases (Qwen2), */
  readonly queryKeyValueBias: boolean;
  /** the one out of attention, */
  readonly attentionOutputBias: boolean;
  /** and those of the feed-forward layer. */
  readonly innerBias: boolean;
  /** Whether each head of queries and keys goes through a norm of its own (Qwen3). */
  readonly headNorms: boolean;
}

/** Name (as transformers saves it) and shape of every parameter, in checkpoint order. */
export function parameterShapes(config: ModelConfig): ReadonlyMap<string, readonly number[]> {
  return architectureOf(config).parameterShapes();
}

/** The `config.json` of a model that was not read from a folder. `endOfTextId` starts and ends every text. */
export function rawModelConfig(config: ModelConfig, endOfTextId: number): Record<string, unknown> {
  return {
    ...architectureOf(config).rawConfig(),
    bos_token_id: endOfTextId,
    eos_token_id: endOfTextId,
    initializer_range: 0.02,
    tie_word_embeddings: config.tiedHead,
    torch_dtype: "float32",
    vocab_size: config.vocabularySize,
  };
}

/**
 * Reads a Hugging Face `config.json` that was already parsed.
 *
 * @param source the file's name, for the message
 * @throws EvenhandError `checkpoint.invalid` when it is of no family we know, or its arithmetic is one we do not implement
 */
export function parseModelConfig(json: unknown, source = "config.json"): ModelConfig {
  const fields = new ConfigFields(json, source);
  const family = familyOf(fields.oneOf("model_type", undefined, modelTypes));
  return family.parseConfig(fields);
}
