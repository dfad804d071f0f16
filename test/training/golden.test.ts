import { afterEach, expect, test } from "vitest";
import { readCheckpoint } from "../../src/lm/checkpoint.ts";
import { decodeValues, parseSafetensorsHeader } from "../../src/lm/safetensors.ts";
import type { ClipRule, GradientEngine, TrainingRecord } from "../../src/training/gradientEngine.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { readFileSync } from "node:fs";
import { type Checksum, type GoldenBatches, describeGolden, dotSin, goldenPath, readGolden } from "./support/golden.ts";
import { l2, relativeDistance } from "./support/oneAtATime.ts";

interface GradientNorms {
  readonly batches: Readonly<
    Record<string, Readonly<Record<"mean" | "sum", { readonly globalNorm: readonly number[] }>>>
  >;
}

interface ClippedSum {
  readonly C: number;
  readonly mode: string;
  readonly factors?: readonly number[];
  readonly sum: { readonly globalNorm: number; readonly tensors: Readonly<Record<string, Checksum>> };
}

interface RecordSets {
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly records: readonly { readonly views: readonly number[][] }[];
        readonly recordNorm: readonly number[];
        readonly clipped: readonly ClippedSum[];
      }
    >
  >;
}

const modes: Readonly<Record<string, "hard" | "automatic" | "soft">> = {
  hard: "hard",
  autoS: "automatic",
  softTanh: "soft",
};

let engine: GradientEngine | undefined;

afterEach(async () => {
  await engine?.dispose();
  engine = undefined;
});

async function start(model: string, lossReduction: "mean" | "sum" = "mean"): Promise<GradientEngine> {
  const { config, parameters } = await readCheckpoint(goldenPath(model), { weightsOnly: true });
  engine = await createGradientEngine(config, parameters, { threads: 1, lossReduction });
  return engine;
}

/** The rows of a right-padded batch, without their padding. */
function recordsOf(name: string): TrainingRecord[] {
  const batch = (readGolden("batches.json") as GoldenBatches).batches[name] as GoldenBatches["batches"][string];
  return batch.inputIds.map((tokens, index) => {
    const length = (batch.attentionMask[index] as number[]).filter((isToken) => isToken === 1).length;
    const labels = (batch.labels[index] as number[]).slice(0, length);
    return { index, views: [{ tokens: tokens.slice(0, length), labels }] };
  });
}

function expectClose(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  expect(Math.abs((actual ?? Number.NaN) - expected), what).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}

async function expectSum(
  running: GradientEngine,
  records: readonly TrainingRecord[],
  expected: ClippedSum,
): Promise<void> {
  const clip: ClipRule = { mode: modes[expected.mode] as "hard", clipNorm: expected.C };
  running.beginLot();
  const statistics = await running.accumulate(records, clip);
  expected.factors?.forEach((factor, i) => expectClose(statistics[i]?.clipFactor, factor, 1e-4, `factor ${i}`));
  expectClose(l2([...running.gradientSum.values()]), expected.sum.globalNorm, 1e-4, "global norm");
  for (const [name, { norm, dotSin: mixed }] of Object.entries(expected.sum.tensors)) {
    const sum = running.gradientSum.get(name) as Float32Array;
    expect(Math.abs(l2([sum]) - norm), name).toBeLessThanOrEqual(1e-4 * norm + 1e-9);
    expect(Math.abs(dotSin(sum) - mixed), name).toBeLessThanOrEqual(1e-4 * norm + 1e-9);
  }
}

describeGolden("the engine against float64 gradients from PyTorch", () => {
  for (const reduction of ["mean", "sum"] as const) {
    test(`gives each row's loss and norm, ${reduction} of the token losses`, async () => {
      const running = await start("tiny-gpt2", reduction);
      const norms = (readGolden("grad-norms.json") as GradientNorms).batches;
      const losses = (
        readGolden("forward.json") as {
          batches: Record<string, { float64: { sumLoss: number[]; meanLoss: number[] } }>;
        }
      ).batches;
      for (const [name, expected] of Object.entries(norms)) {
        running.beginLot();
        const statistics = await running.accumulate(recordsOf(name), { mode: "hard", clipNorm: 1 });
        expected[reduction].globalNorm.forEach((norm, i) =>
          expectClose(statistics[i]?.norm, norm, 1e-4, `${name} ${i}`),
        );
        const lossesOfBatch = losses[name]?.float64[reduction === "mean" ? "meanLoss" : "sumLoss"] ?? [];
        expect(lossesOfBatch).toHaveLength(statistics.length);
        lossesOfBatch.forEach((loss, i) => expectClose(statistics[i]?.loss, loss, 1e-5, `loss ${name} ${i}`));
      }
    });

    test(`gives the clipped sums, ${reduction} of the token losses`, async () => {
      const running = await start("tiny-gpt2", reduction);
      const { cases } = readGolden("clipping.json") as { cases: Record<string, ClippedSum[]> };
      for (const batch of ["A", "B", "C"]) {
        for (const expected of cases[`${batch}.${reduction}`] ?? []) {
          if (expected.mode in modes) await expectSum(running, recordsOf(batch), expected);
        }
      }
    });
  }

  test("gives one clipped sum value for value", async () => {
    const running = await start("tiny-gpt2");
    running.beginLot();
    await running.accumulate(recordsOf("B"), { mode: "hard", clipNorm: 11.113 });
    const file = readFileSync(goldenPath("clipped-sum.B.mean.hard.float64.safetensors"));
    const dataStart = 8 + Number(file.readBigUInt64LE(0));
    const entries = parseSafetensorsHeader(
      file.subarray(8, dataStart).toString("utf8"),
      file.length - dataStart,
      "golden",
    );
    expect(entries).toHaveLength(running.gradientSum.size);
    for (const { name, valueType, start, end } of entries) {
      const expected = decodeValues(valueType, file.subarray(dataStart + start, dataStart + end));
      expect(relativeDistance(running.gradientSum.get(name) as Float32Array, expected), name).toBeLessThan(1e-4);
    }
  });

  test("clips a record of several views once", async () => {
    const running = await start("tiny-gpt2");
    for (const set of Object.values((readGolden("records.json") as RecordSets).sets)) {
      const records = set.records.map(({ views }, index) => ({ index, views: views.map((tokens) => ({ tokens })) }));
      for (const expected of set.clipped) await expectSum(running, records, expected);
      running.beginLot();
      const statistics = await running.accumulate(records, { mode: "hard", clipNorm: 1 });
      set.recordNorm.forEach((norm, i) => expectClose(statistics[i]?.norm, norm, 1e-4, `record ${i}`));
    }
  });

  test("gives the norms of a model with a head of its own", async () => {
    const running = await start("tiny-gpt2-untied");
    const { batches } = readGolden("untied.json") as { batches: Record<string, { globalNorm: number[] }> };
    for (const [name, { globalNorm }] of Object.entries(batches)) {
      running.beginLot();
      const statistics = await running.accumulate(recordsOf(name), { mode: "hard", clipNorm: 1 });
      globalNorm.forEach((norm, i) => expectClose(statistics[i]?.norm, norm, 1e-4, `${name} ${i}`));
    }
  });
});
