import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, test, vi } from "vitest";
import type { NoiseWorkerData } from "../../../src/jobs/update/noiseWorker.ts";
import { startUpdater } from "../../../src/jobs/update/startUpdater.ts";
import { adam } from "../../../src/training/optimizer/adam.ts";
import { secureStreams, seededStreams } from "../../../src/training/privacy/randomStream.ts";
import type { RandomStreams } from "../../../src/training/privacy/randomStream.ts";
import { makeNoiseRing, NoiseTaker } from "../../../src/training/update/noiseRing.ts";
import { plainUpdateEngine } from "../../../src/training/update/plainUpdateEngine.ts";
import { noiseValues } from "../../../src/training/update/updateEngine.ts";

const dist = resolve(import.meta.dirname, "../../../dist");
const isBuilt = ["noise-worker.mjs", "update-engine.wasm"].every((name) => existsSync(join(dist, name)));
/** Enough for a second thread. */
const lengths = [5_000_000, 3, 3_100_000];
const coordinates = lengths.reduce((sum, length) => sum + length, 0);

/** Hashes of all parameters after each of three steps. */
async function run(streams: RandomStreams, threads: number): Promise<string[]> {
  const parameters = new Map(lengths.map((length, at) => [`${at}`, new Float32Array(length)]));
  const sum = new Map(lengths.map((length, at) => [`${at}`, new Float32Array(length)]));
  const optimizer = adam(parameters);
  const updater = await startUpdater({ noise: streams, coordinates, threads });
  const hashes: string[] = [];
  try {
    for (let step = 1; step <= 3; step += 1) {
      const noise = { clipNorm: step, multiplier: 1, streams };
      updater.update({ step, parameters, sum, optimizer, learningRate: 0.1, expectedLotSize: 2, noise });
      const hash = createHash("sha256");
      for (const values of parameters.values()) hash.update(values);
      hashes.push(hash.digest("hex"));
    }
  } finally {
    await updater.stop();
  }
  return hashes;
}

describe.skipIf(!isBuilt)("the thread that draws noise (skipped before npm run build)", () => {
  test("draws what the plain engine does from the streams of the seed", { timeout: 60_000 }, async () => {
    const ring = makeNoiseRing(noiseValues + 10);
    const workerData: NoiseWorkerData = {
      ring,
      module: await WebAssembly.compile(await readFile(join(dist, "update-engine.wasm"))),
      seed: 3,
    };
    const worker = new Worker(join(dist, "noise-worker.mjs"), { workerData, execArgv: [] });
    try {
      const taker = new NoiseTaker(ring);
      taker.begin(6, 2 ** 24);
      const ready = new Int32Array(ring.control).subarray(3, 5);
      await vi.waitUntil(() => Atomics.load(ready, 0) === 1 && Atomics.load(ready, 1) === 2, { timeout: 30_000 });
      for (const [piece, length] of [noiseValues, 10].entries()) {
        const expected = new Int32Array(length);
        plainUpdateEngine.drawNoise(seededStreams(3).open("noise", 6, piece), 2 ** 24, expected);
        expect(Array.from(taker.take(piece) as Int32Array)).toEqual(Array.from(expected));
      }
    } finally {
      await worker.terminate();
    }
  });
});

describe.skipIf(!isBuilt)("the update of a large model (skipped before npm run build)", () => {
  test(
    "ends with the same bits with one thread and with two, where the noise has a seed",
    { timeout: 60_000 },
    async () => {
      const alone = await run(seededStreams(3), 1);
      expect(await run(seededStreams(3), 2)).toEqual(alone);
      expect(new Set(alone).size).toBe(3);
      expect(await run(seededStreams(4), 2)).not.toEqual(alone);
    },
  );

  test("never draws the same noise twice from the secure source", { timeout: 60_000 }, async () => {
    const hashes = [...(await run(secureStreams(), 2)), ...(await run(secureStreams(), 2))];
    expect(new Set(hashes).size).toBe(6);
  });
});
