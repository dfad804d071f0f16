import { describe, expect, test } from "vitest";
import type { ClipRule, GradientEngine, TrainingRecord } from "../../../src/training/gradientEngine.ts";
import type { GradientSteps } from "../../../src/training/gradientSteps.ts";
import { checkedSteps } from "../../../src/training/runtime/checkedSteps.ts";
import { compiledSteps } from "../../../src/training/runtime/compiledSteps.ts";
import { createGradientEngine } from "../../../src/training/runtime/createGradientEngine.ts";
import { stepNames } from "../../../src/training/traceGradientStep.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

const config = tinyConfig();
const records = tinyRecords(config, [[9], [9], [9], [9]]);
const clip: ClipRule = { mode: "hard", clipNorm: 1.5 };

/** An engine whose fast steps are the plain ones with `spoil` applied to what they return. */
function engineWith(
  spoil: (results: Map<string, Float32Array>, run: number) => void,
  runs: { fast: number; reference: number } = { fast: 0, reference: 0 },
): Promise<GradientEngine> {
  return createGradientEngine(config, tinyParameters(config), {
    engine: {
      description: "spoilt",
      steps(model) {
        const plain = compiledSteps(model, { threads: 1 });
        const fast: GradientSteps = {
          async run(key, feeds, into) {
            runs.fast += 1;
            const results = new Map(await plain.run(key, feeds, into));
            spoil(results, runs.fast);
            return results;
          },
          release: () => plain.release(),
        };
        const second = compiledSteps(model, { threads: 1 });
        const reference: GradientSteps = {
          run(key, feeds, into) {
            runs.reference += 1;
            return second.run(key, feeds, into);
          },
          release: () => second.release(),
        };
        return checkedSteps(fast, reference, "The adapter");
      },
    },
  });
}

async function lotSum(engine: GradientEngine, lot: readonly TrainingRecord[] = records): Promise<Float32Array> {
  engine.beginLot();
  await engine.accumulate(lot, clip);
  await engine.accumulate(lot, clip);
  const sum = [...engine.gradientSum.values()].flatMap((values) => [...values]);
  await engine.dispose();
  return Float32Array.from(sum);
}

describe("steps that are checked", () => {
  test("give what the fast ones give, once for each shape beside the reference", async () => {
    const runs = { fast: 0, reference: 0 };
    const sum = await lotSum(await engineWith(() => {}, runs));
    const plain = await lotSum(await createGradientEngine(config, tinyParameters(config), { threads: 1 }));
    expect(sum).toEqual(plain);
    expect(runs).toEqual({ fast: 2, reference: 1 });
  });

  test.each([
    [stepNames.sumAfter("transformer.h.1.mlp.c_fc.weight"), "the gradient of transformer.h.1.mlp.c_fc.weight"],
    [stepNames.squaredNorms, "squaredNorms"],
    [stepNames.clipFactors, "clipFactors"],
    [stepNames.viewLosses, "viewLosses"],
    [stepNames.tokenRows, "tokenRows"],
  ])("stop when %s is one percent off", async (output, named) => {
    const engine = await engineWith((results) => {
      const values = results.get(output) as Float32Array;
      values.forEach((value, index) => (values[index] = value * 1.01));
    });
    engine.beginLot();
    await expect(engine.accumulate(records, clip)).rejects.toMatchObject({
      code: "runtime.failed",
      message: expect.stringMatching(`^The adapter computes ${named} differently from the CPU, by 1.0%.$`) as string,
    });
    await engine.dispose();
  });

  test("stop when the fast ones add the sum up from nothing", async () => {
    const engine = await engineWith((results, run) => {
      if (run !== 2) return;
      results.get(stepNames.sumAfter("transformer.ln_f.bias"))?.fill(0);
    });
    engine.beginLot();
    await engine.accumulate(records, clip);
    const longer = tinyRecords(config, [[16]]); // a shape of its own, so that it is checked
    await expect(engine.accumulate(longer, clip)).rejects.toThrow("the gradient of transformer.ln_f.bias");
    await engine.dispose();
  });

  test("stop when a value is not a number where the CPU has one", async () => {
    const engine = await engineWith((results) => {
      (results.get(stepNames.positionRows) as Float32Array)[3] = Number.NaN;
    });
    engine.beginLot();
    await expect(engine.accumulate(records, clip)).rejects.toThrow("beyond all bounds");
    await engine.dispose();
  });

  test("are checked again when the first lot had nothing to tell them apart", async () => {
    const runs = { fast: 0, reference: 0 };
    const engine = await engineWith((results, run) => {
      if (run === 2) results.get(stepNames.viewLosses)?.fill(7);
    }, runs);
    const views = [{ tokens: [1, 2, 3], labels: [-100, -100, -100] }];
    engine.beginLot();
    await engine.accumulate([{ index: 0, views }], clip);
    await expect(engine.accumulate([{ index: 1, views: [{ tokens: [1, 2, 3] }] }], clip)).rejects.toThrow("viewLosses");
    expect(runs).toEqual({ fast: 2, reference: 2 });
    await engine.dispose();
  });

  test("do not mind rounding in a gradient that is next to nothing", async () => {
    const engine = await engineWith((results) => {
      const values = results.get(stepNames.sumAfter("transformer.h.0.ln_1.bias")) as Float32Array;
      values[0] = (values[0] as number) + 1e-7;
    });
    expect((await lotSum(engine)).every(Number.isFinite)).toBe(true);
  });
});
