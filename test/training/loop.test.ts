import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { trainLoop } from "../../src/training/loop.ts";
import type { LoopOptions, LoopState, Protection } from "../../src/training/loop.ts";
import { adam } from "../../src/training/optimizer/adam.ts";
import { sgd } from "../../src/training/optimizer/sgd.ts";
import { epsilonSpent } from "../../src/training/privacy/epsilonSpent.ts";
import type { StandardNoise } from "../../src/training/privacy/standardNormal.ts";
import { secureStreams, seededStreams } from "../../src/training/privacy/randomStream.ts";
import { toyEngine, toyRecords } from "./toyEngine.ts";
import type { ToyEngine } from "./toyEngine.ts";

const silence: StandardNoise = { draw: (target) => void target.fill(0) };
const points = Array.from({ length: 40 }, (_, index) => [Math.sin(index), Math.cos(index), index / 40]);

const protection = (changes: Partial<Protection> = {}): Protection => ({
  clip: { mode: "hard", clipNorm: 1 },
  noiseMultiplier: 1,
  delta: 1e-3,
  charge: async () => {},
  ...changes,
});

/** A plain gradient step of rate 1, so that the parameters show the gradient itself. */
function run(engine: ToyEngine, changes: Partial<LoopOptions> = {}): Promise<LoopState> {
  return trainLoop({
    engine,
    optimizer: sgd(engine.trainable),
    records: toyRecords(points),
    expectedLotSize: 10,
    steps: 5,
    learningRate: { peak: 1 },
    streams: seededStreams(1),
    ...changes,
  });
}

const valuesOf = (engine: ToyEngine): number[] => [...engine.parameters.values()].flatMap((values) => [...values]);

/** Every record with another norm, and without a loss where that is not finite. */
function withNorms(engine: ToyEngine, norm: (norm: number) => number): ToyEngine {
  return {
    ...engine,
    async accumulate(records, clip, signal) {
      const statistics = await engine.accumulate(records, clip, signal);
      return statistics.map((one) => {
        const changed = norm(one.norm);
        return Number.isFinite(changed) ? one : { ...one, norm: changed, loss: Number.NaN, clipFactor: 0 };
      });
    },
  };
}

