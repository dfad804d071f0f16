import { expect } from "vitest";
import { trainLoop } from "../../../src/training/loop.ts";
import type { LoopState, Protection } from "../../../src/training/loop.ts";
import type { PrivacyEntry } from "../../../src/training/privacy/accountant.ts";
import { toyEngine, toyRecords } from "../toyEngine.ts";
import { addToSum, plantedBugs, protection, runToy, valuesOf, withEngineBug, withProtection } from "./support.ts";
import type { Trainer } from "./support.ts";

const size = 20_000;
const zeros = Array.from({ length: size }, () => 0);
const nobodyPulls = toyRecords(Array.from({ length: 40 }, () => zeros));

/** Relative standard error of a deviation that is estimated from 20,000 numbers: 1 / sqrt(2 · 20,000) = 0.5%. */
const tolerance = 0.035;

const deviationOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** A trainer with another noise than the account says: `factor` times as much. */
const withNoise = (factor: (given: Protection) => number): Trainer =>
  withProtection(trainLoop, (given) => ({
    noiseMultiplier: given.noiseMultiplier * factor(given),
    charge: (entry, step) => given.charge({ ...entry, noiseMultiplier: given.noiseMultiplier }, step),
  }));

plantedBugs<Trainer>(
  "the noise has deviation z C / L on every coordinate, once a lot, and the account says z",
  async (trainer) => {
    const engine = toyEngine(zeros, 7); // six micro-batches, the last one smaller
    const paid: PrivacyEntry[] = [];
    const given = protection({
      clip: { mode: "hard", clipNorm: 0.5 },
      noiseMultiplier: 3,
      charge: async (entry) => void paid.push(entry),
    });
    await runToy(trainer, engine, { records: nobodyPulls, protection: given });
    const values = valuesOf(engine);
    const expected = ((paid[0]?.noiseMultiplier as number) * 0.5) / 10;
    expect(Math.abs(deviationOf(values) / expected - 1)).toBeLessThan(tolerance);
    expect(paid).toEqual([{ samplingRate: 0.25, noiseMultiplier: 3, steps: 1 }]);
    expect(values.filter((value) => value === 0).length).toBeLessThan(size / 1000);
    expect(new Set(values.slice(0, 100)).size).toBeGreaterThan(80); // neighbours do not share a draw
    const pairs = values.slice(size / 2).map((value, at) => value * (values[at] as number));
    const correlation = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length / expected ** 2;
    expect(Math.abs(correlation)).toBeLessThan(0.06); // two tensors do not share noise; standard error 1%
  },
  {
    right: trainLoop,
    bugs: {
      "without C": withNoise(({ clip }) => 1 / clip.clipNorm),
      "with C squared": withNoise(({ clip }) => clip.clipNorm),
      "divided by L twice": withNoise(() => 1 / 10),
      "not divided by L": withNoise(() => 10),
      "once for each micro-batch": withNoise(() => Math.sqrt(2)),
      "of half the variance": withNoise(() => Math.SQRT1_2),
      "only where the lot had a gradient": async (options) => {
        const state = await trainLoop(options);
        for (const values of options.engine.trainable.values()) values.fill(0, 1);
        return state;
      },
      "the same for two tensors": async (options) => {
        const state = await trainLoop(options);
        const [first, second] = [...options.engine.trainable.values()] as [Float32Array, Float32Array];
        second.set(first);
        return state;
      },
      "one draw for all coordinates": async (options) => {
        const state = await trainLoop(options);
        for (const values of options.engine.trainable.values()) values.fill(values[0] as number);
        return state;
      },
    },
  },
);

const adaptive = { quantile: 0.5, rate: 1, countDeviation: 0.8, lowest: 0.01, highest: 100 };

