import { expect } from "vitest";
import { trainLoop } from "../../../src/training/loop.ts";
import type { Protection } from "../../../src/training/loop.ts";
import { toyEngine, toyRecords } from "../toyEngine.ts";
import type { ToyEngine } from "../toyEngine.ts";
import type { TrainingRecord } from "../../../src/training/gradientEngine.ts";
import { addToSum, plantedBugs, points, protection, runToy, silent, valuesOf, withEngineBug } from "./support.ts";
import type { Trainer } from "./support.ts";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A trainer whose lots are others than those that were drawn. */
const withLots = (choose: (records: readonly TrainingRecord[], call: number) => readonly TrainingRecord[]): Trainer =>
  withEngineBug(trainLoop, (engine) => {
    let call = 0;
    return {
      accumulate: (records, clip, signal) => engine.accumulate(choose(records, call++), clip, signal),
    };
  });

const all = toyRecords(points);

plantedBugs<Trainer>(
  "lots are Poisson samples: every record on its own, with rate L / N",
  async (trainer) => {
    const engine = toyEngine([0, 0]);
    await runToy(trainer, engine, { steps: 400, learningRate: { peak: 1e-4 } });
    const sizes = engine.lots.map((lot) => lot.length);
    const variance = mean(sizes.map((size) => (size - 10) ** 2));
    expect(Math.abs(mean(sizes) - 10)).toBeLessThan(0.7); // standard error sqrt(7.5 / 400) = 0.14
    expect(Math.abs(variance - 7.5)).toBeLessThan(2.7); // its standard error is about 0.53
    // Two lots in a row share 40 / 16 records on average; parts of one shuffled epoch share none.
    const shared = engine.lots
      .slice(1)
      .map((lot, at) => lot.filter((index) => engine.lots[at]?.includes(index)).length);
    expect(Math.abs(mean(shared) - 2.5)).toBeLessThan(0.4); // standard error about 0.08
  },
  {
    right: trainLoop,
    bugs: {
      "lots of a fixed size": withLots((_, call) => all.map((__, at) => all[(at * 7 + call * 13) % 40]!).slice(0, 10)),
      "shuffled epochs cut into lots": withLots((_, call) => {
        const start = (call % 4) * 10;
        return all.slice(start, start + 10);
      }),
      "a lot cut at a largest size": withLots((records) => records.slice(0, 10)),
      "lots drawn half as often as the account says": withLots((records) => records.filter((_, at) => at % 2 === 0)),
    },
  },
);

plantedBugs<Trainer>(
  "the account's sampling rate is L over the records of the data set",
  async (trainer) => {
    const rates: number[] = [];
    const charge: Protection["charge"] = async ({ samplingRate }) => void rates.push(samplingRate);
    await runToy(trainer, toyEngine([0, 0]), { steps: 3, protection: protection({ charge }) });
    expect(rates).toEqual([0.25, 0.25, 0.25]);
  },
  {
    right: trainLoop,
    bugs: {
      "L over a sampler's length": withRate(10 / 4000),
      "a rate from the lot that was drawn": withRate(12 / 40),
      "the last, incomplete lot dropped": withRate(10 / 45),
    },
  },
);

function withRate(samplingRate: number): Trainer {
  return (options) => {
    const { protection: given } = options;
    if (given === undefined) return trainLoop(options);
    const charge: Protection["charge"] = (entry, step) => given.charge({ ...entry, samplingRate }, step);
    return trainLoop({ ...options, protection: { ...given, charge } });
  };
}

/** A trainer whose sum is scaled after every lot. */
const withScale = (scale: (records: readonly TrainingRecord[]) => number): Trainer =>
  withEngineBug(trainLoop, (engine) => ({
    async accumulate(records, clip, signal) {
      const statistics = await engine.accumulate(records, clip, signal);
      addToSum(engine, (value) => value * scale(records));
      return statistics;
    },
  }));

