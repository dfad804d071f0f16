import { expect } from "vitest";
import { notCovered } from "../../../src/jobs/notCovered.ts";
import { chosenDelta } from "../../../src/jobs/trainingSettings.ts";
import { trainLoop } from "../../../src/training/loop.ts";
import type { LoopState, StepReport } from "../../../src/training/loop.ts";
import { epsilonSpent } from "../../../src/training/privacy/epsilonSpent.ts";
import type { Accountant } from "../../../src/training/privacy/epsilonSpent.ts";
import { spentPrivacy } from "../../../src/training/privacy/accountant.ts";
import type { PrivacyEntry } from "../../../src/training/privacy/accountant.ts";
import { rdpOrders } from "../../../src/training/privacy/rdpOrders.ts";
import { subsampledGaussianRdp } from "../../../src/training/privacy/subsampledGaussianRdp.ts";
import { toyEngine } from "../toyEngine.ts";
import { plantedBugs, protection, runToy } from "./support.ts";
import type { Trainer } from "./support.ts";

/** A trainer that lets something about the records slip into what it reports or stores. */
const leaking =
  (leak: { readonly step?: Partial<StepReport> & Record<string, unknown>; readonly state?: object }): Trainer =>
  async (options) => {
    const { onStep, save } = options;
    const state = await trainLoop({
      ...options,
      ...(onStep === undefined ? {} : { onStep: (step) => onStep({ ...step, ...leak.step }) }),
      ...(save === undefined
        ? {}
        : { save: (current, begun) => save({ ...current, ...leak.state } as LoopState, begun) }),
    });
    return { ...state, ...leak.state } as LoopState;
  };

plantedBugs<Trainer>(
  "of a private run nothing is shown or stored but what follows from noised numbers",
  async (trainer) => {
    const shown: StepReport[] = [];
    const stored: LoopState[] = [];
    const state = await runToy(trainer, toyEngine([0, 0]), {
      steps: 3,
      saveEvery: 1,
      learningRate: { peak: 0.1 },
      protection: protection({ adaptive: { quantile: 0.5, rate: 0.2, countDeviation: 2, lowest: 0.01, highest: 100 } }),
      onStep: (step) => shown.push(step),
      save: async (current) => void stored.push(current),
    });
    for (const step of shown) expect(Object.keys(step).toSorted()).toEqual(["epsilon", "step", "steps"]);
    for (const one of [...stored, state]) {
      expect(Object.keys(one).toSorted()).toEqual([
        "clipBounds",
        "entries",
        "epsilonByStep",
        "lossByStep",
        "optimizer",
        "step",
      ]);
      expect(one.lossByStep).toEqual([]);
    }
  },
  {
    right: trainLoop,
    bugs: {
      "the lot's loss": leaking({ step: { loss: 1.2 } }),
      "the lot's size": leaking({ step: { lotSize: 12 } }),
      "the share that was clipped": leaking({ step: { clipped: 0.7 } }),
      "losses in the stored state": leaking({ state: { lossByStep: [1, 2, 3] } }),
      "norms in the stored state": leaking({ state: { norms: [0.3] } }),
    },
  },
);

plantedBugs<typeof notCovered>(
  "the report says what epsilon does not cover",
  (list) => {
    const text = list({ arms: ["base", "plain", "dp", "dp+cda"], seed: 7, unit: { kind: "record" } }, "record").join(
      "\n",
    );
    expect(text).toMatch(/settings .*looking at this corpus/u);
    expect(text).toMatch(/tokenizer/u);
    expect(text).toMatch(/held-out records/u);
    expect(text).toMatch(/scan/u);
  },
  {
    right: notCovered,
    bugs: Object.fromEntries(
      ["settings", "tokenizer", "held-out", "scan"].map((word) => [
        `no word on the ${word}`,
        (...args) => notCovered(...args).filter((sentence) => !sentence.includes(word)),
      ]),
    ),
  },
);

const options = { paths: ["corpus.txt"] };
const dp = { arms: ["dp"] } as const;

plantedBugs<typeof chosenDelta>(
  "delta is below 1/N, unless somebody accepts that it is not",
  (chosen) => {
    const refused = expect.objectContaining({ code: "training.invalid" });
    expect(() => chosen({ ...options, delta: 0.01 }, 100, dp)).toThrow(refused);
    expect(() => chosen({ ...options, delta: 0.02 }, 100, dp)).toThrow(refused);
    expect(chosen(options, 100, dp)).toBeLessThan(0.01);
    expect(chosen({ ...options, delta: 0.02, acceptLargeDelta: true }, 100, dp)).toBe(0.02);
  },
  {
    right: chosenDelta,
    bugs: {
      "any delta is taken": (asked, ...rest) => chosenDelta({ ...asked, acceptLargeDelta: true }, ...rest),
      "a default that does not know N": (asked, _, settings) => chosenDelta({ delta: 0.02, ...asked }, 10, settings),
    },
  },
);

