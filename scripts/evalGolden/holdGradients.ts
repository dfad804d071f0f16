import type { ClipRule, GradientEngine, RecordStatistics, TrainingRecord } from "../../src/training/gradientEngine.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { type Checksum, type Deviations, checksumOf } from "./deviations.ts";
import { type GoldenFolder, recordsOf } from "./goldenFolder.ts";

/** SPEC.md section 17. */
export const tolerances = { loss: 1e-5, norm: 1e-4, clippedSum: 1e-4 } as const;

export type LossReduction = "mean" | "sum";

/** Our names of SPEC.md's clipping functions; the others are contrasts or other readings, which the engine has not. */
export const clipModes: ReadonlyMap<string, Exclude<ClipRule["mode"], "none">> = new Map([
  ["hard", "hard"],
  ["autoS", "automatic"],
  ["softTanh", "soft"],
]);

/** So large a bound that a gradient is left as it is. */
const noBound: ClipRule = { mode: "hard", clipNorm: 1e30 };

export interface ClippedSum {
  readonly C: number;
  readonly mode: string;
  readonly factors?: readonly number[];
  readonly sum: { readonly globalNorm: number; readonly tensors: Readonly<Record<string, Checksum>> };
}

export type PerTensor = Readonly<Record<string, readonly number[]>>;

export async function withEngine<T>(
  folder: GoldenFolder,
  model: string,
  lossReduction: LossReduction,
  work: (engine: GradientEngine) => Promise<T>,
): Promise<T> {
  const { config, parameters } = await folder.checkpoint(model);
  const engine = await createGradientEngine(config, parameters, { threads: 1, lossReduction });
  try {
    return await work(engine);
  } finally {
    await engine.dispose();
  }
}

/** grad-norms.json: each row's norm, over everything and tensor by tensor. */
export async function holdGradientNorms(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, batches } = json as {
    model: string;
    batches: Record<string, Record<LossReduction, { globalNorm: number[]; perTensorNorm: PerTensor }>>;
  };
  for (const reduction of ["mean", "sum"] as const) {
    await withEngine(folder, model, reduction, async (engine) => {
      for (const [name, kinds] of Object.entries(batches)) {
        const records = recordsOf(folder.batch(name));
        const { globalNorm, perTensorNorm } = kinds[reduction];
        holdNorms(deviations, `${name} ${reduction}`, await statisticsOf(engine, records), globalNorm);
        await holdTensorNorms(deviations, `${name} ${reduction}`, engine, records, perTensorNorm);
      }
    });
  }
  deviations.notHeld.push({
    what: "tiedEmbedding, normIfCrossTermDropped, normIfHeadDropped",
    why: "the engine gives the norm, which is held, and not its three parts",
  });
}

/** untied.json: the same, and the losses, of a model with a head of its own. */
export async function holdUntied(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, batches } = json as {
    model: string;
    batches: Record<string, { sumLoss: number[]; globalNorm: number[]; perTensorNorm: PerTensor }>;
  };
  for (const [name, { sumLoss }] of Object.entries(batches)) {
    await withEngine(folder, model, "sum", async (engine) => {
      holdLosses(deviations, name, await statisticsOf(engine, recordsOf(folder.batch(name))), sumLoss);
    });
  }
  await withEngine(folder, model, "mean", async (engine) => {
    for (const [name, { globalNorm, perTensorNorm }] of Object.entries(batches)) {
      const records = recordsOf(folder.batch(name));
      holdNorms(deviations, name, await statisticsOf(engine, records), globalNorm);
      await holdTensorNorms(deviations, name, engine, records, perTensorNorm);
    }
  });
}

/** clipping.json: clip factors and clipped sums. */
export async function holdClipping(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, cases } = json as { model: string; cases: Record<string, ClippedSum[]> };
  const passedOver = new Map<string, number>();
  for (const reduction of ["mean", "sum"] as const) {
    await withEngine(folder, model, reduction, async (engine) => {
      for (const [name, list] of Object.entries(cases)) {
        if (!name.endsWith(`.${reduction}`)) continue;
        const records = recordsOf(folder.batch(name.slice(0, -reduction.length - 1)));
        for (const expected of list) {
          if (clipModes.has(expected.mode)) await holdSum(deviations, name, engine, records, expected);
          else passedOver.set(expected.mode, (passedOver.get(expected.mode) ?? 0) + 1);
        }
      }
    });
  }
  const unknown = Object.keys(cases).filter((name) => !/\.(?:mean|sum)$/u.test(name));
  if (unknown.length > 0) deviations.notHeld.push({ what: unknown.join(", "), why: "neither mean nor sum loss" });
  for (const [mode, count] of passedOver) {
    deviations.notHeld.push({ what: `mode ${mode}, ${count} cases`, why: "the engine has no such clipping function" });
  }
}

