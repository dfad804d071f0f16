import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../../src/base/errors.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { initialiseAdapter } from "../../../src/lm/lora.ts";
import type { ModelConfig } from "../../../src/lm/modelConfig.ts";
import { eagerSteps } from "../../../src/training/eager/eagerSteps.ts";
import type { EngineName } from "../../../src/training/engineNames.ts";
import type { ClipRule, RecordStatistics, TrainingRecord } from "../../../src/training/gradientEngine.ts";
import type { StepEngine } from "../../../src/training/gradientSteps.ts";
import {
  type GradientEngineOptions,
  createGradientEngine,
} from "../../../src/training/runtime/createGradientEngine.ts";
import { openEngine } from "../../../src/training/runtime/openEngine.ts";
import { allButEmbeddings } from "../../../src/training/trainableModel.ts";
import { relativeDistance } from "../support/oneAtATime.ts";
import { tinyConfig, tinyLlamaConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

/** The engine, or why this machine has none. */
async function engineOrReason(name: EngineName): Promise<StepEngine | string> {
  try {
    return await openEngine(name, { folder: process.cwd(), threads: 1 });
  } catch (error) {
    if (error instanceof EvenhandError) return error.message;
    throw error;
  }
}

const onTfjsCpu: StepEngine = { description: "tfjs", steps: (model) => eagerSteps(model, "cpu") };

const engines: readonly (readonly [string, StepEngine | string])[] = [
  ["tfjs on its CPU backend", onTfjsCpu],
  ["tfjs-node", await engineOrReason("tfjs-node")],
  ["webgpu", await engineOrReason("webgpu")],
];

const models: readonly (readonly [string, ModelConfig])[] = [
  ["GPT-2", tinyConfig()],
  ["GPT-2 with a head of its own", tinyConfig({ tiedHead: false })],
  ["Llama", tinyLlamaConfig()],
  ["Qwen3, tied", tinyLlamaConfig({ modelType: "qwen3", headNorms: true, tiedHead: true })],
];

interface Outcome {
  readonly statistics: readonly RecordStatistics[];
  readonly sums: ReadonlyMap<string, Float32Array>;
}

/** Two calls into one lot, so that sums are added to. */
async function lot(
  config: ModelConfig,
  records: readonly TrainingRecord[],
  clip: ClipRule,
  engine?: StepEngine,
  part: Pick<GradientEngineOptions, "trainable" | "adapter"> = {},
): Promise<Outcome> {
  const running = await createGradientEngine(config, tinyParameters(config), {
    threads: 1,
    microbatchTokens: 40,
    ...(engine === undefined ? {} : { engine }),
    ...part,
  });
  running.beginLot();
  const statistics = await running.accumulate(records.slice(0, 3), clip);
  statistics.push(...(await running.accumulate(records.slice(3), clip)));
  await running.dispose();
  return { statistics, sums: running.gradientSum };
}

function expectSame(found: Outcome, expected: Outcome): void {
  found.statistics.forEach((it, index) => {
    const other = expected.statistics[index] as RecordStatistics;
    expect(it.index).toBe(other.index);
    expect(Math.abs(it.loss - other.loss)).toBeLessThan(1e-5 * (1 + other.loss));
    expect(Number.isNaN(it.norm)).toBe(Number.isNaN(other.norm));
    if (!Number.isNaN(it.norm)) expect(Math.abs(it.norm / other.norm - 1)).toBeLessThan(1e-5);
    expect(Math.abs(it.clipFactor / other.clipFactor - 1)).toBeLessThan(1e-5);
  });
  expect([...found.sums.keys()]).toEqual([...expected.sums.keys()]);
  for (const [name, sum] of expected.sums) {
    expect(relativeDistance(found.sums.get(name) as Float32Array, sum), name).toBeLessThan(2e-5);
  }
}

const lengths = [[9, 5], [4], [12, 2, 7], [6, 6], [3, 11], [16]];

describe.each(engines)("a lot by %s is the compiled engine's", { timeout: 300_000 }, (_, engine) => {
  if (typeof engine === "string") {
    test.skip(`(skipped: ${engine})`, () => {});
    return;
  }

  for (const [name, config] of models) {
    for (const mode of ["none", "hard", "automatic", "soft"] as const) {
      test(`${name}, mode ${mode}`, async () => {
        const records = tinyRecords(config, lengths);
        const clip: ClipRule = mode === "none" ? { mode } : { mode, clipNorm: 1.5 };
        expectSame(await lot(config, records, clip, engine), await lot(config, records, clip));
      });
    }
  }

  test("with frozen embeddings", async () => {
    const config = tinyConfig();
    const records = tinyRecords(config, lengths);
    const part = { trainable: allButEmbeddings(config) };
    const clip: ClipRule = { mode: "hard", clipNorm: 1.5 };
    expectSame(await lot(config, records, clip, engine, part), await lot(config, records, clip, undefined, part));
  });

  test("with adapters", async () => {
    const config = tinyLlamaConfig();
    const records = tinyRecords(config, lengths);
    const settings = { rank: 2, alpha: 4, targets: ["q_proj", "down_proj"] };
    const adapter = initialiseAdapter(config, settings, seededRandom(3));
    for (const values of adapter.parameters.values()) values.forEach((_, at) => (values[at] = 0.3 * Math.sin(at + 1)));
    const clip: ClipRule = { mode: "hard", clipNorm: 1.5 };
    const part = { adapter };
    expectSame(await lot(config, records, clip, engine, part), await lot(config, records, clip, undefined, part));
  });
});

test("an eager step leaves no tensor behind", async () => {
  const config = tinyConfig();
  const records = tinyRecords(config, lengths);
  await lot(config, records, { mode: "hard", clipNorm: 1.5 }, onTfjsCpu);
  const before = tf.memory().numTensors;
  await lot(config, records, { mode: "hard", clipNorm: 1.5 }, onTfjsCpu);
  expect(tf.memory().numTensors).toBe(before);
});
