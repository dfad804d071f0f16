import type { GradientEngine, RecordStatistics, TrainingRecord } from "../../src/training/gradientEngine.ts";
import { trainLoop } from "../../src/training/loop.ts";
import { adam } from "../../src/training/optimizer/adam.ts";
import type { Optimizer } from "../../src/training/optimizer/optimizer.ts";
import { sgd } from "../../src/training/optimizer/sgd.ts";
import type { StandardNoise } from "../../src/training/privacy/standardNormal.ts";
import type { RandomStreams } from "../../src/training/privacy/randomStream.ts";
import { plainUpdateEngine } from "../../src/training/update/plainUpdateEngine.ts";
import { updateStep } from "../../src/training/update/updateStep.ts";
import type { StepNoise, StepUpdate } from "../../src/training/update/updateStep.ts";
import { type GoldenFolder, recordsOf } from "./goldenFolder.ts";
import { clipModes } from "./holdGradients.ts";

/** A run of a few steps as golden files describe it. */
export interface Scenario {
  readonly optimizer: "adamw" | "sgd";
  readonly momentum?: number;
  readonly mode: string;
  readonly C: number;
  readonly sigma: number;
  readonly lr: number;
  readonly weightDecay: number;
  readonly expectedBatch: number;
  /** The batch drawn in each step; null is an empty lot. */
  readonly batches: readonly (string | null)[];
  readonly adaptive?: {
    readonly quantile: number;
    readonly learningRate: number;
    readonly sigmaB: number;
    readonly countNoise: readonly number[];
    readonly minC?: number;
    readonly maxC?: number;
  };
}

/** What all scenarios of a file share. */
export interface ScenarioFrame {
  /** Number k of the noise runs over these tensors, one after the other. */
  readonly paramOrder: readonly string[];
  readonly noise: { readonly a: number; readonly b: number };
  readonly betas: readonly [number, number];
  readonly eps: number;
}

type Values = ReadonlyMap<string, Float32Array>;

/** What happened in one step. */
export interface StepTaken {
  readonly statistics: readonly RecordStatistics[];
  readonly noisyMean: Values;
  readonly before: Values;
  readonly after: Values;
}

/** Runs the product's own loop on lots and noise that are given. */
export async function runScenario(
  folder: GoldenFolder,
  engine: GradientEngine,
  scenario: Scenario,
  frame: ScenarioFrame,
): Promise<{ steps: StepTaken[]; clipBounds: readonly number[] }> {
  const mode = clipModes.get(scenario.mode);
  if (mode === undefined) throw new RangeError(`no clipping function ${scenario.mode}`);
  const { records, lots } = lotsOf(folder, scenario);
  const { adaptive } = scenario;
  const isSilent = scenario.sigma === 0;
  const steps: StepTaken[] = [];
  let before = copyOf(engine.trainable);
  let statistics: readonly RecordStatistics[] = [];
  let noisyMean: Values = new Map();
  const watchedEngine: GradientEngine = {
    parameters: engine.parameters,
    trainable: engine.trainable,
    gradientSum: engine.gradientSum,
    beginLot() {
      statistics = [];
      engine.beginLot();
    },
    async accumulate(...drawn) {
      const found = await engine.accumulate(...drawn);
      statistics = found;
      return found;
    },
    dispose: () => engine.dispose(),
  };
  const optimizer: Optimizer =
    scenario.optimizer === "adamw"
      ? adam(engine.trainable, {
          beta1: frame.betas[0],
          beta2: frame.betas[1],
          stabilizer: frame.eps,
          weightDecay: scenario.weightDecay,
        })
      : sgd(engine.trainable, { momentum: scenario.momentum ?? 0 });
  const noiseOf = (step: number): StandardNoise =>
    isSilent ? constantNoise(0) : formulaNoise(engine.trainable, frame, step);
  const state = await trainLoop({
    engine: watchedEngine,
    optimizer,
    update(inputs) {
      const known = noiseOf(inputs.step); // the same numbers once more
      noisyMean = noisyMeanOf({ ...inputs, noise: { ...(inputs.noise as StepNoise), known: (to) => known.draw(to) } });
      updateStep(plainUpdateEngine, inputs);
    },
    records,
    expectedLotSize: scenario.expectedBatch,
    steps: lots.length,
    learningRate: { peak: scenario.lr },
    streams: fixedLots(lots),
    protection: {
      clip: { mode, clipNorm: scenario.C },
      noiseMultiplier: isSilent ? 1 : scenario.sigma,
      ...(adaptive === undefined
        ? {}
        : {
            adaptive: {
              quantile: adaptive.quantile,
              rate: adaptive.learningRate,
              countDeviation: adaptive.sigmaB,
              lowest: adaptive.minC ?? 1e-9,
              highest: adaptive.maxC ?? 1e9,
            },
          }),
      delta: 1e-5,
      charge: async () => {},
    },
    noiseOfStep: (step, purpose) =>
      purpose === "bound" ? constantNoise(adaptive?.countNoise[step - 1] ?? Number.NaN) : noiseOf(step),
    onStep() {
      const after = copyOf(engine.trainable);
      steps.push({ statistics, noisyMean, before, after });
      before = after;
    },
  });
  return { steps, clipBounds: state.clipBounds ?? lots.map(() => scenario.C) };
}

