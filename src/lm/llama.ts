import * as tf from "@tensorflow/tfjs-core";
import type { Architecture, ModelFamily } from "./architecture.ts";
import type { ConfigFields } from "./configFields.ts";
import type { Layers, SequenceShape } from "./layers.ts";
import type { LlamaConfig } from "./modelConfig.ts";

const types = ["llama", "qwen2", "qwen3"] as const;

/**
 * The shape of Llama, SmolLM and Qwen: root-mean-square norms, rotary positions, gated feed-forward layers, and heads of
 * queries that share heads of keys and values.
 *
 * @see Touvron et al. (2023), "LLaMA: Open and Efficient Foundation Language Models"; Ainslie et al. (2023), "GQA"
 */
export const llamaFamily: ModelFamily<LlamaConfig> = {
  modelTypes: types,
  parseConfig,
  architectureOf(config): Architecture {
    return {
      parameterShapes: () => parameterShapes(config),
      prefix: "model.",
      tokenEmbedding,
      head: config.tiedHead ? tokenEmbedding : untiedHead,
      linearStorage: "output first",
      rawConfig: () => rawConfig(config),
      finalStates: (layers, embedded, shape) => finalStates(config, layers, embedded, shape),
    };
  },
};

const tokenEmbedding = "model.embed_tokens.weight";
const untiedHead = "lm_head.weight";

function finalStates(config: LlamaConfig, layers: Layers, embedded: tf.Tensor2D, shape: SequenceShape): tf.Tensor2D {
  const { headWidth, rotaryBase: base, rotaryStretch: stretch } = config;
  const rotation = { headWidth, base, ...(stretch === undefined ? {} : { stretch }) };
  /** [N, h·D], h heads at their positions; Qwen3 brings each head to one length first. */
  const placed = (x: tf.Tensor2D, norm: string): tf.Tensor2D => {
    const heads = config.headNorms ? layers.rmsNorm(tf.reshape(x, [-1, headWidth]), norm) : x;
    return layers.rotate(tf.reshape(heads, x.shape), rotation, shape);
  };
  let x = embedded; // [N, C]
  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = `model.layers.${layer}`;
    const read = layers.rmsNorm(x, `${block}.input_layernorm`);
    const q = placed(layers.linear(read, `${block}.self_attn.q_proj`), `${block}.self_attn.q_norm`); // [N, H·D]
    const k = placed(layers.linear(read, `${block}.self_attn.k_proj`), `${block}.self_attn.k_norm`); // [N, G·D]
    const v = layers.linear(read, `${block}.self_attn.v_proj`);
    x = tf.add(x, layers.linear(layers.attention(q, k, v, layer, shape), `${block}.self_attn.o_proj`));
    const middle = layers.rmsNorm(x, `${block}.post_attention_layernorm`);
    const gate = layers.linear(middle, `${block}.mlp.gate_proj`);
    const inner = layers.gatedSilu(gate, layers.linear(middle, `${block}.mlp.up_proj`)); // [N, innerWidth]
    x = tf.add(x, layers.linear(inner, `${block}.mlp.down_proj`));
  }
  return layers.rmsNorm(x, "model.norm");
}

function parameterShapes(config: LlamaConfig): ReadonlyMap<string, readonly number[]> {
  const { vocabularySize, width, innerWidth, headWidth } = config;
  const queries = config.heads * headWidth;
  const keys = config.keyValueHeads * headWidth;
  const shapes = new Map<string, readonly number[]>([[tokenEmbedding, [vocabularySize, width]]]);
  const linear = (name: string, input: number, output: number, hasBias: boolean): void => {
    shapes.set(`${name}.weight`, [output, input]);
    if (hasBias) shapes.set(`${name}.bias`, [output]);
  };
  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = `model.layers.${layer}`;
    linear(`${block}.self_attn.q_proj`, width, queries, config.queryKeyValueBias);
    linear(`${block}.self_attn.k_proj`, width, keys, config.queryKeyValueBias);
    linear(`${block}.self_attn.v_proj`, width, keys, config.queryKeyValueBias);
    linear(`${block}.self_attn.o_proj`, queries, width, config.attentionOutputBias);
    if (config.headNorms) {
      shapes.set(`${block}.self_attn.q_norm.weight`, [headWidth]);
      shapes.set(`${block}.self_attn.k_norm.weight`, [headWidth]);
    }
    linear(`${block}.mlp.gate_proj`, width, innerWidth, config.innerBias);
    linear(`${block}.mlp.up_proj`, width, innerWidth, config.innerBias);
    linear(`${block}.mlp.down_proj`, innerWidth, width, config.innerBias);
    shapes.set(`${block}.input_layernorm.weight`, [width]);
    shapes.set(`${block}.post_attention_layernorm.weight`, [width]);
  }
  shapes.set("model.norm.weight", [width]);
  if (!config.tiedHead) shapes.set(untiedHead, [vocabularySize, width]);
  return shapes;
}

