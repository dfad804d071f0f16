import { expect, test } from "vitest";
import { EvenhandError } from "../../../src/base/errors.ts";
import type { StepEngine } from "../../../src/training/gradientSteps.ts";
import { compiledSteps } from "../../../src/training/runtime/compiledSteps.ts";
import { createGradientEngine } from "../../../src/training/runtime/createGradientEngine.ts";
import { fittingMicrobatch, isOutOfMemory, stepBytes } from "../../../src/training/runtime/fittingMicrobatch.ts";
import { relativeDistance } from "../support/oneAtATime.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

const config = tinyConfig();
const parameters = tinyParameters(config);
const clip = { mode: "hard", clipNorm: 0.5 } as const;
const [first, second] = [tinyRecords(config, [[9], [5]]), tinyRecords(config, [[8], [12]], 3)];

/** Runs steps of at most so many positions; a larger one fails as ONNX Runtime does, after it has added to every sum. */
function failingAbove(positions: number): StepEngine {
  return {
    description: "short of memory",
    steps(model) {
      const steps = compiledSteps(model, { threads: 1 });
      return {
        ...steps,
        async run(key, feeds, into) {
          const { records, views, length } = key.layout;
          if (records * views * length <= positions) return steps.run(key, feeds, into);
          for (const sum of into.values()) sum.fill(7);
          throw new EvenhandError("runtime.failed", "ONNX Runtime stopped: std::bad_alloc", { hint: "" });
        },
      };
    },
  };
}

test("a micro-batch is halved until it fits, but holds the longest view", () => {
  const needs = (tokens: number): number => stepBytes(config, { records: tokens / 16, views: 1, length: 16 });
  const size = (available: number): number =>
    fittingMicrobatch(config, { wanted: 1024, longest: 16, availableBytes: available });
  expect(size(needs(1024))).toBe(1024);
  expect(size(needs(1024) - 1)).toBe(512);
  expect(size(needs(64))).toBe(64);
  expect(size(0)).toBe(16);
});

test("a step of distilGPT2's shape is estimated within a third of what it was seen to take", () => {
  const distil = tinyConfig({ vocabularySize: 50_257, width: 768, layers: 6, heads: 12, innerWidth: 3072 });
  const seen = 1.15e9; // peak of the process less parameters, sums and Node
  expect(Math.abs(stepBytes(distil, { records: 8, views: 1, length: 128 }) / seen - 1)).toBeLessThan(1 / 3);
});

test("an engine with little memory computes the same in smaller pieces and says so", async () => {
  const wide = await createGradientEngine(config, parameters, { threads: 1, microbatchTokens: 64 });
  const narrow = await createGradientEngine(config, parameters, { threads: 1, microbatchTokens: 64, memoryBytes: 1 });
  expect(wide.microbatch).toEqual({ tokens: 64, isReduced: false });
  expect(narrow.microbatch).toEqual({ tokens: 16, isReduced: true });
  for (const engine of [wide, narrow]) {
    engine.beginLot();
    await engine.accumulate(first, clip);
    await engine.dispose();
  }
  for (const [name, sum] of narrow.gradientSum) {
    expect(relativeDistance(sum, wide.gradientSum.get(name) as Float32Array), name).toBeLessThan(1e-5);
  }
});

test.each([clip, { mode: "none" } as const])(
  "memory that runs out costs no number of the lot, mode $mode",
  async (rule) => {
    const calm = await createGradientEngine(config, parameters, { threads: 1, microbatchTokens: 64 });
    const short = await createGradientEngine(config, parameters, { engine: failingAbove(16), microbatchTokens: 64 });
    for (const engine of [calm, short]) engine.beginLot();
    const expected = [await calm.accumulate(first, rule), await calm.accumulate(second, rule)];
    const found = [await short.accumulate(first, rule), await short.accumulate(second, rule)];
    expect(short.microbatch).toEqual({ tokens: 16, isReduced: true });
    expected.flat().forEach(({ loss }, at) => expect(found.flat()[at]?.loss).toBeCloseTo(loss, 5));
    for (const [name, sum] of short.gradientSum) {
      expect(relativeDistance(sum, calm.gradientSum.get(name) as Float32Array), name).toBeLessThan(1e-5);
    }
    await calm.dispose();
    await short.dispose();
  },
);

test("where not even one text fits, it says which length does not", async () => {
  const engine = await createGradientEngine(config, parameters, { engine: failingAbove(0), microbatchTokens: 64 });
  engine.beginLot();
  await expect(engine.accumulate(first, clip)).rejects.toThrow(
    "Not even one text of 8 tokens at a time fits in memory.",
  );
  await engine.dispose();
});

test.each([
  ["std::bad_alloc", true],
  ["Failed to allocate memory for requested buffer of size 205852672", true],
  ["Array buffer allocation failed", true],
  ["Non-zero status code returned while running Gemm node", false],
])("%s is taken for want of memory: %s", (message, expected) => {
  expect(isOutOfMemory(new Error(message))).toBe(expected);
});
