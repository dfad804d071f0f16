import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { adam } from "../../../src/training/optimizer/adam.ts";
import type { Optimizer } from "../../../src/training/optimizer/optimizer.ts";
import { sgd } from "../../../src/training/optimizer/sgd.ts";
import { secureStreams, seededStreams } from "../../../src/training/privacy/randomStream.ts";
import { plainUpdateEngine } from "../../../src/training/update/plainUpdateEngine.ts";
import { noiseValues } from "../../../src/training/update/updateEngine.ts";
import type { UpdateEngine } from "../../../src/training/update/updateEngine.ts";
import { updateStep } from "../../../src/training/update/updateStep.ts";
import { createWasmUpdateEngine } from "../../../src/training/update/wasmUpdateEngine.ts";

const wasmFile = resolve(import.meta.dirname, "../../../dist/update-engine.wasm");

describe.skipIf(!existsSync(wasmFile))("the engine in WebAssembly (skipped before npm run build)", () => {
  const wasm = existsSync(wasmFile)
    ? createWasmUpdateEngine(new WebAssembly.Module(readFileSync(wasmFile)))
    : plainUpdateEngine;

  test("draws the same noise as the plain one, bit for bit, with its rejections and its tail", () => {
    for (const [piece, length] of [noiseValues, noiseValues, 1, 16_385, noiseValues, noiseValues].entries()) {
      const [one, other] = [new Int32Array(length), new Int32Array(length)];
      plainUpdateEngine.drawNoise(seededStreams(2).open("noise", 1, piece), 2 ** 24 * 1.3, one);
      wasm.drawNoise(seededStreams(2).open("noise", 1, piece), 2 ** 24 * 1.3, other);
      expect(other).toEqual(one);
    }
  });

  test("draws noise that follows the normal distribution, from the secure source", () => {
    const deviation = 2 ** 24 * 1.7;
    const count = 16 * noiseValues;
    const moments = [0, 0, 0];
    let far = 0;
    for (let piece = 0; piece < 16; piece += 1) {
      const values = new Int32Array(noiseValues);
      wasm.drawNoise(secureStreams().open("noise", 1, piece), deviation, values);
      for (const value of values) {
        const x = value / deviation;
        for (const [at, power] of [1, 2, 4].entries()) moments[at] = (moments[at] as number) + x ** power / count;
        if (Math.abs(x) > 3.7) far += 1;
      }
    }
    const [mean, variance, fourth] = moments as [number, number, number];
    // Seven standard errors: 1, sqrt 2 and sqrt 96 over the root of the count.
    expect(Math.abs(mean)).toBeLessThan(7 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan((7 * Math.SQRT2) / Math.sqrt(count));
    expect(Math.abs(fourth - 3)).toBeLessThan((7 * Math.sqrt(96)) / Math.sqrt(count));
    expect(Math.abs(far - 2.156e-4 * count)).toBeLessThan(7 * Math.sqrt(2.156e-4 * count)); // 2 Q(3.7)
  });

  const optimizers: readonly [string, (parameters: ReadonlyMap<string, Float32Array>) => Optimizer][] = [
    ["AdamW", (parameters) => adam(parameters, { weightDecay: 0.1 })],
    ["SGD with momentum", (parameters) => sgd(parameters, { momentum: 0.9 })],
  ];
  const lengths = [1, 7, 768, 16_384, 70_001, 3];

  test.each(optimizers)("updates with %s as the plain one does, bit for bit", (_, optimizerOf) => {
    for (const isNoisy of [true, false]) {
      const [one, other] = [plainUpdateEngine, wasm].map((engine) => {
        const random = seededRandom(4);
        const parameters = new Map(
          lengths.map((length, at) => [`${at}`, Float32Array.from({ length }, () => random.normal())] as const),
        );
        const optimizer = optimizerOf(parameters);
        for (let step = 1; step <= 3; step += 1) {
          const sum = new Map(
            [...parameters].map(([name, { length }]) => [
              name,
              Float32Array.from({ length }, () => random.normal() * 10 ** (6 * random.next() - 5)),
            ]),
          );
          const noise = { clipNorm: 0.7, multiplier: 0.9, streams: seededStreams(9) };
          const inputs = { step, parameters, sum, optimizer, learningRate: 1e-3, expectedLotSize: 7 };
          updateStep(engine, isNoisy ? { ...inputs, noise } : inputs);
        }
        return { parameters, state: optimizer.state() };
      }) as [unknown, unknown];
      expect(other).toEqual(one);
    }
  });

  test("sees the one value that is not finite, in any place of a piece", () => {
    const check = (engine: UpdateEngine, length: number, at: number, value: number): boolean => {
      const arrays = {
        theta: new Float32Array(length),
        sum: new Float32Array(length),
        running: [new Float32Array(length)],
      };
      arrays.sum[at] = value;
      return engine.apply(arrays, { expectedLotSize: 1 }, { kind: "sgd", momentum: 0, rate: 1 });
    };
    for (const [length, at] of [
      [1, 0],
      [5, 4],
      [16_384, 16_383],
      [16_384, 2],
    ] as const) {
      for (const value of [Number.NaN, Infinity, -Infinity]) expect(check(wasm, length, at, value)).toBe(false);
      expect(check(wasm, length, at, 1)).toBe(true); // nothing is left over from the piece before
    }
  });
});
