import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readTrainingCheckpoint, restoreParameters, writeTrainingCheckpoint } from "../../src/training/checkpoint.ts";
import type { TrainingCheckpoint } from "../../src/training/checkpoint.ts";
import { trainLoop } from "../../src/training/loop.ts";
import type { LoopOptions, LoopState } from "../../src/training/loop.ts";
import { adam } from "../../src/training/optimizer/adam.ts";
import { seededStreams } from "../../src/training/privacy/randomStream.ts";
import { toyEngine, toyRecords } from "./toyEngine.ts";
import type { ToyEngine } from "./toyEngine.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenhand-state-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function checkpoint(step: number, value: number): TrainingCheckpoint {
  return {
    fingerprint: { arm: "dp", steps: 6, "lot size": 2.5 },
    state: {
      step,
      entries: [{ samplingRate: 0.1, noiseMultiplier: 1.25, steps: step }],
      epsilonByStep: Array.from({ length: step }, (_, index) => index / 7),
      lossByStep: [],
      optimizer: { updates: step, arrays: new Map([["mean:weight", Float32Array.of(value / 3)]]) },
    },
    parameters: new Map([["weight", Float32Array.of(value, -0.1)]]),
  };
}

describe("the state of a run", () => {
  test("comes back as it was written, to the last bit", async () => {
    await writeTrainingCheckpoint(directory, checkpoint(3, 1 / 3));
    expect(await readTrainingCheckpoint(directory)).toEqual(checkpoint(3, 1 / 3));
  });

  test("comes back with more arrays than a system writes at once, some of them empty", async () => {
    const parameters = new Map(
      Array.from({ length: 2500 }, (_, index) => [`p${index}`, new Float32Array(index % 4).fill(index)] as const),
    );
    await writeTrainingCheckpoint(directory, { ...checkpoint(1, 1), parameters });
    expect((await readTrainingCheckpoint(directory))?.parameters).toEqual(parameters);
  });

  test("says when the arrays are on their way", async () => {
    let hasBegun = false;
    const writing = writeTrainingCheckpoint(directory, checkpoint(1, 1), () => (hasBegun = true));
    await vi.waitUntil(() => hasBegun);
    await writing;
    expect((await readTrainingCheckpoint(directory))?.state.step).toBe(1);
  });

  test("is absent where none was written", async () => {
    expect(await readTrainingCheckpoint(directory)).toBeUndefined();
  });

  test("replaces the one before and leaves no other file", async () => {
    await writeTrainingCheckpoint(directory, checkpoint(1, 1));
    await writeTrainingCheckpoint(directory, checkpoint(2, 2));
    expect((await readdir(directory)).sort()).toEqual(["state-2.safetensors", "state.json"]);
    expect((await readTrainingCheckpoint(directory))?.state.step).toBe(2);
  });

  test("stays the old one when a crash comes between the arrays and the state that names them", async () => {
    await writeTrainingCheckpoint(directory, checkpoint(1, 1));
    await writeFile(join(directory, "state-2.safetensors"), "half of it");
    expect((await readTrainingCheckpoint(directory))?.parameters.get("weight")?.[0]).toBe(1);
  });

  test("holds no seed and no key", async () => {
    await writeTrainingCheckpoint(directory, checkpoint(1, 1));
    expect(await readFile(join(directory, "state.json"), "utf8")).not.toMatch(/seed|key|random/iu);
  });

  test.each([
    ["cut short", () => truncate(join(directory, "state-1.safetensors"), 40)],
    ["no JSON", () => writeFile(join(directory, "state.json"), "{")],
    ["of a later version", () => writeFile(join(directory, "state.json"), '{"version":2}')],
  ])("is refused when it is %s", async (_, damage) => {
    await writeTrainingCheckpoint(directory, checkpoint(1, 1));
    await damage();
    await expect(readTrainingCheckpoint(directory)).rejects.toMatchObject({ code: "checkpoint.invalid" });
  });

  test("is refused for other settings, naming the first that differs", () => {
    const parameters = new Map([["weight", new Float32Array(2)]]);
    const changed = { arm: "dp", steps: 7, "lot size": 3 };
    expect(() => restoreParameters(checkpoint(1, 1), changed, parameters)).toThrow(/steps 6, not 7/u);
    restoreParameters(checkpoint(1, 5), checkpoint(1, 5).fingerprint, parameters);
    expect(parameters.get("weight")?.[0]).toBe(5);
  });
});

test("a run that goes on from the disk ends with the very numbers of one that never stopped", async () => {
  const points = Array.from({ length: 20 }, (_, index) => [Math.sin(index), index / 20]);
  const run = (engine: ToyEngine, changes: Partial<LoopOptions>): Promise<LoopState> =>
    trainLoop({
      engine,
      optimizer: adam(engine.trainable),
      records: toyRecords(points),
      expectedLotSize: 5,
      steps: 6,
      learningRate: { peak: 0.05, warmUpSteps: 2, decay: "linear" },
      streams: seededStreams(3),
      protection: { clip: { mode: "soft", clipNorm: 1 }, noiseMultiplier: 1, delta: 1e-3, charge: async () => {} },
      ...changes,
    });
  const values = (engine: ToyEngine): number[] => [...engine.parameters.values()].flatMap((tensor) => [...tensor]);
  const whole = toyEngine([1, 2]);
  const uninterrupted = await run(whole, {});

  const first = toyEngine([1, 2]);
  const cancel = new AbortController();
  const stopped = run(first, {
    signal: cancel.signal,
    onStep: ({ step }) => step === 4 && cancel.abort(),
    save: (state) => writeTrainingCheckpoint(directory, { fingerprint: {}, state, parameters: first.parameters }),
  });
  await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  const stored = (await readTrainingCheckpoint(directory)) as TrainingCheckpoint;
  const second = toyEngine([0, 0]);
  restoreParameters(stored, {}, second.trainable);
  const resumed = await run(second, { resume: stored.state });
  expect(values(second)).toEqual(values(whole));
  expect(resumed.epsilonByStep).toEqual(uninterrupted.epsilonByStep);
});
