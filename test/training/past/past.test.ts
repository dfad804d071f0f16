import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { readCheckpoint } from "../../../src/lm/checkpoint.ts";
import type { TrainingRecord } from "../../../src/training/gradientEngine.ts";
import { sgd } from "../../../src/training/optimizer/sgd.ts";
import { lossGap } from "../../../src/training/past/lossGap.ts";
import { pastTuning } from "../../../src/training/past/pastTuning.ts";
import type { LossGap } from "../../../src/training/past/lossGap.ts";
import type { PastOptions } from "../../../src/training/past/pastTuning.ts";
import { pastWeights } from "../../../src/training/past/pastWeights.ts";
import { softThreshold } from "../../../src/training/past/softThreshold.ts";
import { seededStreams } from "../../../src/training/privacy/randomStream.ts";
import { createGradientEngine } from "../../../src/training/runtime/createGradientEngine.ts";
import { describeGolden, dotSin, goldenPath, readGolden } from "../support/golden.ts";
import type { GoldenBatches } from "../support/golden.ts";
import { l2 } from "../support/oneAtATime.ts";
import { toyEngine, toyRecords } from "../toyEngine.ts";
import type { ToyEngine } from "../toyEngine.ts";

const one = (...values: number[]): Map<string, Float32Array> => new Map([["module", Float32Array.from(values)]]);
const weightsOf = (target: "sensitivity" | "shuffled" | "top" | "random", ...values: number[]): number[] => {
  const weights = one(...values);
  pastWeights(weights, target, seededRandom(3));
  return [...(weights.get("module") as Float32Array)];
};

describe("the weights of the penalty", () => {
  test("are the sensitivities, scaled to mean 1 in each module", () => {
    expect(weightsOf("sensitivity", 1, 3, 0, 4)).toEqual([0.5, 1.5, 0, 2]);
  });

  test("are 0 where the gap does not depend on a module", () => {
    expect(weightsOf("sensitivity", 0, 0)).toEqual([0, 0]);
  });

  test("of the controls have the same mean at other places", () => {
    const values = Array.from({ length: 50 }, (_, at) => at);
    const mean = (weights: readonly number[]): number => weights.reduce((sum, value) => sum + value, 0) / 50;
    const shuffled = weightsOf("shuffled", ...values);
    expect(shuffled).not.toEqual(weightsOf("sensitivity", ...values));
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(weightsOf("sensitivity", ...values));
    expect(weightsOf("top", ...values)).toEqual(values.map((value) => (value >= 40 ? 5 : 0)));
    expect(weightsOf("random", ...values).filter((value) => value > 0).length).toBeGreaterThan(3);
    for (const target of ["shuffled", "top", "random"] as const) {
      expect(mean(weightsOf(target, ...values))).toBeCloseTo(1, 5);
    }
  });
});

test("the penalty's step moves parameters towards 0 by their weight, and not beyond", () => {
  const parameters = one(1, -1, 0.05, 0, 2);
  softThreshold(parameters, one(2, 2, 2, 2, 0), 0.1);
  const expected = [0.8, -0.8, 0, 0, 2];
  for (const [at, value] of (parameters.get("module") as Float32Array).entries()) {
    expect(value).toBeCloseTo(expected[at] as number, 6);
  }
  expect(() => softThreshold(parameters, one(1), 0.1)).toThrow("module has no weights");
});

/** Members pull the first coordinate to 2, non-members to 0; both pull the second to 1. */
function memberLoss(gap: LossGap | undefined): number {
  return meanOf(gap?.memberLosses);
}

function nonMemberLoss(gap: LossGap | undefined): number {
  return meanOf(gap?.nonMemberLosses);
}

