import { expect, test } from "vitest";
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
