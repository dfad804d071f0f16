import * as tf from "@tensorflow/tfjs-core";
import type { Architecture, ModelFamily } from "./architecture.ts";
import type { ConfigFields } from "./configFields.ts";
import type { Layers, SequenceShape } from "./layers.ts";
import type { Gpt2Config } from "./modelConfig.ts";

/**
 * GPT-2: learnt positions, layer norms before each half of a block, GELU, one projection to queries, keys and values.
 *
 * @see Radford et al. (2019), "Language Models are Unsupervised Multitask Learners"
 */
export const gpt2Family: ModelFamily<Gpt2Config> = {
  modelTypes: ["gpt2"],
  parseConfig,
  architectureOf(config): Architecture {
    return {
      parameterShapes: () => parameterShapes(config),
      prefix: "transformer.",
      tokenEmbedding,
      positionEmbedding,
      head: config.tiedHead ? tokenEmbedding : untiedHead,
      linearStorage: "input first",
      rawConfig: () => rawConfig(config),
      finalStates: (layers, embedded, shape) => finalStates(config, layers, embedded, shape),
    };
  },
};

const tokenEmbedding = "transformer.wte.weight";
const positionEmbedding = "transformer.wpe.weight";
const untiedHead = "lm_head.weight";

function finalStates(
  { layers: count }: Gpt2Config,
  layers: Layers,
  embedded: tf.Tensor2D,
  shape: SequenceShape,
): tf.Tensor2D {
  let x = embedded; // [N, C]
  for (let layer = 0; layer < count; layer += 1) {
    const block = `transformer.h.${layer}`;
    const qkv = layers.linear(layers.layerNorm(x, `${block}.ln_1`), `${block}.attn.c_attn`); // [N, 3C]
    const [q, k, v] = tf.split(qkv, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    x = tf.add(x, layers.linear(layers.attention(q, k, v, layer, shape), `${block}.attn.c_proj`));
    const inner = layers.gelu(layers.linear(layers.layerNorm(x, `${block}.ln_2`), `${block}.mlp.c_fc`)); // [N, 4C]
    x = tf.add(x, layers.linear(inner, `${block}.mlp.c_proj`));
  }
  return layers.layerNorm(x, "transformer.ln_f");
}

function parameterShapes(config: Gpt2Config): ReadonlyMap<string, readonly number[]> {
  const { vocabularySize, positions, width, innerWidth } = config;
  const shapes = new Map<string, readonly number[]>([
    [tokenEmbedding, [vocabularySize, width]],
    [positionEmbedding, [positions, width]],
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
  if (!config.tiedHead) shapes.set(untiedHead, [vocabularySize, width]);
  return shapes;
}

function parseConfig(fields: ConfigFields): Gpt2Config {
  fields.oneOf("activation_function", "gelu_new", ["gelu_new", "gelu_pytorch_tanh"]);
  fields.oneOf("scale_attn_weights", true, [true]);
  fields.oneOf("scale_attn_by_inverse_layer_idx", false, [false]);
  fields.oneOf("add_cross_attention", false, [false]);
  const width = fields.count("n_embd");
  const heads = fields.count("n_head");
  if (width % heads !== 0) throw fields.invalid(`has n_embd ${width}, which its n_head ${heads} does not divide`);
  return {
    architecture: "gpt2",
    vocabularySize: fields.count("vocab_size"),
    positions: fields.count("n_positions"),
    width,
    layers: fields.count("n_layer"),
    heads,
    innerWidth: fields.count("n_inner", 4 * width),
    normEpsilon: fields.positive("layer_norm_epsilon", 1e-5),
    tiedHead: fields.flag("tie_word_embeddings", true),
  };
}

function rawConfig(config: Gpt2Config): Readonly<Record<string, unknown>> {
  return {
    activation_function: "gelu_new",
    architectures: ["GPT2LMHeadModel"],
    attn_pdrop: 0,
    embd_pdrop: 0,
    layer_norm_epsilon: config.normEpsilon,
    model_type: "gpt2",
    n_embd: config.width,
    n_head: config.heads,
    n_inner: config.innerWidth === 4 * config.width ? null : config.innerWidth,
    n_layer: config.layers,
    n_positions: config.positions,
    resid_pdrop: 0,
  };
}
