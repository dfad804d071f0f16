import { EvenhandError } from "../base/errors.ts";

/** Shape of a GPT-2-family model, read from a Hugging Face `config.json`. */
export interface ModelConfig {
  readonly architecture: "gpt2";
  /** V */
  readonly vocabularySize: number;
  /** Longest sequence, in tokens. */
  readonly positions: number;
  /** C, `n_embd` */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the feed-forward layer, `n_inner`, 4C when null. */
  readonly innerWidth: number;
  readonly layerNormEpsilon: number;
  /** True when the output head is the token embedding. */
  readonly tiedHead: boolean;
}

/** Name (with the `transformer.` prefix, as Hugging Face saves it) and shape of every parameter, in checkpoint order. */
export function parameterShapes(config: ModelConfig): ReadonlyMap<string, readonly number[]> {
  const { vocabularySize, positions, width, innerWidth } = config;
  const shapes = new Map<string, readonly number[]>([
    ["transformer.wte.weight", [vocabularySize, width]],
    ["transformer.wpe.weight", [positions, width]],
  ]);
  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = `transformer.h.${layer}`;
    shapes.set(`${block}.ln_1.weight`, [width]);
    shapes.set(`${block}.ln_1.bias`, [width]);
    shapes.set(`${block}.attn.c_attn.weight`, [width, 3 * width]);
    shapes.set(`${block}.attn.c_attn.bias`, [3 * width]);
    shapes.set(`${block}.attn.c_proj.weight`, [width, width]);
    shapes.set(`${block}.attn.c_proj.bias`, [width]);
    shapes.set(`${block}.ln_2.weight`, [width]);
    shapes.set(`${block}.ln_2.bias`, [width]);
    shapes.set(`${block}.mlp.c_fc.weight`, [width, innerWidth]);
    shapes.set(`${block}.mlp.c_fc.bias`, [innerWidth]);
    shapes.set(`${block}.mlp.c_proj.weight`, [innerWidth, width]);
    shapes.set(`${block}.mlp.c_proj.bias`, [width]);
  }
  shapes.set("transformer.ln_f.weight", [width]);
  shapes.set("transformer.ln_f.bias", [width]);
  if (!config.tiedHead) shapes.set("lm_head.weight", [vocabularySize, width]);
  return shapes;
}

/** The `config.json` of a model that was not read from a folder. `endOfTextId` starts and ends every text. */
export function rawModelConfig(config: ModelConfig, endOfTextId: number): Record<string, unknown> {
  return {
    activation_function: "gelu_new",
    architectures: ["GPT2LMHeadModel"],
    attn_pdrop: 0,
    bos_token_id: endOfTextId,
    embd_pdrop: 0,
    eos_token_id: endOfTextId,
    initializer_range: 0.02,
    layer_norm_epsilon: config.layerNormEpsilon,
    model_type: "gpt2",
    n_embd: config.width,
    n_head: config.heads,
    n_inner: config.innerWidth === 4 * config.width ? null : config.innerWidth,
    n_layer: config.layers,
    n_positions: config.positions,
    resid_pdrop: 0,
    tie_word_embeddings: config.tiedHead,
    torch_dtype: "float32",
    vocab_size: config.vocabularySize,
  };
}

/**
 * Reads a Hugging Face `config.json` that was already parsed.
 *
 * @param source the file's name, for the message
 * @throws EvenhandError `checkpoint.invalid` when it is no GPT-2, or one whose arithmetic we do not implement
 */
export function parseModelConfig(json: unknown, source = "config.json"): ModelConfig {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw invalid(source, "is not a JSON object");
  const fields = json as Readonly<Record<string, unknown>>;
  const required: readonly (readonly [string, unknown, readonly unknown[]])[] = [
    ["model_type", undefined, ["gpt2"]],
    ["activation_function", "gelu_new", ["gelu_new", "gelu_pytorch_tanh"]],
    ["scale_attn_weights", true, [true]],
    ["scale_attn_by_inverse_layer_idx", false, [false]],
    ["add_cross_attention", false, [false]],
  ];
  for (const [name, absent, allowed] of required) {
    const value = fields[name] ?? absent;
    if (!allowed.includes(value)) {
      throw invalid(source, `has ${name} ${JSON.stringify(value)}; only ${allowed.join(" or ")} is supported`);
    }
  }
  const count = (name: string, absent?: number): number => {
    const value = fields[name] ?? absent;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
      throw invalid(source, `needs a whole number above 0 as ${name}, found ${JSON.stringify(value)}`);
    }
    return value;
  };
  const width = count("n_embd");
  const heads = count("n_head");
  if (width % heads !== 0) throw invalid(source, `has n_embd ${width}, which its n_head ${heads} does not divide`);
  const layerNormEpsilon = fields["layer_norm_epsilon"] ?? 1e-5;
  if (typeof layerNormEpsilon !== "number" || !(layerNormEpsilon > 0)) {
    throw invalid(source, `needs a number above 0 as layer_norm_epsilon, found ${JSON.stringify(layerNormEpsilon)}`);
  }
  return {
    architecture: "gpt2",
    vocabularySize: count("vocab_size"),
    positions: count("n_positions"),
    width,
    layers: count("n_layer"),
    heads,
    innerWidth: count("n_inner", 4 * width),
    layerNormEpsilon,
    tiedHead: fields["tie_word_embeddings"] !== false,
  };
}

function invalid(source: string, problem: string): EvenhandError {
  return new EvenhandError("checkpoint.invalid", `${source} ${problem}.`, {
    hint: "Choose a folder with a GPT-2 model (such as gpt2 or distilgpt2) in Hugging Face layout.",
  });
}
