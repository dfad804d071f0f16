import { afterEach, describe, expect, test } from "vitest";
import type { ModelConfig } from "../../../src/lm/modelConfig.ts";
import { allButEmbeddings } from "../../../src/training/trainableModel.ts";
import type { ClipRule, GradientEngine, TrainingRecord } from "../../../src/training/gradientEngine.ts";
import {
  type GradientEngineOptions,
  createGradientEngine,
} from "../../../src/training/runtime/createGradientEngine.ts";
import { l2, oneAtATime, relativeDistance, weightedSum } from "../support/oneAtATime.ts";
import { tinyConfig, tinyParameters, tinyRecords } from "../support/tinyModel.ts";

let engine: GradientEngine | undefined;

afterEach(async () => {
  await engine?.dispose();
  engine = undefined;
});

async function start(config: ModelConfig, options: GradientEngineOptions = {}): Promise<GradientEngine> {
  engine = await createGradientEngine(config, tinyParameters(config), { threads: 1, ...options });
  engine.beginLot();
  return engine;
}

const clipNorm = 1.5;
const factorOf: Readonly<Record<"hard" | "automatic" | "soft", (norm: number) => number>> = {
  hard: (norm) => Math.min(1, clipNorm / norm),
  automatic: (norm) => clipNorm / (norm + 0.01),
  soft: (norm) => (clipNorm * Math.tanh(norm / clipNorm)) / norm,
};

async function expectAgreement(
  config: ModelConfig,
  records: readonly TrainingRecord[],
  clip: ClipRule,
  options: GradientEngineOptions = {},
): Promise<void> {
  const running = await start(config, options);
  const statistics = await running.accumulate(records, clip);
  const expected = await oneAtATime(config, running.parameters, records, options.trainable);
  const factors = expected.map(({ norm }) => (clip.mode === "none" ? 1 : norm === 0 ? 1 : factorOf[clip.mode](norm)));
  statistics.forEach((it, index) => {
    const record = expected[index] as (typeof expected)[number];
    expect(it.index).toBe(records[index]?.index);
    expect(it.loss).toBeCloseTo(record.loss, 4);
    if (clip.mode === "none") expect(it).toMatchObject({ norm: Number.NaN, clipFactor: 1 });
    else expect(Math.abs(it.norm - record.norm)).toBeLessThan(1e-5 * (1 + record.norm));
  });
  const sums = weightedSum(expected, factors);
  expect([...running.gradientSum.keys()]).toEqual([...sums.keys()]);
  for (const [name, sum] of sums) {
    expect(running.gradientSum.get(name)?.length, name).toBe(sum.length);
    expect(relativeDistance(running.gradientSum.get(name) as Float32Array, sum), name).toBeLessThan(2e-5);
  }
}