plantedBugs<Trainer>(
  "the sum of clipped gradients is divided by the expected lot size, whatever was drawn",
  async (trainer) => {
    // Every record pulls with a gradient of -3, clipped to -2.
    const engine = toyEngine([0], 3);
    const records = toyRecords(Array.from({ length: 20 }, () => [3]));
    const clip = { mode: "hard", clipNorm: 2 } as const;
    await runToy(trainer, engine, { records, protection: protection({ clip }), noiseOfStep: silent });
    const drawn = engine.lots[0]?.length as number;
    expect([1, 10]).not.toContain(drawn); // the seed draws another number, or the check would say nothing
    expect(valuesOf(engine)[0]).toBeCloseTo((2 * drawn) / 10, 5);
  },
  {
    right: trainLoop,
    bugs: {
      "division by the size of the lot that was drawn": withScale((records) => 10 / records.length),
      "division by the number of micro-batches as well": withScale((records) => 1 / Math.ceil(records.length / 3)),
      "no division": withScale(() => 10),
      "the mean of the lot clipped, not each record": withEngineBug(trainLoop, (engine) => ({
        async accumulate(records, _, signal) {
          const statistics = await engine.accumulate(records, { mode: "none" }, signal);
          const norm = Math.hypot(...[...engine.gradientSum.values()].flatMap((values) => [...values])) / 10;
          addToSum(engine, (value) => value * Math.min(1, 2 / norm));
          return statistics;
        },
      })),
    },
  },
);

plantedBugs<Trainer>(
  "an empty lot is a step like any other: noise, update, payment",
  async (trainer) => {
    // Four records, half of one in a lot: 0.586 of the lots are empty.
    const engine = toyEngine([1, 1]);
    const paid: number[] = [];
    const moved: boolean[] = [];
    let before = valuesOf(engine);
    await runToy(trainer, engine, {
      records: toyRecords(points.slice(0, 4)),
      expectedLotSize: 0.5,
      steps: 60,
      learningRate: { peak: 0.01 },
      protection: protection({ charge: async (_, step) => void paid.push(step) }),
      onStep: () => {
        const after = valuesOf(engine);
        moved.push(after.every((value, at) => Number.isFinite(value) && value !== before[at]));
        before = after;
      },
    });
    const empty = 60 - engine.lots.length;
    expect(empty).toBeGreaterThan(20);
    expect(empty).toBeLessThan(50);
    expect(paid).toHaveLength(60);
    expect(moved).toEqual(Array.from({ length: 60 }, () => true));
  },
  {
    right: trainLoop,
    bugs: {
      "lots drawn again until one is not empty": (options) =>
        trainLoop({
          ...options,
          streams: {
            ...options.streams,
            open: (purpose, step, ...rest) =>
              purpose === "lot"
                ? { draw: (words) => void words.fill(0xffffffff).fill(0, 0, 2) }
                : options.streams.open(purpose, step, ...rest),
          },
        }),
      "no payment for an empty lot": (options) => {
        let isEmpty = true;
        const engine: ToyEngine = { ...(options.engine as ToyEngine) };
        const given = options.protection as Protection;
        return trainLoop({
          ...options,
          engine: {
            ...engine,
            beginLot() {
              isEmpty = true;
              engine.beginLot();
            },
            accumulate(...args) {
              isEmpty = false;
              return engine.accumulate(...args);
            },
          },
          protection: { ...given, charge: async (...args) => (isEmpty ? undefined : given.charge(...args)) },
        });
      },
      "no noise for an empty lot, and 0 / 0": withEngineBug(trainLoop, (engine) => {
        const begin = engine.beginLot.bind(engine);
        return {
          beginLot() {
            begin();
            addToSum(engine, () => Number.NaN);
          },
          accumulate(...args) {
            begin();
            return engine.accumulate(...args);
          },
        };
      }),
    },
  },
);
