import { describe, expect, test } from "vitest";
import { type ModelConfig, parameterShapes } from "../../../src/lm/modelConfig.ts";
import type { ClipRule } from "../../../src/training/gradientEngine.ts";
import { createGradientEngine } from "../../../src/training/runtime/createGradientEngine.ts";
import { trainableModel } from "../../../src/training/trainableModel.ts";
import { eagerStep, microbatchOf } from "../support/eagerStep.ts";
import { l2, oneAtATime, relativeDistance, weightedSum } from "../support/oneAtATime.ts";
import { tinyConfig, tinyLlamaConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

const models: readonly (readonly [string, ModelConfig])[] = [
  ["GPT-2", tinyConfig()],
  ["GPT-2 with a head of its own", tinyConfig({ tiedHead: false })],
  ["Llama", tinyLlamaConfig()],
  [
    "Llama with a tied head and all biases",
    tinyLlamaConfig({ tiedHead: true, attentionOutputBias: true, queryKeyValueBias: true, innerBias: true }),
  ],
  ["Llama with one head of keys and values", tinyLlamaConfig({ keyValueHeads: 1 })],
  ["Llama with as many heads of keys as of queries", tinyLlamaConfig({ keyValueHeads: 4 })],
  ["Qwen2, tied", tinyLlamaConfig({ modelType: "qwen2", queryKeyValueBias: true, tiedHead: true })],
  ["Qwen3", tinyLlamaConfig({ modelType: "qwen3", headNorms: true })],
];

const records = [
  [9, 4],
  [5, 6],
  [12, 2],
];
const clip: ClipRule = { mode: "hard", clipNorm: 1.5 };

describe.each(models)("%s", (_, config) => {
  test("each parameter's share of a record's norm is that of the record's own gradient", async () => {
    const parameters = tinyParameters(config);
    const units = tinyRecords(config, records);
    const microbatch = microbatchOf(units);
    const { clipping } = await eagerStep(trainableModel(config), parameters, microbatch, clip);
    expect(new Set(clipping?.squaredNormsByParameter.keys())).toEqual(new Set(parameterShapes(config).keys()));
    const expected = await oneAtATime(config, parameters, units);
    for (const [name, squares] of clipping?.squaredNormsByParameter ?? []) {
      microbatch.units.forEach(({ position }, place) => {
        const norm = l2([expected[position]?.gradient.get(name) as Float32Array]);
        expect(Math.abs(Math.sqrt(squares.arraySync()[place] as number) / norm - 1), name).toBeLessThan(1e-4);
      });
    }
  });

  test("the compiled clipped sum over views and padding is that of gradients taken one record at a time", async () => {
    const parameters = tinyParameters(config);
    const units = tinyRecords(config, [...records, [3], [16]]);
    const engine = await createGradientEngine(config, parameters, { threads: 1 });
    engine.beginLot();
    const statistics = await engine.accumulate(units, clip);
    const expected = await oneAtATime(config, parameters, units);
    const factors = expected.map(({ norm }) => Math.min(1, 1.5 / norm));
    statistics.forEach((it, index) => {
      const record = expected[index] as (typeof expected)[number];
      expect(it.loss).toBeCloseTo(record.loss, 4);
      expect(Math.abs(it.norm / record.norm - 1)).toBeLessThan(1e-4);
    });
    for (const [name, sum] of weightedSum(expected, factors)) {
      expect(relativeDistance(engine.gradientSum.get(name) as Float32Array, sum), name).toBeLessThan(2e-5);
    }
    await engine.dispose();
  });
});
