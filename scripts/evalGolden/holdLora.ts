import { join } from "node:path";
import { readAdapter } from "../../src/lm/adapterFolder.ts";
import { type LoraAdapter, mergeAdapter } from "../../src/lm/lora.ts";
import type { GradientEngine } from "../../src/training/gradientEngine.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import type { Checksum, Deviations } from "./deviations.ts";
import { type GoldenFolder, recordsOf } from "./goldenFolder.ts";
import { ForwardRunner, joined } from "./holdForward.ts";
import {
  type ClippedSum,
  type LossReduction,
  type PerTensor,
  holdLosses,
  holdNorms,
  holdSum,
  holdTensorNorms,
  statisticsOf,
} from "./holdGradients.ts";
import { type Scenario, type ScenarioFrame, runScenario } from "./runScenario.ts";

/** SPEC.md section 17. */
const tolerance = { logits: 1e-4, parameters: 1e-6 } as const;

interface ExpectedAdapter {
  readonly dir: string;
  readonly rank: number;
  readonly alpha: number;
  readonly batches: Readonly<
    Record<
      string,
      {
        readonly sumLoss: readonly number[];
        readonly meanLoss: readonly number[];
        readonly logitsValid: Checksum;
        readonly globalNorm: readonly number[];
        readonly perTensorNorm: PerTensor;
        readonly clipped: readonly ClippedSum[];
      }
    >
  >;
  readonly adamStep1: Omit<Scenario, "batches" | "optimizer"> & {
    readonly batch: string;
    readonly eps: number;
    readonly params: { readonly globalNorm: number; readonly tensors: Readonly<Record<string, Checksum>> };
  };
  readonly paramOrder: readonly string[];
}

/** lora.json: losses, norms and clipped sums of adapters, one private step, and the logits of the merged models. */
export async function holdLora(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, adapters } = json as { model: string; adapters: Record<string, ExpectedAdapter> };
  for (const [name, expected] of Object.entries(adapters)) {
    const { settings, parameters } = await adapterOf(folder, model, expected);
    deviations.exact("settings", name, [settings.rank, settings.alpha], [expected.rank, expected.alpha]);
    deviations.exact("tensors", name, [...parameters.keys()], expected.paramOrder.map(ownName));
    for (const reduction of ["sum", "mean"] as const) {
      await withAdapter(folder, model, expected, reduction, async (engine) => {
        for (const [batch, { globalNorm, perTensorNorm, clipped, ...losses }] of Object.entries(expected.batches)) {
          const where = `${name} ${batch} ${reduction}`;
          const records = recordsOf(folder.batch(batch));
          const statistics = await statisticsOf(engine, records);
          holdLosses(deviations, where, statistics, losses[`${reduction}Loss`]);
          if (reduction === "sum") continue; // the file's gradients are those of the mean loss
          holdNorms(deviations, where, statistics, globalNorm);
          await holdTensorNorms(deviations, where, engine, records, withOwnNames(perTensorNorm));
          for (const one of clipped) {
            const sum = { ...one.sum, tensors: withOwnNames(one.sum.tensors) };
            await holdSum(deviations, where, engine, records, { ...one, sum });
          }
        }
      });
    }
    await holdMerged(folder, model, name, expected, deviations);
    await holdOneStep(folder, model, name, expected, deviations);
  }
}

async function holdMerged(
  folder: GoldenFolder,
  model: string,
  name: string,
  expected: ExpectedAdapter,
  deviations: Deviations,
): Promise<void> {
  const base = await folder.checkpoint(model);
  const parameters = mergeAdapter(base.config, base.parameters, await adapterOf(folder, model, expected));
  const runner = new ForwardRunner({ ...base, parameters });
  try {
    for (const [batch, { logitsValid }] of Object.entries(expected.batches)) {
      const rows: Float32Array[] = [];
      for (const { views } of recordsOf(folder.batch(batch))) {
        rows.push((await runner.run(views[0]?.tokens ?? [])).logits);
      }
      deviations.checksum("logits, merged", `${name} ${batch}`, joined(rows), logitsValid, tolerance.logits);
    }
  } finally {
    await runner.release();
  }
}

async function holdOneStep(
  folder: GoldenFolder,
  model: string,
  name: string,
  expected: ExpectedAdapter,
  deviations: Deviations,
): Promise<void> {
  const { batch, eps, params, ...rest } = expected.adamStep1;
  // "The same formula" as that of the other runs, whose file has its constants.
  const { noise, betas } = folder.json("optimizer-steps.json") as ScenarioFrame;
  const frame = { noise, betas, eps, paramOrder: expected.paramOrder.map(ownName) };
  await withAdapter(folder, model, expected, "mean", async (engine) => {
    const scenario: Scenario = { ...rest, optimizer: "adamw", batches: [batch] };
    const { steps } = await runScenario(folder, engine, scenario, frame);
    for (const [tensor, checksum] of Object.entries(params.tensors)) {
      const after = steps[0]?.after.get(ownName(tensor));
      const place = (): string => `${name} ${tensor}`;
      deviations.checksum("parameters", place, after, checksum, tolerance.parameters, params.globalNorm);
    }
  });
}

/** Values of its own, which may be trained. */
async function adapterOf(folder: GoldenFolder, model: string, { dir }: ExpectedAdapter): Promise<LoraAdapter> {
  const { config } = await folder.checkpoint(model);
  return readAdapter(join(folder.path, dir), config);
}

async function withAdapter(
  folder: GoldenFolder,
  model: string,
  expected: ExpectedAdapter,
  lossReduction: LossReduction,
  work: (engine: GradientEngine) => Promise<void>,
): Promise<void> {
  const { config, parameters } = await folder.checkpoint(model);
  const adapter = await adapterOf(folder, model, expected);
  const engine = await createGradientEngine(config, parameters, { threads: 1, lossReduction, adapter });
  try {
    await work(engine);
  } finally {
    await engine.dispose();
  }
}

/** PEFT's name of a tensor without what it puts before the wrapped model's own. */
function ownName(tensor: string): string {
  return tensor.replace(/^base_model\.model\./u, "");
}

function withOwnNames<T>(tensors: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [ownName(name), value]));
}
