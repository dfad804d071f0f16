import { afterEach, describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { type LoraAdapter, type LoraSettings, allLinear, initialiseAdapter, mergeAdapter } from "../../src/lm/lora.ts";
import { type ModelConfig, parameterShapes } from "../../src/lm/modelConfig.ts";
import type { ClipRule, GradientEngine } from "../../src/training/gradientEngine.ts";
import { trainLoop } from "../../src/training/loop.ts";
import { adam } from "../../src/training/optimizer/adam.ts";
import { seededStreams } from "../../src/training/privacy/randomStream.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { traceGradientStep } from "../../src/training/traceGradientStep.ts";
import { adaptedModel } from "../../src/training/trainableModel.ts";
import { adapterOneAtATime, l2, relativeDistance, weightedSum } from "./support/oneAtATime.ts";
import { tinyConfig, tinyLlamaConfig, tinyParameters, tinyRecords } from "./support/tinyModel.ts";

let engine: GradientEngine | undefined;

afterEach(async () => {
  await engine?.dispose();
  engine = undefined;
});

/** An adapter in the middle of its training: B is not 0. */
function movedAdapter(config: ModelConfig, settings: LoraSettings): LoraAdapter {
  const random = seededRandom(9);
  const adapter = initialiseAdapter(config, settings, random);
  for (const values of adapter.parameters.values()) values.forEach((_, at) => (values[at] = 0.3 * random.normal()));
  return adapter;
}

const models: readonly (readonly [string, ModelConfig, readonly string[]])[] = [
  ["GPT-2", tinyConfig(), ["c_attn"]],
  ["GPT-2, every linear layer", tinyConfig({ tiedHead: false }), [allLinear]],
  ["Llama", tinyLlamaConfig({ tiedHead: true }), ["q_proj", "v_proj"]],
  ["Qwen2, every linear layer", tinyLlamaConfig({ modelType: "qwen2", queryKeyValueBias: true }), [allLinear]],
];

describe.each(models)("adapters on %s", (_, config, targets) => {
  const settings = { rank: 3, alpha: 7, targets };
  const records = tinyRecords(config, [[9, 4], [5, 6], [12], [3], [16]]);

  test.each<ClipRule>([{ mode: "hard", clipNorm: 1 }, { mode: "none" }])(
    "have the clipped sum of gradients taken one record at a time, $mode",
    async (clip) => {
      const parameters = tinyParameters(config);
      const adapter = movedAdapter(config, settings);
      engine = await createGradientEngine(config, parameters, { threads: 1, adapter });
      expect([...engine.gradientSum.keys()]).toEqual([...adapter.parameters.keys()]);
      engine.beginLot();
      const statistics = await engine.accumulate(records, clip);
      const expected = await adapterOneAtATime(config, parameters, adapter, records);
      statistics.forEach((it, index) => {
        expect(it.loss).toBeCloseTo(expected[index]?.loss ?? Number.NaN, 4);
        if (clip.mode === "hard") expect(it.norm / (expected[index]?.norm ?? Number.NaN)).toBeCloseTo(1, 4);
      });
      const factors = expected.map(({ norm }) => (clip.mode === "hard" ? Math.min(1, 1 / norm) : 1));
      for (const [name, sum] of weightedSum(expected, factors)) {
        expect(relativeDistance(engine.gradientSum.get(name) as Float32Array, sum), name).toBeLessThan(2e-5);
      }
    },
  );

  test("give a merged model the losses that they give the frozen one", async () => {
    const parameters = tinyParameters(config);
    const adapter = movedAdapter(config, settings);
    const lossesOf = async (values: ReadonlyMap<string, Float32Array>, own?: LoraAdapter): Promise<number[]> => {
      const running = await createGradientEngine(config, values, {
        threads: 1,
        ...(own === undefined ? {} : { adapter: own }),
      });
      const statistics = await running.accumulate(records, { mode: "none" });
      await running.dispose();
      return statistics.map(({ loss }) => loss);
    };
    const adapted = await lossesOf(parameters, adapter);
    const merged = await lossesOf(mergeAdapter(config, parameters, adapter));
    const plain = await lossesOf(parameters);
    adapted.forEach((loss, index) => {
      expect(merged[index]).toBeCloseTo(loss, 5);
      expect(plain[index]).not.toBeCloseTo(loss, 4);
    });
  });

  test("are all that a private run changes, both matrices of each", async () => {
    const adapter = initialiseAdapter(config, settings, seededRandom(4));
    const start = new Map([...adapter.parameters].map(([name, values]) => [name, values.slice()]));
    engine = await createGradientEngine(config, tinyParameters(config), { threads: 1, adapter });
    await trainLoop({
      engine,
      optimizer: adam(engine.trainable),
      records,
      expectedLotSize: 4,
      steps: 2,
      learningRate: { peak: 1e-2 },
      streams: seededStreams(3),
      protection: { clip: { mode: "hard", clipNorm: 1 }, noiseMultiplier: 1, delta: 1e-5, charge: async () => {} },
    });
    expect(engine.parameters).toEqual(tinyParameters(config));
    for (const [name, values] of adapter.parameters) expect(values, name).not.toEqual(start.get(name));
  });

  test("leave the step no gradient of a frozen matrix, no embedding rows, and no residuals of the vocabulary", () => {
    const layout = { records: 2, views: 1, length: 4 };
    const { nodes } = traceGradientStep(adaptedModel(config, settings), { layout, mode: "hard" });
    const shapes = new Set([...parameterShapes(config).values()].filter((shape) => shape.length === 2).map(String));
    expect(nodes.flatMap(({ outputs }) => outputs.filter(({ shape }) => shapes.has(String(shape))))).toEqual([]);
    expect(nodes.filter(({ operator }) => operator === "Equal")).toEqual([]);
    const wide = nodes.filter(({ outputs }) => outputs[0]?.shape.at(-1) === config.vocabularySize);
    expect(wide.filter(({ operator }) => operator === "Gemm")).toHaveLength(1); // the logits
    expect(wide.filter(({ operator }) => operator.startsWith("Scatter"))).toEqual([]);
  });
});

test("a fresh adapter changes nothing, and only its B has a gradient", async () => {
  const config = tinyConfig();
  const adapter = initialiseAdapter(config, { rank: 2, alpha: 4, targets: ["c_fc"] }, seededRandom(1));
  engine = await createGradientEngine(config, tinyParameters(config), { threads: 1, adapter });
  const records = tinyRecords(config, [[9]]);
  engine.beginLot();
  const [adapted] = await engine.accumulate(records, { mode: "hard", clipNorm: 1 });
  for (const [name, sum] of engine.gradientSum) {
    if (name.includes("lora_A")) expect(l2([sum])).toBe(0);
    else expect(l2([sum])).toBeGreaterThan(1e-3);
  }
  const plain = await createGradientEngine(config, tinyParameters(config), { threads: 1 });
  const [alone] = await plain.accumulate(records, { mode: "none" });
  expect(adapted?.loss).toBeCloseTo(alone?.loss ?? Number.NaN, 6);
  await plain.dispose();
});

test("an adapter is trained alone", async () => {
  const config = tinyConfig();
  const adapter = initialiseAdapter(config, { rank: 2, alpha: 4, targets: ["c_fc"] }, seededRandom(1));
  const trainable = new Set(["transformer.wpe.weight"]);
  await expect(createGradientEngine(config, tinyParameters(config), { adapter, trainable })).rejects.toThrow("alone");
});