/** records.json: records of several views, clipped once; their views one by one. */
export async function holdRecords(folder: GoldenFolder, json: unknown, deviations: Deviations): Promise<void> {
  const { model, sets } = json as {
    model: string;
    sets: Record<
      string,
      {
        records: { views: number[][] }[];
        recordNorm: number[];
        viewNorms: number[][];
        perTensorRecordNorm: PerTensor;
        clipped: ClippedSum[];
      }
    >;
  };
  await withEngine(folder, model, "mean", async (engine) => {
    for (const [name, set] of Object.entries(sets)) {
      const records = set.records.map(({ views }, index) => ({ index, views: views.map((tokens) => ({ tokens })) }));
      const views = records.flatMap((record) => record.views).map((view, index) => ({ index, views: [view] }));
      holdNorms(deviations, name, await statisticsOf(engine, records), set.recordNorm);
      holdNorms(deviations, `${name} views`, await statisticsOf(engine, views), set.viewNorms.flat());
      await holdTensorNorms(deviations, name, engine, records, set.perTensorRecordNorm);
      for (const expected of set.clipped) {
        if (clipModes.has(expected.mode)) await holdSum(deviations, name, engine, records, expected);
        else deviations.notHeld.push({ what: `${name} mode ${expected.mode}`, why: "no such clipping function" });
      }
    }
  });
  deviations.notHeld.push({ what: "WRONG_viewsAsUnits", why: "what must not be done, for contrast" });
}

/** clipped-sum.*.safetensors: one clipped sum, value for value; its metadata say which. */
export async function holdClippedSumFile(folder: GoldenFolder, name: string, deviations: Deviations): Promise<void> {
  const { metadata, tensors } = folder.tensors(name);
  const { batch = "", kind = "", mode = "", C = "" } = metadata;
  const ours = clipModes.get(mode);
  if (ours === undefined || (kind !== "mean" && kind !== "sum")) {
    deviations.notHeld.push({ what: `mode ${mode}, ${kind} loss`, why: "the engine has no such clipping function" });
    return;
  }
  const { model } = folder.json("clipping.json") as { model: string };
  await withEngine(folder, model, kind, async (engine) => {
    engine.beginLot();
    await engine.accumulate(recordsOf(folder.batch(batch)), { mode: ours, clipNorm: Number(C) });
    deviations.exact("tensors", name, [...engine.gradientSum.keys()].sort(), [...tensors.keys()].sort());
    for (const [tensor, expected] of tensors) {
      const sum = engine.gradientSum.get(tensor);
      const distance = sum === undefined ? Number.NaN : distanceOf(sum, expected);
      const scale = Math.max(checksumOf(expected).norm, 1e-5);
      deviations.absolute("clipped sum, relative L2 of a tensor", tensor, distance / scale, 0, tolerances.clippedSum);
    }
  });
}

export function distanceOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += ((a[index] as number) - (b[index] as number)) ** 2;
  return Math.sqrt(sum);
}

/** The records' losses and unclipped norms. */
export async function statisticsOf(
  engine: GradientEngine,
  records: readonly TrainingRecord[],
): Promise<readonly RecordStatistics[]> {
  engine.beginLot();
  return engine.accumulate(records, noBound);
}

export function holdNorms(
  deviations: Deviations,
  where: string,
  statistics: readonly RecordStatistics[],
  expected: readonly number[],
): void {
  deviations.exact("rows", where, statistics.length, expected.length);
  expected.forEach((norm, row) => {
    deviations.relative("norms", `${where} row ${row}`, statistics[row]?.norm, norm, tolerances.norm, 1e-9);
  });
}

export function holdLosses(
  deviations: Deviations,
  where: string,
  statistics: readonly RecordStatistics[],
  expected: readonly number[],
): void {
  deviations.exact("rows", where, statistics.length, expected.length);
  expected.forEach((loss, row) => {
    deviations.relative("losses", `${where} row ${row}`, statistics[row]?.loss, loss, tolerances.loss, 1e-9);
  });
}

/** Each record alone in a lot, so that the sum's tensors are those of its gradient. */
export async function holdTensorNorms(
  deviations: Deviations,
  where: string,
  engine: GradientEngine,
  records: readonly TrainingRecord[],
  expected: PerTensor,
): Promise<void> {
  for (const [row, record] of records.entries()) {
    await statisticsOf(engine, [record]);
    for (const [tensor, norms] of Object.entries(expected)) {
      const sum = engine.gradientSum.get(tensor);
      const got = sum === undefined ? undefined : checksumOf(sum).norm;
      const place = (): string => `${where} row ${row} ${tensor}`;
      deviations.relative("norms of a tensor", place, got, norms[row] ?? Number.NaN, tolerances.norm, 1e-5);
    }
  }
}

export async function holdSum(
  deviations: Deviations,
  name: string,
  engine: GradientEngine,
  records: readonly TrainingRecord[],
  expected: ClippedSum,
): Promise<void> {
  const mode = clipModes.get(expected.mode) ?? "hard";
  const where = `${name} ${expected.mode} C ${expected.C}`;
  engine.beginLot();
  const statistics = await engine.accumulate(records, { mode, clipNorm: expected.C });
  expected.factors?.forEach((factor, row) => {
    deviations.relative("clip factors", `${where} row ${row}`, statistics[row]?.clipFactor, factor, tolerances.norm);
  });
  const sums = engine.gradientSum;
  const norms = [...sums.values()].map((sum) => checksumOf(sum).norm);
  deviations.relative("norm of the sum", where, Math.hypot(...norms), expected.sum.globalNorm, tolerances.norm, 1e-9);
  for (const [tensor, checksum] of Object.entries(expected.sum.tensors)) {
    const place = (): string => `${where} ${tensor}`;
    deviations.checksum("checksums of a tensor", place, sums.get(tensor), checksum, tolerances.clippedSum);
  }
}