describe("the clipped sum equals that of gradients taken one record at a time", () => {
  const lengths = [[9], [5], [2], [13], [9], [16]];

  for (const mode of ["none", "hard", "automatic", "soft"] as const) {
    const clip: ClipRule = mode === "none" ? { mode } : { mode, clipNorm };
    test(`with a tied head, mode ${mode}`, async () => {
      const config = tinyConfig();
      await expectAgreement(config, tinyRecords(config, lengths), clip);
    });
  }

  test("with a head of its own", async () => {
    const config = tinyConfig({ tiedHead: false });
    await expectAgreement(config, tinyRecords(config, lengths), { mode: "hard", clipNorm });
  });

  test("with one to three views of different lengths in a record, clipped once", async () => {
    const config = tinyConfig();
    const records = tinyRecords(config, [[9, 5], [4], [12, 2, 7], [6, 6], [3, 11]]);
    await expectAgreement(config, records, { mode: "hard", clipNorm });
  });

  test.each(["hard", "automatic", "soft"] as const)(
    "with records of many views, of which some are too large for a micro-batch, mode %s",
    async (mode) => {
      const config = tinyConfig();
      const records = tinyRecords(config, [Array(5).fill(9), [4, 4], Array(16).fill(12), [7], Array(7).fill(3)]);
      await expectAgreement(config, records, { mode, clipNorm }, { microbatchTokens: 64 });
    },
  );

  test("without clipping, over views", async () => {
    const config = tinyConfig();
    await expectAgreement(config, tinyRecords(config, [[9, 5], [4], [12, 2, 7]]), { mode: "none" });
  });

  test("with labels that leave targets out, in one record all of them", async () => {
    const config = tinyConfig();
    const records = tinyRecords(config, [[9], [6], [7, 5]]).map((record, index): TrainingRecord => {
      const views = record.views.map(({ tokens }) => {
        return { tokens, labels: tokens.map((token, t) => (index === 1 || t % 3 === 0 ? -100 : token)) };
      });
      return { ...record, views };
    });
    await expectAgreement(config, records, { mode: "hard", clipNorm });
  });

  for (const tiedHead of [true, false]) {
    test(`with frozen embeddings, ${tiedHead ? "a tied head" : "a head of its own"}`, async () => {
      const config = tinyConfig({ tiedHead });
      const records = tinyRecords(config, [[9, 5], [4], [12, 2, 7]]);
      const trainable = allButEmbeddings(config);
      expect(trainable.has("lm_head.weight")).toBe(!tiedHead);
      for (const mode of ["none", "hard"] as const) {
        await expectAgreement(config, records, mode === "none" ? { mode } : { mode, clipNorm }, { trainable });
      }
    });
  }

  test.each([
    ["one use of a parameter among all layers", ["transformer.h.1.mlp.c_fc.weight", "transformer.h.0.ln_1.bias"]],
    ["the embeddings alone", ["transformer.wte.weight", "transformer.wpe.weight"]],
    ["positions alone", ["transformer.wpe.weight"]],
  ])("with %s trained", async (_, names) => {
    const config = tinyConfig();
    const trainable = new Set(names);
    await expectAgreement(config, tinyRecords(config, lengths), { mode: "hard", clipNorm }, { trainable });
  });

  test("in micro-batches of one record as in one of all", async () => {
    const config = tinyConfig();
    await expectAgreement(config, tinyRecords(config, lengths), { mode: "hard", clipNorm }, { microbatchTokens: 1 });
  });
});

