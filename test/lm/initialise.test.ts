import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { initialiseParameters } from "../../src/lm/initialise.ts";
import { parameterShapes, parseModelConfig } from "../../src/lm/modelConfig.ts";

const config = parseModelConfig({
  model_type: "gpt2",
  vocab_size: 100,
  n_positions: 32,
  n_embd: 64,
  n_layer: 2,
  n_head: 4,
});

const deviation = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

test("weights have deviation 0.02, those into the residual stream 0.02 / sqrt(2 layers)", () => {
  const parameters = initialiseParameters(config, seededRandom(1));
  const of = (name: string): Float32Array => parameters.get(`transformer.${name}`) as Float32Array;
  expect([...parameters.keys()]).toEqual([...parameterShapes(config).keys()]);
  expect(deviation(of("wte.weight"))).toBeCloseTo(0.02, 3);
  expect(deviation(of("h.1.attn.c_attn.weight"))).toBeCloseTo(0.02, 3);
  expect(deviation(of("h.1.mlp.c_proj.weight"))).toBeCloseTo(0.01, 3); // 0.02 / sqrt(4)
  expect(new Set(of("h.0.ln_2.weight"))).toEqual(new Set([1]));
  expect(new Set(of("h.0.mlp.c_fc.bias"))).toEqual(new Set([0]));
});

test("equal seeds give equal weights", () => {
  const bytesOf = (seed: number): Buffer[] =>
    [...initialiseParameters(config, seededRandom(seed)).values()].map(({ buffer }) => Buffer.from(buffer));
  expect(Buffer.concat(bytesOf(3)).equals(Buffer.concat(bytesOf(3)))).toBe(true);
  expect(Buffer.concat(bytesOf(3)).equals(Buffer.concat(bytesOf(4)))).toBe(false);
});
