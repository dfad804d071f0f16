import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import {
  adaptedLayers,
  adapterShapes,
  allLinear,
  defaultTargets,
  initialiseAdapter,
  linearLayers,
  loraNames,
  loraScale,
  mergeAdapter,
  targetNames,
} from "../../src/lm/lora.ts";
import { tinyConfig, tinyLlamaConfig } from "../training/support/tinyModel.ts";

const gpt2 = tinyConfig({ layers: 1 });
const llama = tinyLlamaConfig({ layers: 1 });
const block = "transformer.h.0";

describe("what can be adapted", () => {
  test("is every linear layer of the blocks, seen from input to output whichever way it is stored", () => {
    expect(linearLayers(gpt2)).toEqual([
      { name: `${block}.attn.c_attn`, input: 12, output: 36 },
      { name: `${block}.attn.c_proj`, input: 12, output: 12 },
      { name: `${block}.mlp.c_fc`, input: 12, output: 48 },
      { name: `${block}.mlp.c_proj`, input: 48, output: 12 },
    ]);
    const byName = new Map(linearLayers(llama).map((layer) => [layer.name, layer]));
    expect(byName.get("model.layers.0.self_attn.k_proj")).toMatchObject({ input: 12, output: 12 });
    expect(byName.get("model.layers.0.mlp.down_proj")).toMatchObject({ input: 20, output: 12 });
    expect(byName.has("lm_head")).toBe(false);
  });

  test("is named as PEFT names it: by the last names, or all at once", () => {
    const names = (targets: readonly string[]): string[] => adaptedLayers(gpt2, targets).map(({ name }) => name);
    expect(names(["c_proj"])).toEqual([`${block}.attn.c_proj`, `${block}.mlp.c_proj`]);
    expect(names(["mlp.c_proj", "c_attn"])).toEqual([`${block}.attn.c_attn`, `${block}.mlp.c_proj`]);
    expect(names([allLinear])).toHaveLength(4);
    expect(names([`${block}.attn.c_attn`])).toEqual([`${block}.attn.c_attn`]);
    expect(targetNames(llama)).toEqual(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]);
  });

  test.each([
    ["q_proj", "q_proj"],
    ["proj", "proj"], // part of a name is none
    ["wte", "wte"],
  ])("does not include %s in GPT-2; the hint says what does", (target, told) => {
    expect(() => adaptedLayers(gpt2, ["c_attn", target])).toThrow(
      expect.objectContaining({
        code: "training.invalid",
        message: `The model has no linear layer "${told}" to adapt.`,
        hint: "It has c_attn, c_proj, c_fc; all-linear stands for all of them.",
      }),
    );
  });

  test("has a default for each architecture", () => {
    expect(adaptedLayers(gpt2, defaultTargets(gpt2))).toHaveLength(1);
    expect(adaptedLayers(llama, defaultTargets(llama))).toHaveLength(2);
  });
});

test("a fresh adapter has A uniform within ±1/sqrt(in) and B 0", () => {
  const settings = { rank: 64, alpha: 8, targets: ["mlp.c_proj"] };
  const { parameters } = initialiseAdapter(gpt2, settings, seededRandom(3));
  expect([...parameters.keys()]).toEqual([...adapterShapes(gpt2, settings).keys()]);
  const a = parameters.get(loraNames.a(`${block}.mlp.c_proj`)) as Float32Array;
  const b = parameters.get(loraNames.b(`${block}.mlp.c_proj`)) as Float32Array;
  const bound = 1 / Math.sqrt(48);
  expect(a).toHaveLength(64 * 48);
  expect(Math.max(...a.map(Math.abs))).toBeLessThanOrEqual(bound);
  // 3,072 uniform values: variance bound²/3, with a standard error of 2% of it.
  const meanSquare = a.reduce((sum, value) => sum + value * value, 0) / a.length;
  expect(meanSquare / (bound ** 2 / 3)).toBeGreaterThan(0.92);
  expect(meanSquare / (bound ** 2 / 3)).toBeLessThan(1.08);
  expect(b).toEqual(new Float32Array(12 * 64));
});

test("the scale is alpha / r, or alpha / sqrt(r) for rank-stabilised adapters", () => {
  expect(loraScale({ rank: 4, alpha: 8, targets: [] })).toBe(2);
  expect(loraScale({ rank: 4, alpha: 8, rankStabilised: true, targets: [] })).toBe(4);
});

test.each([
  ["[in, out]", gpt2, `${block}.attn.c_attn`, 12, 36],
  ["[out, in]", llama, "model.layers.0.self_attn.q_proj", 12, 24],
] as const)(
  "merging adds s B A where the weight is stored %s, and leaves the rest alone",
  (_, config, layer, input, output) => {
    const adapter = initialiseAdapter(config, { rank: 2, alpha: 6, targets: [layer] }, seededRandom(1));
    // A picks inputs 1 and 2, B sends the first to output 3 and the second, doubled, to output 4: s = 6 / 2.
    const a = adapter.parameters.get(loraNames.a(layer)) as Float32Array;
    const b = adapter.parameters.get(loraNames.b(layer)) as Float32Array;
    a.fill(0);
    a[1] = 1;
    a[input + 2] = 1;
    b[3 * 2] = 1;
    b[4 * 2 + 1] = 2;
    const weight = `${layer}.weight`;
    const before = new Map([
      [weight, new Float32Array(input * output).fill(0.5)],
      ["other", new Float32Array([1])],
    ]);
    const merged = mergeAdapter(config, before, adapter);
    const at = (i: number, o: number): number => {
      const place = config.architecture === "gpt2" ? i * output + o : o * input + i;
      return (merged.get(weight) as Float32Array)[place] as number;
    };
    expect(at(1, 3)).toBe(3.5); // 0.5 + 3 · 1 · 1
    expect(at(2, 4)).toBe(6.5); // 0.5 + 3 · 2 · 1
    expect(at(3, 1)).toBe(0.5);
    expect(merged.get(weight)?.filter((value) => value !== 0.5)).toHaveLength(2);
    expect(merged.get("other")).toBe(before.get("other"));
    expect(before.get(weight)?.every((value) => value === 0.5)).toBe(true);
  },
);