/** What a step of plain SGD of rate 1 takes away from parameters that are 0. */
function noisyMeanOf(inputs: StepUpdate): Values {
  const parameters = new Map([...inputs.sum].map(([name, { length }]) => [name, new Float32Array(length)] as const));
  updateStep(plainUpdateEngine, { ...inputs, parameters, optimizer: sgd(parameters), learningRate: 1 });
  return new Map([...parameters].map(([name, values]) => [name, values.map((value) => -value)]));
}

/** The records of all batches that are drawn, and which of them each step draws. */
function lotsOf(
  folder: GoldenFolder,
  { batches, expectedBatch }: Scenario,
): { records: TrainingRecord[]; lots: ReadonlySet<number>[] } {
  const records: TrainingRecord[] = [];
  const members = new Map<string, Set<number>>();
  for (const name of batches) {
    if (name === null || members.has(name)) continue;
    const indices = new Set<number>();
    for (const { views } of recordsOf(folder.batch(name))) {
      indices.add(records.length);
      records.push({ index: records.length, views });
    }
    members.set(name, indices);
  }
  // A lot of more than all records cannot be expected, and one of all records draws them all: those added are never drawn.
  while (records.length <= expectedBatch) records.push({ ...(records[0] as TrainingRecord), index: records.length });
  return {
    records,
    lots: batches.map((name) => (name === null ? new Set<number>() : (members.get(name) as Set<number>))),
  };
}

/** A source that draws exactly the wanted records: the smallest number for them, the largest for the others. */
function fixedLots(lots: readonly ReadonlySet<number>[]): RandomStreams {
  return {
    kind: "seeded, not private",
    open: (_, step) => ({
      draw(words) {
        for (let index = 0; index < words.length; index += 1) {
          words[index] = lots[step - 1]?.has(Math.floor(index / 2)) === true ? 0 : 0xffffffff;
        }
      },
    }),
  };
}

function constantNoise(value: number): StandardNoise {
  return { draw: (target) => void target.fill(value) };
}

/** sqrt(2) sin(a k + b t), k counted in `paramOrder`; drawn in the order of `trainable`. */
function formulaNoise(trainable: Values, { paramOrder, noise: { a, b } }: ScenarioFrame, step: number): StandardNoise {
  const firstNumber = new Map<string, number>();
  let count = 0;
  for (const name of paramOrder) {
    firstNumber.set(name, count);
    count += trainable.get(name)?.length ?? Number.NaN;
  }
  const tensors = [...trainable].map(([name, { length }]) => ({ first: firstNumber.get(name) ?? Number.NaN, length }));
  let tensor = 0;
  let position = 0;
  return {
    draw(target) {
      for (let index = 0; index < target.length; index += 1) {
        while (position === tensors[tensor]?.length) {
          tensor += 1;
          position = 0;
        }
        const k = (tensors[tensor]?.first ?? Number.NaN) + position + 1;
        target[index] = Math.SQRT2 * Math.sin(a * k + b * step);
        position += 1;
      }
    },
  };
}

export function copyOf(values: Values): Map<string, Float32Array> {
  return new Map([...values].map(([name, array]) => [name, array.slice()]));
}
