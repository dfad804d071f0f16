import type { Random } from "../../base/random.ts";
import type { GradientEngine, TrainingRecord } from "../gradientEngine.ts";
import { trainLoop } from "../loop.ts";
import type { LoopOptions, LoopState } from "../loop.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import { lossGap } from "./lossGap.ts";
import type { LossGap } from "./lossGap.ts";
import { pastWeights } from "./pastWeights.ts";
import type { PastTarget } from "./pastWeights.ts";
import { sensitivityShares } from "./sensitivityShares.ts";
import type { SensitivityShares } from "./sensitivityShares.ts";
import { sharesWithout } from "./sharesWithout.ts";
import { softThreshold } from "./softThreshold.ts";

export interface PastOptions {
  readonly engine: GradientEngine;
  /** A new optimizer for what the engine trains. */
  readonly optimizer: () => Optimizer;
  /** What the model was trained on, and is trained on further. */
  readonly records: readonly TrainingRecord[];
  /** Some of them, and as many that it has never seen. */
  readonly members: readonly TrainingRecord[];
  readonly nonMembers: readonly TrainingRecord[];
  readonly expectedLotSize: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** lambda, the weight of the penalty. */
  readonly strength: number;
  readonly target: PastTarget;
  readonly random: Random;
  readonly streams: LoopOptions["streams"];
  readonly update?: NonNullable<LoopOptions["update"]>;
  readonly signal?: AbortSignal;
  readonly firstBrokenLayer?: NonNullable<LoopOptions["firstBrokenLayer"]>;
  readonly onStep?: NonNullable<LoopOptions["onStep"]>;
}

export interface PastResult {
  readonly steps: number;
  readonly lossByStep: readonly (number | null)[];
  /** Before the first epoch, and after each. */
  readonly gaps: readonly LossGap[];
  /** Share of what is trained that is exactly 0 at the end. */
  readonly zeroShare: number;
  /** Where the gap came from before the first epoch; undefined where it depended on nothing. */
  readonly sensitivity: SensitivityShares | undefined;
  /** The same with each of some blocks of the records left out. */
  readonly sensitivityWithout: readonly SensitivityShares[];
}

/**
 * Privacy-aware sparsity tuning: goes on training a finished model, with a penalty on the parameters that the gap between
 * members and non-members depends on most. The weights of the penalty are computed anew before each epoch.
 *
 * An empirical defence against membership inference and no guarantee: nothing here is differentially private.
 *
 * @see Hu et al. (2024), "Privacy-Aware Sparsity Tuning" (arXiv 2410.06814)
 */
export async function pastTuning(options: PastOptions): Promise<PastResult> {
  const { engine, records, expectedLotSize, epochs, learningRate, strength } = options;
  const stepsPerEpoch = Math.max(1, Math.round(records.length / expectedLotSize));
  const steps = epochs * stepsPerEpoch;
  const gaps: LossGap[] = [];
  let shares: SensitivityShares | undefined;
  let without: readonly SensitivityShares[] = [];
  let state: LoopState | undefined;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const { gap, sensitivity } = await lossGap(engine, options.members, options.nonMembers, options.signal);
    gaps.push(gap);
    if (epoch === 1) {
      shares = sensitivityShares(sensitivity);
      without = await sharesWithout(engine, options.members, options.nonMembers, options.signal);
    }
    pastWeights(sensitivity, options.target, options.random);
    state = await trainLoop({
      engine,
      optimizer: options.optimizer(),
      records,
      expectedLotSize,
      steps: epoch * stepsPerEpoch,
      learningRate: { peak: learningRate },
      streams: options.streams,
      ...(state === undefined ? {} : { resume: state }),
      ...(options.update === undefined ? {} : { update: options.update }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.firstBrokenLayer === undefined ? {} : { firstBrokenLayer: options.firstBrokenLayer }),
      onStep(report) {
        softThreshold(engine.trainable, sensitivity, learningRate * strength);
        options.onStep?.({ ...report, steps });
      },
    });
  }
  gaps.push((await lossGap(engine, options.members, options.nonMembers, options.signal)).gap);
  return {
    steps,
    lossByStep: state?.lossByStep ?? [],
    gaps,
    zeroShare: zeroShare(engine.trainable),
    sensitivity: shares,
    sensitivityWithout: without,
  };
}

function zeroShare(parameters: ReadonlyMap<string, Float32Array>): number {
  let zeros = 0;
  let count = 0;
  for (const values of parameters.values()) {
    for (let at = 0; at < values.length; at += 1) zeros += Number(values[at] === 0);
    count += values.length;
  }
  return zeros / count;
}