describe("one step", () => {
  test("divides by the expected lot size, not by the lot that was drawn", async () => {
    // Six records in one place, ten wanted in a lot of five: each pulls by (0 - 3) / 5, however many are drawn.
    const engine = toyEngine([0]);
    await run(engine, {
      records: toyRecords([[3], [3], [3], [3], [3], [3], [3], [3], [3], [3]]),
      expectedLotSize: 5,
      steps: 1,
    });
    const drawn = engine.lots[0]?.length as number;
    expect(drawn).not.toBe(5); // the seed draws another number
    expect(valuesOf(engine)[0]).toBeCloseTo((drawn * 3) / 5, 5);
  });

  test("draws lots of random size, with rate L / N", async () => {
    const engine = toyEngine([0, 0, 0]);
    await run(engine, { steps: 300, learningRate: { peak: 0.01 } });
    const sizes = engine.lots.map((lot) => lot.length);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / 300;
    expect(Math.abs(mean - 10)).toBeLessThan(1.1); // standard error sqrt(7.5 / 300) = 0.16
    expect(new Set(sizes).size).toBeGreaterThan(5);
  });

  test("adds noise once per lot, of deviation z C / L, whatever the micro-batches", async () => {
    const size = 20_000;
    const zeros = Array.from({ length: size }, () => 0);
    const records = toyRecords(Array.from({ length: 40 }, () => zeros));
    for (const microbatch of [1, 7, 40]) {
      const engine = toyEngine(zeros, microbatch); // every gradient is 0: noise alone is left
      const clip = { mode: "hard", clipNorm: 0.5 } as const;
      await run(engine, { records, steps: 1, protection: protection({ clip, noiseMultiplier: 3 }) });
      const deviation = Math.sqrt(valuesOf(engine).reduce((sum, value) => sum + value ** 2, 0) / size);
      expect(Math.abs(deviation / ((3 * 0.5) / 10) - 1)).toBeLessThan(0.035); // seven standard errors, 0.5%
    }
  });

  test("adds no noise without protection", async () => {
    const engine = toyEngine([0, 0, 0]);
    await run(engine, { steps: 1 });
    const drawn = (engine.lots[0] ?? []).map((index) => points[index] as number[]);
    const expected = [0, 1, 2].map((at) => drawn.reduce((sum, point) => sum + (point[at] as number), 0) / 10);
    for (const [at, value] of valuesOf(engine).entries()) expect(value).toBeCloseTo(expected[at] as number, 5);
  });

  test("clips a record once, with all its views, so that one record moves the sum by at most C", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom("hard", "automatic", "soft" as const),
        async (views, mode) => {
          const one = { index: 40, views: views.map((tokens) => ({ tokens })) };
          const moved = await Promise.all(
            [toyRecords(points), [...toyRecords(points), one]].map(async (records) => {
              const engine = toyEngine([0.3, 0.2, 0.1]);
              // Everybody is in the lot: L = N; rate L takes the division back.
              await run(engine, {
                records,
                expectedLotSize: records.length,
                steps: 1,
                learningRate: { peak: records.length },
                protection: protection({ clip: { mode, clipNorm: 1 } }),
                noiseOfStep: () => silence,
              });
              return valuesOf(engine);
            }),
          );
          const [without, withOne] = moved as [number[], number[]];
          const distance = Math.hypot(...withOne.map((value, at) => value - (without[at] as number)));
          expect(distance).toBeLessThanOrEqual(1 + 1e-3);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("a bound that moves", () => {
  const adaptive = { quantile: 0.5, rate: 0.2, countDeviation: 0.7, lowest: 0.01, highest: 100 };
  const moving = (changes: Partial<Protection> = {}): Protection => protection({ adaptive, ...changes });
  /** Every record in the lot, every gradient of the same length 3; no noise unless a purpose has some. */
  const same = (engine: ToyEngine, changes: Partial<LoopOptions> = {}): Promise<LoopState> =>
    run(engine, {
      records: toyRecords([[3], [3], [3], [3]]),
      expectedLotSize: 4,
      learningRate: { peak: 1e-9 },
      noiseOfStep: () => silence,
      protection: moving(),
      ...changes,
    });

  test("rises while no gradient is short, and clips each step with the bound before it", async () => {
    const clipped: number[] = [];
    const engine = toyEngine([0]);
    const watched: ToyEngine = {
      ...engine,
      accumulate(records, clip, signal) {
        clipped.push(clip.mode === "none" ? Number.NaN : clip.clipNorm);
        return engine.accumulate(records, clip, signal);
      },
    };
    const { clipBounds = [] } = await same(watched);
    // None of four is short: the share is 0, and C grows by e^(0.2 · 0.5) a step.
    for (const [step, bound] of clipBounds.entries()) expect(bound).toBeCloseTo(Math.exp(0.1 * step), 12);
    expect(clipBounds).toHaveLength(6);
    expect(clipped).toEqual(clipBounds.slice(0, 5));
  });

  test("is paid for in the step's price: z in the account, more than z on the gradients", async () => {
    const paid: number[] = [];
    const engine = toyEngine([0]);
    const noise = { draw: (target: Float64Array) => void target.fill(1) };
    await same(engine, {
      steps: 1,
      learningRate: { peak: 1 },
      noiseOfStep: (_, purpose) => (purpose === "noise" ? noise : silence),
      protection: moving({ charge: async ({ noiseMultiplier }) => void paid.push(noiseMultiplier) }),
    });
    expect(paid).toEqual([1]);
    // Four gradients of -3 clipped to -1, and one draw of z_D C with z_D = (1 - 1/1.4²)^(-1/2).
    expect(valuesOf(engine)[0]).toBeCloseTo((4 - 1 / Math.sqrt(1 - 1.4 ** -2)) / 4, 5);
  });

  test("has noise of its own: neither the gradients' noise nor the lot shows in it", async () => {
    const opened: string[] = [];
    const streams = seededStreams(1);
    const open = (purpose: "noise" | "lot" | "bound", step: number) => {
      opened.push(`${purpose} ${step}`);
      return streams.open(purpose, step);
    };
    await run(toyEngine([0, 0, 0]), { steps: 2, protection: moving(), streams: { ...streams, open } });
    expect(opened.toSorted()).toEqual(["bound 1", "bound 2", "lot 1", "lot 2", "noise 1", "noise 2"]);
    const words = (["noise", "lot", "bound"] as const).map((purpose) => {
      const drawn = new Uint32Array(8);
      streams.open(purpose, 1).draw(drawn);
      return drawn.join();
    });
    expect(new Set(words).size).toBe(3);
  });

  test("moves in an empty lot too, by its noise alone", async () => {
    const one = { draw: (target: Float64Array) => void target.fill(1) };
    const { clipBounds } = await same(toyEngine([0]), {
      records: toyRecords(points),
      expectedLotSize: 1e-9,
      steps: 1,
      noiseOfStep: () => one,
    });
    // 1/2 + 0.7 · 1 / L is far above 1, where it is cut: C falls by e^(-0.2 · 0.5).
    expect(clipBounds).toEqual([1, Math.exp(-0.1)]);
  });

  test("is refused, before anything is paid, where the count would cost more than the step", async () => {
    const charge = vi.fn<Protection["charge"]>(async () => {});
    const tooLittle = moving({ charge, adaptive: { ...adaptive, countDeviation: 0.5 } });
    await expect(same(toyEngine([0]), { protection: tooLittle })).rejects.toMatchObject({
      code: "training.invalid",
    });
    const tooHigh = moving({ charge, adaptive: { ...adaptive, lowest: 2 } });
    await expect(same(toyEngine([0]), { protection: tooHigh })).rejects.toMatchObject({
      code: "training.invalid",
      message: "The clipping bound cannot start at 1 and stay between 2 and 100.",
    });
    expect(charge).not.toHaveBeenCalled();
  });
});

describe("an empty lot", () => {
  test("is a full step: noise, update and payment", async () => {
    const engine = toyEngine([1, 1, 1]);
    const charge = vi.fn<Protection["charge"]>(async () => {});
    const state = await run(engine, {
      records: toyRecords(points.slice(0, 2)),
      expectedLotSize: 1e-9,
      steps: 2,
      learningRate: { peak: 1e-9 },
      protection: protection({ charge }),
    });
    expect(engine.lots).toEqual([]);
    expect(charge).toHaveBeenCalledTimes(2);
    expect(state).toMatchObject({ step: 2, entries: [{ steps: 2 }] });
    expect(state.optimizer.updates).toBe(2);
    expect(valuesOf(engine).every((value) => Number.isFinite(value) && value !== 1)).toBe(true);
  });

  test("has no loss to show without protection", async () => {
    const engine = toyEngine([1, 1, 1]);
    const state = await run(engine, {
      records: toyRecords(points.slice(0, 4)),
      expectedLotSize: 0.5,
      steps: 12,
    });
    expect(state.lossByStep).toContain(null);
    expect(state.lossByStep.some((loss) => loss !== null && loss > 0)).toBe(true);
  });
});

describe("the payment", () => {
  test("is made for the rate L / N and before the parameters change", async () => {
    const engine = toyEngine([0, 0, 0]);
    const before: number[][] = [];
    const rates: number[] = [];
    await run(engine, {
      steps: 3,
      protection: protection({
        charge: async ({ samplingRate }) => {
          before.push(valuesOf(engine));
          rates.push(samplingRate);
        },
      }),
    });
    expect(before[0]).toEqual([0, 0, 0]);
    expect(new Set(before.map((values) => values.join())).size).toBe(3);
    expect(rates).toEqual([0.25, 0.25, 0.25]); // 10 of 40, not the share that happened to be drawn
  });

  test("that fails stops the run with the parameters untouched", async () => {
    const engine = toyEngine([0, 0, 0]);
    const failing = protection({ charge: () => Promise.reject(new Error("no space left")) });
    await expect(run(engine, { protection: failing })).rejects.toThrow("no space left");
    expect(valuesOf(engine)).toEqual([0, 0, 0]);
  });

  test("adds up to the epsilon of all steps, which never falls on the way", async () => {
    const reported: number[] = [];
    const state = await run(toyEngine([0, 0, 0]), {
      protection: protection({ noiseMultiplier: 2 }),
      onStep: ({ epsilon }) => reported.push(epsilon as number),
    });
    const entry = { samplingRate: 0.25, noiseMultiplier: 2, steps: 5 };
    expect(state.epsilonByStep.at(-1)).toBe(epsilonSpent([entry], 1e-3).epsilon);
    expect(reported).toEqual([...reported].sort((a, b) => a - b));
    expect(reported).toEqual(state.epsilonByStep);
  });
});

describe("what a private run shows", () => {
  test("is no loss, anywhere", async () => {
    const steps: object[] = [];
    const state = await run(toyEngine([0, 0, 0]), { protection: protection(), onStep: (step) => steps.push(step) });
    expect(steps).toHaveLength(5);
    expect(JSON.stringify(steps)).not.toContain("loss");
    expect(state.lossByStep).toEqual([]);
  });

  test("is the loss of a run without protection", async () => {
    const losses: (number | undefined)[] = [];
    await run(toyEngine([5, 5, 5]), {
      steps: 20,
      learningRate: { peak: 0.3 },
      onStep: ({ loss }) => losses.push(loss),
    });
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 10);
  });
});

describe("stopping and going on", () => {
  /** Runs six steps, cancelled after `stopAfter`, and the rest in a second segment. */
  async function inTwoSegments(stopAfter: number, changes: Partial<LoopOptions>): Promise<[LoopState, number[]]> {
    const engine = toyEngine([0.5, -0.5, 2]);
    const cancel = new AbortController();
    const first = { state: undefined as LoopState | undefined, parameters: [] as number[] };
    const options = { ...changes, steps: 6, learningRate: { peak: 0.05 } };
    await expect(
      run(engine, {
        ...options,
        optimizer: adam(engine.trainable),
        signal: cancel.signal,
        onStep: ({ step }) => step === stopAfter && cancel.abort(),
        save: async (state) => {
          first.state = structuredClone(state);
          first.parameters = valuesOf(engine);
        },
      }),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(first.state?.step).toBe(stopAfter);
    const second = toyEngine(first.parameters);
    const state = await run(second, {
      ...options,
      optimizer: adam(second.parameters),
      resume: first.state as LoopState,
      paidSteps: stopAfter,
    });
    return [state, valuesOf(second)];
  }

  test.each([
    ["with protection", { protection: protection() }],
    [
      "with a bound that moves",
      {
        protection: protection({
          adaptive: { quantile: 0.5, rate: 0.2, countDeviation: 2, lowest: 0.01, highest: 100 },
        }),
      },
    ],
    ["without", {}],
  ])("%s changes nothing in the numbers, bit for bit, with a seeded source", async (_, changes) => {
    const whole = toyEngine([0.5, -0.5, 2]);
    const uninterrupted = await run(whole, {
      ...changes,
      optimizer: adam(whole.parameters),
      steps: 6,
      learningRate: { peak: 0.05 },
    });
    const [state, values] = await inTwoSegments(2, changes);
    expect(values).toEqual(valuesOf(whole));
    expect(state.epsilonByStep).toEqual(uninterrupted.epsilonByStep);
    expect(state.lossByStep).toEqual(uninterrupted.lossByStep);
    expect(state.clipBounds).toEqual(uninterrupted.clipBounds);
    expect(state.optimizer.updates).toBe(6);
  });

  test("never replays noise from the secure source", async () => {
    const noises: number[] = [];
    const streams = secureStreams();
    for (let segment = 0; segment < 2; segment += 1) {
      const engine = toyEngine([0, 0, 0]);
      await run(engine, {
        streams,
        steps: 1,
        records: toyRecords([[0, 0, 0]]),
        expectedLotSize: 1,
        protection: protection(),
      });
      noises.push(...valuesOf(engine));
    }
    expect(new Set(noises).size).toBe(6);
  });

  test("steps that a crash took back stay paid: that many fewer are made, and the target is kept", async () => {
    const engine = toyEngine([0, 0, 0]);
    const optimizer = adam(engine.trainable);
    const entries = [{ samplingRate: 0.25, noiseMultiplier: 1, steps: 2 }];
    const resume = {
      step: 2,
      entries,
      epsilonByStep: [0.1, 0.2],
      lossByStep: [],
      optimizer: { ...optimizer.state(), updates: 2 },
    };
    const charge = vi.fn<Protection["charge"]>(async () => {});
    const state = await run(engine, {
      optimizer,
      steps: 6,
      resume: structuredClone(resume),
      paidSteps: 3, // the ledger holds one step more than the checkpoint
      protection: protection({ charge }),
    });
    expect(charge).toHaveBeenCalledTimes(3);
    expect(state).toMatchObject({ step: 5, entries: [{ steps: 6 }] });
    expect(state.epsilonByStep.at(-1)).toBe(epsilonSpent([{ ...entries[0], steps: 6 } as never], 1e-3).epsilon);
  });

  test("steps that a crash took back are counted once, however often the run goes on", async () => {
    // As after a crash: the ledger holds two steps more than the first checkpoint.
    let paid = 3;
    let parameters = [0, 0, 0];
    let resume: LoopState | undefined;
    const saves: LoopState[] = [];
    for (const stopAfter of [2, 3, 4, undefined]) {
      const engine = toyEngine(parameters);
      const optimizer = adam(engine.trainable);
      resume ??= {
        step: 1,
        entries: [{ samplingRate: 0.25, noiseMultiplier: 1, steps: 1 }],
        epsilonByStep: [0.1],
        lossByStep: [],
        optimizer: { ...structuredClone(optimizer.state()), updates: 1 },
      };
      const cancel = new AbortController();
      const segment = run(engine, {
        optimizer,
        steps: 7,
        learningRate: { peak: 0.05 },
        resume,
        paidSteps: paid,
        signal: cancel.signal,
        protection: protection({ charge: async ({ steps }) => void (paid += steps) }),
        save: async (state) => void saves.push(structuredClone(state)),
        onStep: ({ step }) => step === stopAfter && cancel.abort(),
      });
      if (stopAfter === undefined) await segment;
      else await expect(segment).rejects.toMatchObject({ code: "cancelled" });
      resume = saves.at(-1) as LoopState;
      parameters = valuesOf(engine);
      expect(resume.entries).toEqual([{ samplingRate: 0.25, noiseMultiplier: 1, steps: paid }]);
    }
    expect(paid).toBe(7); // what was planned: two of the seven are lost
    expect(resume).toMatchObject({ step: 5 });
  });

  test("cancelled inside a step, nothing of that step is paid, changed or saved", async () => {
    const engine = toyEngine([0, 0, 0]);
    const cancel = new AbortController();
    const saved: number[] = [];
    const charge = vi.fn<Protection["charge"]>(async () => {});
    const interrupted: ToyEngine = {
      ...engine,
      accumulate(records, clip, signal) {
        if (engine.lots.length === 2) cancel.abort();
        return engine.accumulate(records, clip, signal);
      },
    };
    const attempt = run(interrupted, {
      signal: cancel.signal,
      protection: protection({ charge }),
      save: async ({ step }) => void saved.push(step),
    });
    await expect(attempt).rejects.toMatchObject({ name: "AbortError" });
    expect(charge).toHaveBeenCalledTimes(2);
    expect(saved).toEqual([0, 2]);
  });

  test("where the state cannot be stored, nothing is paid", async () => {
    const charge = vi.fn<Protection["charge"]>(async () => {});
    const attempt = run(toyEngine([0, 0, 0]), {
      protection: protection({ charge }),
      save: () => Promise.reject(new Error("no space left")),
    });
    await expect(attempt).rejects.toThrow("no space left");
    expect(charge).not.toHaveBeenCalled();
  });

  test("stores a state while the next gradients are computed, and pays for their step when it is on the disk", async () => {
    const engine = toyEngine([0, 0, 0]);
    const order: string[] = [];
    const release: (() => void)[] = [];
    const watched: ToyEngine = {
      ...engine,
      async accumulate(records, clip, signal) {
        const found = await engine.accumulate(records, clip, signal);
        order.push("gradients");
        setTimeout(() => release.shift()?.(), 20); // the disk is slower than the gradients
        return found;
      },
    };
    await run(watched, {
      steps: 3,
      saveEvery: 1,
      protection: protection({ charge: async (_, step) => void order.push(`paid ${step}`) }),
      save: async ({ step }, begun) => {
        order.push(`writing ${step}`);
        begun();
        if (step === 1 || step === 2) await new Promise<void>((resolve) => release.push(resolve));
        order.push(`stored ${step}`);
      },
    });
    expect(order).toEqual([
      "writing 0",
      "stored 0", // before anything is paid for
      "gradients",
      "paid 1",
      "writing 1",
      "gradients",
      "stored 1",
      "paid 2",
      "writing 2",
      "gradients",
      "stored 2",
      "paid 3",
      "writing 3",
      "stored 3",
    ]);
  });

  test("a state that cannot be stored later on stops the run before the next payment", async () => {
    const charge = vi.fn<Protection["charge"]>(async () => {});
    const attempt = run(toyEngine([0, 0, 0]), {
      saveEvery: 2,
      protection: protection({ charge }),
      save: async ({ step }, begun) => {
        begun();
        if (step > 0) throw new Error("no space left");
      },
    });
    await expect(attempt).rejects.toThrow("no space left");
    expect(charge).toHaveBeenCalledTimes(2);
  });

  test("saves every few steps and at the end", async () => {
    const saved: number[] = [];
    await run(toyEngine([0, 0, 0]), { steps: 7, saveEvery: 3, save: async ({ step }) => void saved.push(step) });
    expect(saved).toEqual([3, 6, 7]);
  });
});

describe("a run that cannot be right is refused or stopped", () => {
  test("when the parameters are no longer finite", async () => {
    const attempt = run(toyEngine([1e20, 0, 0]), { learningRate: { peak: 1e30 } });
    await expect(attempt).rejects.toMatchObject({ code: "training.diverged" });
  });

  test("naming the parameter in words", async () => {
    const attempt = run(toyEngine([1e20, 0, 0]), { learningRate: { peak: 1e30 } });
    await expect(attempt).rejects.toThrow("At step 1 the update made parameters that are not finite; the first layer");
  });

  test("when a loss is not finite without protection: before the update, and naming the layer", async () => {
    const engine = withNorms(toyEngine([1, 1, 1]), () => Number.NaN);
    const asked: (readonly number[])[] = [];
    const attempt = run(engine, {
      firstBrokenLayer: async (tokens) => {
        asked.push(tokens);
        return "transformer.h.1.attn.c_attn";
      },
    });
    await expect(attempt).rejects.toMatchObject({
      code: "training.diverged",
      message:
        "At step 1 the loss is not finite; the first layer to go wrong is block 2, attention (transformer.h.1.attn.c_attn).",
    });
    expect(asked).toEqual([points[engine.lots[0]?.[0] as number]]);
    expect(valuesOf(engine)).toEqual([1, 1, 1]);
  });

  test("when no record of a private lot has a gradient and the model has no output on tokens that are nobody's", async () => {
    const charge = vi.fn<Protection["charge"]>(async () => {});
    const saved: number[] = [];
    const asked: (readonly number[])[] = [];
    const toy = toyEngine([1, 1, 1]);
    const engine = withNorms(toy, (norm) => (toy.lots.length > 3 ? Number.NaN : norm));
    const attempt = run(engine, {
      protection: protection({ charge }),
      saveEvery: 2,
      save: async ({ step }) => void saved.push(step),
      firstBrokenLayer: async (tokens) => {
        asked.push(tokens);
        return "transformer.ln_f";
      },
    });
    await expect(attempt).rejects.toMatchObject({
      code: "training.diverged",
      message:
        "At step 4 the model's output is not finite; the first layer to go wrong is the last normalisation (transformer.ln_f).",
    });
    expect(asked).toEqual([[0, 1, 2, 3]]); // no record's
    expect(charge).toHaveBeenCalledTimes(4); // stopping is an answer that the lot was asked for
    expect(saved).toEqual([0, 2]);
  });

  test("but not while the model itself is well: then the records without a gradient are left out", async () => {
    const engine = withNorms(toyEngine([1, 1, 1]), () => Number.NaN);
    const state = await run(engine, { protection: protection(), firstBrokenLayer: async () => undefined });
    expect(state.step).toBe(5);
  });

  test("when nothing was learnt", async () => {
    const attempt = run(toyEngine([0, 0, 0]), { learningRate: { peak: 0 } });
    await expect(attempt).rejects.toMatchObject({ code: "training.invalid" });
  });

  test("when a lot is larger than the corpus, or the corpus is empty", async () => {
    await expect(run(toyEngine([0, 0, 0]), { expectedLotSize: 41 })).rejects.toMatchObject({
      code: "training.invalid",
    });
    await expect(run(toyEngine([0, 0, 0]), { records: [] })).rejects.toMatchObject({ code: "training.invalid" });
  });

  test("when there is no noise or no clipping norm", async () => {
    await expect(run(toyEngine([0]), { protection: protection({ noiseMultiplier: 0 }) })).rejects.toThrow(RangeError);
    const clip = { mode: "hard", clipNorm: 0 } as const;
    await expect(run(toyEngine([0]), { protection: protection({ clip }) })).rejects.toThrow(RangeError);
  });
});

test("the same seed draws the same lots for two arms", async () => {
  const one = toyEngine([0, 0, 0]);
  const other = toyEngine([9, 9, 9]);
  await run(one, { learningRate: { peak: 0.1 } });
  await run(other, { learningRate: { peak: 0.1 }, protection: protection() });
  expect(one.lots).toEqual(other.lots);
});