type Epsilon = (entries: readonly PrivacyEntry[], delta: number) => number;

const by =
  (accountant: Accountant): Epsilon =>
  (entries, delta) =>
    epsilonSpent(entries, delta, accountant).epsilon;

/** Rényi accounting over orders of somebody's choice. */
const byOrders =
  (orders: readonly number[], rdp: typeof subsampledGaussianRdp = subsampledGaussianRdp): Epsilon =>
  (entries, delta) =>
    Math.min(
      ...orders.map((order) => {
        const total = entries.reduce(
          (sum, { samplingRate, noiseMultiplier, steps }) => sum + steps * rdp(samplingRate, noiseMultiplier, order),
          0,
        );
        return total + Math.log1p(-1 / order) - (Math.log(delta) + Math.log(order)) / (order - 1);
      }),
    );

const many: PrivacyEntry = { samplingRate: 0.01, noiseMultiplier: 1, steps: 1000 };

/** Without sampling the epsilon is known exactly. */
const single: PrivacyEntry = { samplingRate: 1, noiseMultiplier: 20, steps: 100 };

plantedBugs<Epsilon>(
  "epsilon is an upper bound, and not a loose one",
  (epsilon) => {
    // dp_accounting 0.6 by loss distributions: 1.82824; by Rényi orders 2.10.
    expect(epsilon([many], 1e-5)).toBeGreaterThan(1.828);
    expect(epsilon([many], 1e-5)).toBeLessThan(1.85);
    // A hundred Gaussians of multiplier 20 are one of multiplier 2, whose epsilon is 1.99309 (Balle and Wang 2018).
    expect(epsilon([single], 1e-5)).toBeGreaterThan(1.99309);
    expect(epsilon([single], 1e-5)).toBeLessThan(2.02);
    // Small epsilons need large orders: 0.052 with them, 0.111 without.
    expect(epsilon([{ samplingRate: 0.01, noiseMultiplier: 20, steps: 1000 }], 1e-5)).toBeLessThan(0.06);
  },
  {
    right: by("pld"),
    bugs: {
      "steps of whole epochs only": (entries, delta) =>
        by("pld")(
          entries.map((entry) => ({ ...entry, steps: Math.floor(entry.steps * 0.9) })),
          delta,
        ),
      "a rate without the last lot": (entries, delta) =>
        by("pld")(
          entries.map((entry) => ({ ...entry, samplingRate: entry.samplingRate * 0.9 })),
          delta,
        ),
      "orders up to 64 only": byOrders(rdpOrders.filter((order) => order <= 64)),
      "Rényi orders only, which is loose": by("rdp"),
      "every second step": (entries, delta) =>
        by("pld")(
          entries.map((entry) => ({ ...entry, steps: entry.steps / 2 })),
          delta,
        ),
      "losses rounded down": (entries, delta) =>
        by("pld")(entries, delta) - 1e-3 * Math.sqrt(entries.reduce((sum, { steps }) => sum + steps, 0)),
    },
  },
);

plantedBugs<Epsilon>(
  "Rényi accounting finds the best order, whole or not",
  (epsilon) => {
    const entries = [many];
    expect(epsilon(entries, 1e-5)).toBeCloseTo(spentPrivacy(entries, 1e-5).epsilon, 6);
    // A large epsilon is found at a fractional order near 2.
    const loud = [{ samplingRate: 0.5, noiseMultiplier: 0.8, steps: 20 }];
    expect(epsilon(loud, 1e-5)).toBeCloseTo(spentPrivacy(loud, 1e-5).epsilon, 6);
  },
  {
    right: byOrders(rdpOrders),
    bugs: {
      "whole orders only": byOrders(rdpOrders.filter(Number.isInteger)),
      "a fractional order rounded down": byOrders(
        rdpOrders.filter((order) => order >= 2),
        (q, z, order) => subsampledGaussianRdp(q, z, Math.floor(order)),
      ),
      "no conversion term": (entries, delta) => {
        const spent = spentPrivacy(entries, delta);
        return (
          spent.epsilon +
          (Math.log(delta) + Math.log(spent.order)) / (spent.order - 1) -
          Math.log(delta) / (spent.order - 1)
        );
      },
    },
  },
);
