import { expect } from "vitest";
import { restoreParameters } from "../../../src/training/checkpoint.ts";
import type { RunFingerprint } from "../../../src/training/checkpoint.ts";
import { trainLoop } from "../../../src/training/loop.ts";
import type { LoopOptions, LoopState } from "../../../src/training/loop.ts";
import { adam } from "../../../src/training/optimizer/adam.ts";
import { secureStreams, seededStreams } from "../../../src/training/privacy/randomStream.ts";
import type { RandomStreams } from "../../../src/training/privacy/randomStream.ts";
import { toyEngine, toyRecords } from "../toyEngine.ts";
import { plantedBugs, protection, runToy, valuesOf } from "./support.ts";
import type { Trainer } from "./support.ts";

/** A trainer that changes what it finds when it goes on. */
const resuming =
  (change: (state: LoopState) => Partial<LoopState>): Trainer =>
  (options) =>
    trainLoop(
      options.resume === undefined ? options : { ...options, resume: { ...options.resume, ...change(options.resume) } },
    );

const common: Partial<LoopOptions> = {
  steps: 6,
  learningRate: { peak: 0.05 },
  protection: protection({
    adaptive: { quantile: 0.5, rate: 0.2, countDeviation: 2, lowest: 0.01, highest: 100 },
  }),
};

plantedBugs<Trainer>(
  "a run that goes on ends with the numbers of one that never stopped",
  async (trainer) => {
    const whole = toyEngine([0.5, 2]);
    const expected = await runToy(trainLoop, whole, { ...common, optimizer: adam(whole.trainable) });

    const first = toyEngine([0.5, 2]);
    const cancel = new AbortController();
    let saved: LoopState | undefined;
    await expect(
      runToy(trainLoop, first, {
        ...common,
        optimizer: adam(first.trainable),
        signal: cancel.signal,
        onStep: ({ step }) => step === 3 && cancel.abort(),
        save: async (state) => void (saved = structuredClone(state)),
      }),
    ).rejects.toMatchObject({ code: "cancelled" });
    const second = toyEngine(valuesOf(first));
    const state = await runToy(trainer, second, {
      ...common,
      optimizer: adam(second.trainable),
      resume: saved as LoopState,
      paidSteps: 3,
    });
    expect(valuesOf(second)).toEqual(valuesOf(whole));
    expect(state.entries).toEqual(expected.entries);
    expect(state.clipBounds).toEqual(expected.clipBounds);
    expect(state.epsilonByStep).toEqual(expected.epsilonByStep);
  },
  {
    right: trainLoop,
    bugs: {
      "what was paid is forgotten": (options) => resuming(() => ({ entries: [] }))({ ...options, paidSteps: 0 }),
      "what was paid is counted twice": resuming(({ entries }) => ({ entries: [...entries, ...entries] })),
      "the optimizer starts anew": resuming(({ optimizer }) => ({
        optimizer: {
          updates: 0,
          arrays: new Map([...optimizer.arrays].map(([name, values]) => [name, new Float32Array(values.length)])),
        },
      })),
      "the optimizer's count starts anew": resuming(({ optimizer }) => ({ optimizer: { ...optimizer, updates: 0 } })),
      "the clipping bound starts anew": resuming(() => ({ clipBounds: [1] })),
      "the lots start anew": (options) =>
        trainLoop({
          ...options,
          streams: {
            kind: "seeded, not private",
            open: (purpose, step, ...rest) =>
              options.streams.open(purpose, purpose === "lot" ? step - 3 : step, ...rest),
          },
        }),
    },
  },
);

plantedBugs<() => RandomStreams>(
  "two segments, and two runs, never share noise",
  async (streams) => {
    const noise: number[] = [];
    for (let segment = 0; segment < 2; segment += 1) {
      const engine = toyEngine([0, 0]);
      await runToy(trainLoop, engine, {
        streams: streams(),
        records: toyRecords([[0, 0]]),
        expectedLotSize: 1,
        protection: protection(),
      });
      noise.push(...valuesOf(engine));
    }
    expect(new Set(noise).size).toBe(4);
  },
  {
    right: secureStreams,
    bugs: {
      "a seed that is kept": () => seededStreams(1),
      "a seed of few values": () => seededStreams(Math.floor(Math.random() * 1e-9)),
    },
  },
);

const fingerprint = { corpus: "c", records: 40, "lot size": 10, "noise multiplier": 1, clip: "adaptive" };

plantedBugs<(stored: RunFingerprint, now: RunFingerprint) => void>(
  "no segment of a run has another sampling rate, noise or corpus than the first",
  (restore) => {
    for (const change of [{ records: 41 }, { "lot size": 11 }, { "noise multiplier": 0.9 }, { corpus: "d" }]) {
      expect(() => restore(fingerprint, { ...fingerprint, ...change })).toThrow(
        expect.objectContaining({ code: "training.invalid" }),
      );
    }
    expect(() => restore(fingerprint, fingerprint)).not.toThrow();
  },
  {
    right: restoreOf((stored) => stored),
    bugs: {
      "settings are not compared": restoreOf((_, now) => now),
      "the number of records is not compared": restoreOf((stored, now) => ({
        ...stored,
        records: now["records"] ?? 0,
      })),
    },
  },
);

function restoreOf(
  stored: (stored: RunFingerprint, now: RunFingerprint) => RunFingerprint,
): (before: RunFingerprint, now: RunFingerprint) => void {
  return (before, now) => {
    const state = {
      step: 0,
      entries: [],
      epsilonByStep: [],
      lossByStep: [],
      optimizer: { updates: 0, arrays: new Map() },
    };
    restoreParameters({ fingerprint: stored(before, now), state, parameters: new Map() }, now, new Map());
  };
}