describe("the engine", () => {
  test("refuses to train what the model does not have, or nothing", async () => {
    const names = (...trainable: string[]): Promise<unknown> => start(tinyConfig(), { trainable: new Set(trainable) });
    await expect(names("transformer.wtf.weight")).rejects.toThrow("no parameter transformer.wtf.weight");
    await expect(names()).rejects.toThrow("at least one parameter");
  });

  test("gives a record without a target no loss and no gradient", async () => {
    const running = await start(tinyConfig());
    const record = { index: 0, views: [{ tokens: [1, 2, 3], labels: [-100, -100, -100] }] };
    expect(await running.accumulate([record], { mode: "hard", clipNorm: 1 })).toEqual([
      { index: 0, loss: 0, norm: 0, clipFactor: 1 },
    ]);
    expect(l2([...running.gradientSum.values()])).toBe(0);
  });

  test("adds up over calls until the next lot begins", async () => {
    const config = tinyConfig();
    const running = await start(config);
    const [first, second] = tinyRecords(config, [[5], [9]]) as [TrainingRecord, TrainingRecord];
    const clip: ClipRule = { mode: "hard", clipNorm: 0.5 };
    await running.accumulate([first, second], clip);
    const together = new Map([...running.gradientSum].map(([name, sum]) => [name, sum.slice()]));
    running.beginLot();
    expect(l2([...running.gradientSum.values()])).toBe(0);
    await running.accumulate([second], clip);
    await running.accumulate([first], clip);
    for (const [name, sum] of together) {
      expect(relativeDistance(running.gradientSum.get(name) as Float32Array, sum), name).toBeLessThan(1e-5);
    }
  });

  test("computes with parameters as they are at that moment, changed in place", async () => {
    const config = tinyConfig();
    const running = await start(config);
    const records = tinyRecords(config, [[8]]);
    const [before] = await running.accumulate(records, { mode: "none" });
    for (const values of running.parameters.values()) {
      for (let i = 0; i < values.length; i += 1) values[i] = 0.9 * (values[i] as number);
    }
    const [after] = await running.accumulate(records, { mode: "none" });
    const [expected] = await oneAtATime(config, running.parameters, records);
    expect(after?.loss).not.toBeCloseTo(before?.loss ?? 0, 4);
    expect(after?.loss).toBeCloseTo(expected?.loss ?? 0, 4);
  });

  test("drops a record whose gradient is not finite and keeps the sum of the others", async () => {
    const config = tinyConfig();
    const running = await start(config);
    const poisonous = config.vocabularySize - 1; // only one record contains this token as an input
    const values = running.parameters.get("transformer.wte.weight") as Float32Array;
    const good = tinyRecords(config, [[5], [9], [4]]);
    const clip: ClipRule = { mode: "hard", clipNorm: 0.5 };
    values[poisonous * config.width] = 3e38; // finite itself, but its square is not
    const bad: TrainingRecord = { index: 7, views: [{ tokens: [poisonous, poisonous, 1] }] };
    await running.accumulate(good.slice(0, 1), clip);
    const statistics = await running.accumulate([bad, ...good.slice(1)], clip);
    expect(statistics[0]).toMatchObject({ index: 7, clipFactor: 0 });
    expect(l2([...running.gradientSum.values()])).toBeGreaterThan(0);
    const sum = new Map([...running.gradientSum].map(([name, it]) => [name, it.slice()]));
    running.beginLot();
    await running.accumulate(good, clip);
    for (const [name, it] of sum) {
      expect(relativeDistance(it, running.gradientSum.get(name) as Float32Array), name).toBeLessThan(1e-5);
    }
  });

  test("moves by at most the clip norm when one record is added, however many views it has", async () => {
    const config = tinyConfig();
    const running = await start(config);
    const [one, ...others] = tinyRecords(config, [[6, 6, 6], [5], [9, 3]]) as [TrainingRecord, ...TrainingRecord[]];
    for (const mode of ["hard", "automatic", "soft"] as const) {
      running.beginLot();
      await running.accumulate(others, { mode, clipNorm: 0.25 });
      const without = new Map([...running.gradientSum].map(([name, sum]) => [name, sum.slice()]));
      await running.accumulate([one], { mode, clipNorm: 0.25 });
      const moves = [...running.gradientSum].map(([name, sum]) =>
        sum.map((value, i) => value - (without.get(name)?.[i] ?? 0)),
      );
      expect(l2(moves)).toBeLessThanOrEqual(0.25 * (1 + 1e-5));
      expect(l2(moves)).toBeGreaterThan(0.15);
    }
  });

  test("stops between micro-batches when cancelled", async () => {
    const config = tinyConfig();
    const running = await start(config);
    const work = running.accumulate(tinyRecords(config, [[5]]), { mode: "none" }, AbortSignal.abort());
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
  });

  test("refuses views it cannot read", async () => {
    const running = await start(tinyConfig());
    const given = (tokens: number[], labels?: number[]): Promise<unknown> =>
      running.accumulate([{ index: 3, views: [labels === undefined ? { tokens } : { tokens, labels }] }], {
        mode: "none",
      });
    await expect(given([1])).rejects.toThrow("record 3 has a view of 1 tokens, not 2 to 16");
    await expect(given([1, 23])).rejects.toThrow("outside the vocabulary");
    await expect(given([1, 2], [1])).rejects.toThrow("one label per token");
    await expect(running.accumulate([{ index: 4, views: [] }], { mode: "none" })).rejects.toThrow("no view");
  });
});