function parseConfig(fields: ConfigFields): LlamaConfig {
  const modelType = fields.oneOf("model_type", undefined, types);
  fields.oneOf("hidden_act", "silu", ["silu"]);
  if (modelType !== "llama") fields.oneOf("use_sliding_window", false, [false]);
  const width = fields.count("hidden_size");
  const heads = fields.count("num_attention_heads");
  const keyValueHeads = fields.count("num_key_value_heads", heads);
  const headWidth = fields.count("head_dim", modelType === "qwen3" ? 128 : width / heads);
  if (heads % keyValueHeads !== 0) {
    throw fields.invalid(
      `has num_attention_heads ${heads}, which its num_key_value_heads ${keyValueHeads} does not divide`,
    );
  }
  if (headWidth % 2 !== 0) throw fields.invalid(`has head_dim ${headWidth}; rotary positions need an even number`);
  const attentionBias = modelType !== "qwen2" && fields.flag("attention_bias", false);
  return {
    architecture: "llama",
    modelType,
    vocabularySize: fields.count("vocab_size"),
    positions: fields.count("max_position_embeddings", modelType === "llama" ? 2048 : 32_768),
    width,
    layers: fields.count("num_hidden_layers"),
    heads,
    keyValueHeads,
    headWidth,
    innerWidth: fields.count("intermediate_size"),
    normEpsilon: fields.positive("rms_norm_eps", 1e-6),
    ...rotaryOf(fields),
    queryKeyValueBias: modelType === "qwen2" || attentionBias,
    attentionOutputBias: attentionBias,
    innerBias: modelType === "llama" && fields.flag("mlp_bias", false),
    headNorms: modelType === "qwen3",
    tiedHead: fields.flag("tie_word_embeddings", false),
  };
}

/** The fields are the configuration's own, or in `rope_parameters`, where newer versions of transformers write them. */
function rotaryOf(fields: ConfigFields): Pick<LlamaConfig, "rotaryBase" | "rotaryStretch"> {
  const rule = fields.section("rope_parameters") ?? fields.section("rope_scaling");
  const kind = rule?.raw("rope_type") ?? rule?.raw("type") ?? "default";
  const rotaryBase = (rule?.raw("rope_theta") === undefined ? fields : rule).positive("rope_theta", 10_000);
  if (rule === undefined || kind === "default") return { rotaryBase };
  if (kind !== "llama3") {
    throw fields.invalid(
      `stretches its rotary positions by the rule ${JSON.stringify(kind)}; only models with "llama3" or none can be used`,
    );
  }
  return {
    rotaryBase,
    rotaryStretch: {
      factor: rule.positive("factor"),
      longWaves: rule.positive("low_freq_factor"),
      shortWaves: rule.positive("high_freq_factor"),
      originalPositions: rule.count("original_max_position_embeddings"),
    },
  };
}

function rawConfig(config: LlamaConfig): Readonly<Record<string, unknown>> {
  const { modelType } = config;
  const classes = { llama: "LlamaForCausalLM", qwen2: "Qwen2ForCausalLM", qwen3: "Qwen3ForCausalLM" } as const;
  return {
    architectures: [classes[modelType]],
    attention_dropout: 0,
    ...(modelType === "qwen2" ? {} : { attention_bias: config.attentionOutputBias }),
    ...(modelType === "llama" ? { mlp_bias: config.innerBias } : { use_sliding_window: false }),
    head_dim: config.headWidth,
    hidden_act: "silu",
    hidden_size: config.width,
    intermediate_size: config.innerWidth,
    max_position_embeddings: config.positions,
    model_type: modelType,
    num_attention_heads: config.heads,
    num_hidden_layers: config.layers,
    num_key_value_heads: config.keyValueHeads,
    rms_norm_eps: config.normEpsilon,
    rope_theta: config.rotaryBase,
    rope_scaling: rawStretch(config.rotaryStretch),
  };
}

function rawStretch(stretch: LlamaConfig["rotaryStretch"]): Readonly<Record<string, unknown>> | null {
  if (stretch === undefined) return null;
  return {
    rope_type: "llama3",
    factor: stretch.factor,
    low_freq_factor: stretch.longWaves,
    high_freq_factor: stretch.shortWaves,
    original_max_position_embeddings: stretch.originalPositions,
  };
}
