import { describe, expect, test } from "vitest";
import { parameterShapes, parseModelConfig, rawModelConfig } from "../../src/lm/modelConfig.ts";

const smallest = { model_type: "gpt2", vocab_size: 10, n_positions: 8, n_embd: 6, n_layer: 1, n_head: 2 };

test("what is absent from config.json is GPT-2's default", () => {
  expect(parseModelConfig(smallest)).toEqual({
    architecture: "gpt2",
    vocabularySize: 10,
    positions: 8,
    width: 6,
    layers: 1,
    heads: 2,
    innerWidth: 24,
    normEpsilon: 1e-5,
    tiedHead: true,
  });
});

test("a configuration survives being written and read", () => {
  const config = parseModelConfig({ ...smallest, n_inner: 7, tie_word_embeddings: false, layer_norm_epsilon: 1e-6 });
  expect(parseModelConfig(rawModelConfig(config, 9))).toEqual(config);
});

test("distilGPT2's shape has 81,912,576 parameters", () => {
  const config = parseModelConfig({
    ...smallest,
    vocab_size: 50257,
    n_positions: 1024,
    n_embd: 768,
    n_layer: 6,
    n_head: 12,
  });
  let count = 0;
  for (const shape of parameterShapes(config).values()) count += shape.reduce((product, size) => product * size, 1);
  expect(count).toBe(81_912_576);
});

test("what we cannot compute with is refused by name", () => {
  const refused = (changes: object): (() => unknown) => {
    return () => parseModelConfig({ ...smallest, ...changes }, "model/config.json");
  };
  expect(refused({ model_type: "bert" })).toThrow(
    'model/config.json has model_type "bert"; only gpt2 or llama or qwen2 or qwen3 is supported.',
  );
  expect(refused({ activation_function: "relu" })).toThrow("activation_function");
  expect(refused({ scale_attn_by_inverse_layer_idx: true })).toThrow("scale_attn_by_inverse_layer_idx");
  expect(refused({ n_head: 4 })).toThrow("n_embd 6, which its n_head 4 does not divide");
  expect(refused({ vocab_size: "10" })).toThrow("whole number above 0 as vocab_size");
  expect(refused({ layer_norm_epsilon: 0 })).toThrow("layer_norm_epsilon");
  expect(() => parseModelConfig([])).toThrow("config.json is not a JSON object.");
});

const llama = {
  model_type: "llama",
  vocab_size: 10,
  hidden_size: 12,
  intermediate_size: 20,
  num_hidden_layers: 1,
  num_attention_heads: 3,
};

const llama3 = {
  rope_type: "llama3",
  factor: 8,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 64,
};

describe("the configuration of the Llama family", () => {
  test("has transformers' defaults for what is absent", () => {
    expect(parseModelConfig(llama)).toEqual({
      architecture: "llama",
      modelType: "llama",
      vocabularySize: 10,
      positions: 2048,
      width: 12,
      layers: 1,
      heads: 3,
      keyValueHeads: 3,
      headWidth: 4,
      innerWidth: 20,
      normEpsilon: 1e-6,
      rotaryBase: 10_000,
      queryKeyValueBias: false,
      attentionOutputBias: false,
      innerBias: false,
      headNorms: false,
      tiedHead: false,
    });
    expect(parseModelConfig({ ...llama, model_type: "qwen2" })).toMatchObject({
      positions: 32_768,
      queryKeyValueBias: true,
      attentionOutputBias: false,
    });
    expect(parseModelConfig({ ...llama, model_type: "qwen3" })).toMatchObject({ headWidth: 128, headNorms: true });
  });

  test("survives being written and read", () => {
    const changes = [
      { attention_bias: true, mlp_bias: true, rope_theta: 1e6, rms_norm_eps: 1e-5, tie_word_embeddings: true },
      { model_type: "qwen2", num_key_value_heads: 1, max_position_embeddings: 64 },
      { rope_scaling: { ...llama3, factor: 32 }, rope_theta: 500_000 },
      { model_type: "qwen3", head_dim: 6, attention_bias: true },
    ];
    for (const change of changes) {
      const config = parseModelConfig({ ...llama, ...change });
      expect(parseModelConfig(rawModelConfig(config, 9))).toEqual(config);
    }
  });

  test("takes the rotary base from where older and newer versions of transformers write it", () => {
    const base = (fields: object): unknown => parseModelConfig({ ...llama, ...fields });
    expect(base({ rope_theta: 7, rope_scaling: null })).toMatchObject({ rotaryBase: 7 });
    expect(base({ rope_parameters: { rope_type: "default", rope_theta: 8 } })).toMatchObject({ rotaryBase: 8 });
    expect(base({ rope_theta: 7, rope_scaling: { type: "default" } })).toMatchObject({ rotaryBase: 7 });
    const rotaryStretch = { factor: 8, longWaves: 1, shortWaves: 4, originalPositions: 64 };
    expect(base({ rope_theta: 7, rope_scaling: llama3 })).toMatchObject({ rotaryBase: 7, rotaryStretch });
    expect(base({ rope_parameters: { ...llama3, rope_theta: 8 } })).toMatchObject({ rotaryBase: 8, rotaryStretch });
  });

  test("is refused where its arithmetic is not ours", () => {
    const refused = (changes: object): (() => unknown) => {
      return () => parseModelConfig({ ...llama, ...changes }, "model/config.json");
    };
    const sentence = 'model/config.json stretches its rotary positions by the rule "yarn"';
    expect(refused({ rope_scaling: { rope_type: "yarn", factor: 4 } })).toThrow(sentence);
    expect(refused({ rope_scaling: { type: "yarn", factor: 4 } })).toThrow(sentence);
    expect(refused({ rope_parameters: { rope_type: "yarn", rope_theta: 7 } })).toThrow(sentence);
    expect(refused({ rope_scaling: { ...llama3, factor: null } })).toThrow(
      "rope_scaling needs a number above 0 as factor",
    );
    expect(refused({ hidden_act: "gelu" })).toThrow('has hidden_act "gelu"; only silu is supported');
    expect(refused({ model_type: "qwen2", use_sliding_window: true })).toThrow("use_sliding_window");
    expect(refused({ num_key_value_heads: 2 })).toThrow("num_key_value_heads 2 does not divide");
    expect(refused({ head_dim: 3 })).toThrow("head_dim 3; rotary positions need an even number");
    expect(refused({ hidden_size: 14 })).toThrow("whole number above 0 as head_dim");
    expect(refused({ rope_theta: -1 })).toThrow("number above 0 as rope_theta");
  });

  test("SmolLM-135M's shape has 134,515,008 parameters", () => {
    const config = parseModelConfig({
      ...llama,
      vocab_size: 49_152,
      hidden_size: 576,
      intermediate_size: 1536,
      num_hidden_layers: 30,
      num_attention_heads: 9,
      num_key_value_heads: 3,
      tie_word_embeddings: true,
    });
    let count = 0;
    for (const shape of parameterShapes(config).values()) count += shape.reduce((product, size) => product * size, 1);
    expect(count).toBe(134_515_008);
  });
});
