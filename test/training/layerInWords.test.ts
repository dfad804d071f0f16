import { expect, test } from "vitest";
import { architectureOf } from "../../src/lm/architecture.ts";
import { layerInWords } from "../../src/training/layerInWords.ts";
import { tinyConfig, tinyLlamaConfig } from "./support/tinyModel.ts";

test.each([
  ["transformer.h.0.mlp.c_fc.weight", "block 1, feed-forward part (transformer.h.0.mlp.c_fc.weight)"],
  ["transformer.wte.weight", "the token embedding (transformer.wte.weight)"],
  ["model.layers.11.self_attn.q_proj", "block 12, attention (model.layers.11.self_attn.q_proj)"],
  ["model.layers.0.input_layernorm.weight", "block 1, normalisation (model.layers.0.input_layernorm.weight)"],
  ["model.norm.weight", "the last normalisation (model.norm.weight)"],
  ["first", "first"],
])("%s is %s", (name, words) => {
  expect(layerInWords(name)).toBe(words);
});

test.each([tinyConfig(), tinyLlamaConfig()])("every parameter of $architecture has words", (config) => {
  for (const name of architectureOf(config).parameterShapes().keys()) expect(layerInWords(name)).toContain(`(${name})`);
});