function meanOf(losses: Float64Array = new Float64Array(0)): number {
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function tune(engine: ToyEngine, changes: Partial<PastOptions> = {}): ReturnType<typeof pastTuning> {
  const members = toyRecords(Array.from({ length: 8 }, () => [2, 1]));
  return pastTuning({
    engine,
    optimizer: () => sgd(engine.trainable),
    records: members,
    members,
    nonMembers: toyRecords(Array.from({ length: 8 }, () => [0, 1])),
    expectedLotSize: 4,
    epochs: 5,
    learningRate: 0.1,
    strength: 1,
    target: "sensitivity",
    random: seededRandom(1),
    streams: seededStreams(1),
    ...changes,
  });
}

describe("tuning", () => {
  test("closes the gap by pressing the coordinate that it depends on, and no other", async () => {
    const engine = toyEngine([2, 1]);
    const { gaps, steps, sensitivity } = await tune(engine);
    expect(steps).toBe(10); // five epochs of 8 / 4 steps
    expect(gaps).toHaveLength(6);
    // At (2, 1) a member's loss is 0 and a non-member's 2² / 2.
    expect([memberLoss(gaps[0]), nonMemberLoss(gaps[0])]).toEqual([0, 2]);
    // The gap depends on the first of two parameters alone, which is the first module's only one.
    expect(sensitivity?.modules).toEqual([
      { module: "first", parameters: 1, share: 1 },
      { module: "second", parameters: 1, share: 0 },
    ]);
    expect(sensitivity?.top.at(-1)).toEqual({ top: 0.5, share: 1 });
    expect(nonMemberLoss(gaps.at(-1)) - memberLoss(gaps.at(-1))).toBeLessThan(1);
    const [first, second] = [...engine.trainable.values()].map((values) => values[0] as number);
    expect(first).toBeLessThan(1.6);
    expect(second).toBe(1);
  });

  test("without a penalty is training as before", async () => {
    const engine = toyEngine([1, 1]);
    const { gaps, zeroShare, lossByStep } = await tune(engine, { strength: 0 });
    expect(memberLoss(gaps.at(-1))).toBeLessThan(memberLoss(gaps[0]));
    expect(zeroShare).toBe(0);
    expect(lossByStep).toHaveLength(10);
  });

  test("with a strong one sets parameters to exactly 0", async () => {
    const { zeroShare } = await tune(toyEngine([0.1, 1]), { strength: 100, epochs: 1 });
    expect(zeroShare).toBe(0.5);
  });

  test("stops when cancelled", async () => {
    await expect(tune(toyEngine([2, 1]), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
  });
});

interface Golden {
  readonly result: {
    readonly memberLoss: number;
    readonly nonMemberLoss: number;
    readonly lambda_: number;
    readonly penalty: number;
    readonly penaltyGradient: { readonly tensors: Readonly<Record<string, { norm: number; dotSin: number }>> };
    readonly tensors: Readonly<
      Record<
        string,
        {
          readonly sensitivityL1: number;
          readonly gammaMax: number;
          readonly gamma: { readonly norm: number; readonly dotSin: number };
          readonly top20PercentShare: number;
        }
      >
    >;
  };
}

describeGolden("weights and penalty against float64 gradients from PyTorch", () => {
  test("on the tiny GPT-2", { timeout: 120_000 }, async () => {
    const golden = readGolden("past.json") as Golden;
    const { config, parameters } = await readCheckpoint(goldenPath("tiny-gpt2"));
    const engine = await createGradientEngine(config, parameters, { threads: 1 });
    try {
      const { gap, sensitivity } = await lossGap(engine, recordsOf("A"), recordsOf("C"));
      expect(memberLoss(gap)).toBeCloseTo(golden.result.memberLoss, 4);
      expect(nonMemberLoss(gap)).toBeCloseTo(golden.result.nonMemberLoss, 4);
      for (const [name, { sensitivityL1, top20PercentShare }] of Object.entries(golden.result.tensors)) {
        const values = sensitivity.get(name) as Float32Array;
        const total = values.reduce((sum, value) => sum + value, 0);
        expect(Math.abs(total / sensitivityL1 - 1), name).toBeLessThan(1e-3);
        const top = values
          .slice()
          .sort()
          .toReversed()
          .slice(0, Math.floor(values.length / 5));
        const share = top.reduce((sum, value) => sum + value, 0) / total;
        expect(Math.abs(share - top20PercentShare), name).toBeLessThan(0.02); // how many a fifth are is rounded
      }
      pastWeights(sensitivity, "sensitivity", seededRandom(1));
      let penalty = 0;
      for (const [name, { gamma, gammaMax }] of Object.entries(golden.result.tensors)) {
        const values = sensitivity.get(name) as Float32Array;
        expect(Math.abs(l2([values]) / gamma.norm - 1), name).toBeLessThan(1e-3);
        expect(Math.abs(dotSin(values) - gamma.dotSin) / gamma.norm, name).toBeLessThan(1e-3);
        expect(Math.abs(Math.max(...values) / gammaMax - 1), name).toBeLessThan(1e-3);
        const theta = parameters.get(name) as Float32Array;
        penalty += values.reduce((sum, value, at) => sum + value * Math.abs(theta[at] as number), 0);
      }
      expect(Math.abs((golden.result.lambda_ * penalty) / golden.result.penalty - 1)).toBeLessThan(1e-3);

      // A short step of the penalty is its gradient, lambda gamma sign(theta).
      const amount = 1e-3 * golden.result.lambda_;
      const before = new Map([...parameters].map(([name, values]) => [name, values.slice()]));
      softThreshold(before, sensitivity, amount);
      for (const [name, { norm }] of Object.entries(golden.result.penaltyGradient.tensors)) {
        const theta = parameters.get(name) as Float32Array;
        const moved = theta.map((value, at) => (value - ((before.get(name) as Float32Array)[at] as number)) / 1e-3);
        expect(Math.abs(l2([moved]) / norm - 1), name).toBeLessThan(0.05); // float32 differences of short steps
      }
    } finally {
      await engine.dispose();
    }
  });
});

/** The rows of a golden batch that have a target. */
function recordsOf(name: string): TrainingRecord[] {
  const batch = (readGolden("batches.json") as GoldenBatches).batches[name] as GoldenBatches["batches"][string];
  return batch.inputIds
    .map((tokens, index): TrainingRecord => {
      const length = (batch.attentionMask[index] as number[]).filter((isToken) => isToken === 1).length;
      const labels = (batch.labels[index] as number[]).slice(0, length);
      return { index, views: [{ tokens: tokens.slice(0, length), labels }] };
    })
    .filter(({ views }) => views[0]?.labels?.slice(1).some((label) => label !== -100));
}