plantedBugs<Trainer>(
  "where the bound moves, the noise moves with it, and one price covers count and gradients",
  async (trainer) => {
    const engine = toyEngine(zeros);
    const paid: number[] = [];
    let before = valuesOf(engine);
    const deviations: number[] = [];
    const state = await runToy(trainer, engine, {
      records: nobodyPulls,
      expectedLotSize: 40, // everybody, always
      steps: 4,
      learningRate: { peak: 1e-6 },
      protection: protection({ adaptive, charge: async ({ noiseMultiplier }) => void paid.push(noiseMultiplier) }),
      onStep: () => {
        const after = valuesOf(engine);
        deviations.push(deviationOf(after.map((value, at) => value - (before[at] as number))) * 1e6 * 40);
        before = after;
      },
    });
    // All gradients are short, so that the bound falls by about e^(-1/2) a step; z_D = (1 - 1/1.6²)^(-1/2) = 1.28.
    const bounds = state.clipBounds as readonly number[];
    expect(bounds[3]).toBeLessThan(0.35);
    for (const [at, deviation] of deviations.entries()) {
      expect(Math.abs(deviation / ((bounds[at] as number) / Math.sqrt(1 - 1.6 ** -2)) - 1)).toBeLessThan(tolerance);
    }
    expect(paid).toEqual([1, 1, 1, 1]);
  },
  {
    right: trainLoop,
    bugs: {
      "noise for the first bound throughout": async (options) => {
        const { protection: given } = options;
        const state = await trainLoop({
          ...options,
          protection: { ...given, adaptive: { ...adaptive, lowest: 1, highest: 1 } } as Protection,
        });
        return { ...state, clipBounds: [1, 0.6, 0.37, 0.22, 0.14] } as LoopState;
      },
      "z on the gradients, and the count for nothing": withProtection(trainLoop, () => ({
        adaptive: { ...adaptive, countDeviation: 1e6 },
      })),
      "the gradients' multiplier in the ledger": withProtection(trainLoop, ({ charge }) => ({
        charge: (entry, step) => charge({ ...entry, noiseMultiplier: 1.28 * entry.noiseMultiplier }, step),
      })),
    },
  },
);

plantedBugs<Trainer>(
  "every parameter that is updated is clipped and noised",
  async (trainer) => {
    // One record whose gradient is 30 long, and noise of 0.001: whatever moves more than C / L was not clipped.
    const engine = toyEngine([0, 0, 0, 0]);
    await runToy(trainer, engine, {
      records: toyRecords([[15, 15, 15, 15]]),
      expectedLotSize: 1,
      protection: protection({ noiseMultiplier: 1e-3 }),
    });
    const values = valuesOf(engine);
    expect(Math.hypot(...values)).toBeLessThan(1.01);
    for (const value of values) {
      expect(Math.abs(value)).toBeGreaterThan(0.4); // each has its share, a half
      expect(value).not.toBe(0.5); // and its noise
    }
  },
  {
    right: trainLoop,
    bugs: {
      "a tensor that the norm does not know": withEngineBug(trainLoop, (engine) => ({
        async accumulate(records, clip, signal) {
          const statistics = await engine.accumulate(records, clip, signal);
          addToSum(engine, (value, at) => (at >= 2 ? -15 : value));
          return statistics;
        },
      })),
      "a tensor without noise": async (options) => {
        const state = await trainLoop(options);
        options.engine.trainable.get("second")?.fill(0.5);
        return state;
      },
      "a tensor that the optimizer does not know": async (options) => {
        const state = await trainLoop(options);
        options.engine.trainable.get("second")?.fill(0);
        return state;
      },
    },
  },
);

plantedBugs<Trainer>(
  "a training that changes nothing, or that ends in no numbers, is not called finished",
  async (trainer) => {
    const frozen = { learningRate: { peak: 0 } };
    const failed = (changes: object): Promise<string> =>
      runToy(trainer, toyEngine([0, 0]), changes).then(
        () => "finished",
        (error: { code: string }) => error.code,
      );
    expect(await failed(frozen)).toBe("training.invalid");
    expect(await failed({ learningRate: { peak: 1e39 } })).toBe("training.diverged");
    expect(await failed({})).toBe("finished");
  },
  {
    right: trainLoop,
    bugs: {
      "an adapter that nothing reads": (options) =>
        trainLoop(options).catch(() => ({ step: 1, entries: [], epsilonByStep: [], lossByStep: [] }) as never),
    },
  },
);
