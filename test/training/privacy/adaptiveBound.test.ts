import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adaptiveDefaults,
  defaultCountDeviation,
  gradientNoiseMultiplier,
  nextBound,
  noisyShortShare,
} from "../../../src/training/privacy/adaptiveBound.ts";
import type { AdaptiveBound } from "../../../src/training/privacy/adaptiveBound.ts";
import { spentPrivacy } from "../../../src/training/privacy/accountant.ts";
import { describeGolden, readGolden } from "../support/golden.ts";

const settings = (changes: Partial<AdaptiveBound> = {}): AdaptiveBound => ({
  ...adaptiveDefaults,
  countDeviation: 1,
  lowest: 1e-9,
  highest: 1e9,
  ...changes,
});

describe("the share of short gradients", () => {
  test("is their number over the expected lot size, centred at one half", () => {
    // Three of four are short: 1/2 + (3/2 - 1/2) / 8 = 0.625; a norm equal to the bound is short.
    expect(noisyShortShare([0.5, 1, 2, 0], 1, settings(), 0, 8)).toBe(0.625);
    expect(noisyShortShare([], 1, settings(), 0, 8)).toBe(0.5);
    expect(noisyShortShare([], 1, settings({ countDeviation: 4 }), 0.5, 8)).toBe(0.75); // 1/2 + 4 · 0.5 / 8
  });

  test("moves by at most 1 / (2 L) with one record, whatever its norm", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 5 })),
        fc.oneof(fc.double({ min: 0, max: 5 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)),
        (norms, one) => {
          const without = noisyShortShare(norms, 1, settings(), 0.3, 10);
          const withOne = noisyShortShare([...norms, one], 1, settings(), 0.3, 10);
          expect(Math.abs(Math.abs(withOne - without) - 1 / 20)).toBeLessThan(1e-12);
        },
      ),
    );
  });
});

describe("the bound", () => {
  test("falls when too many are short, rises when too few are, and stays within its limits", () => {
    expect(nextBound(2, 0.75, settings())).toBeCloseTo(2 * Math.exp(-0.05), 12);
    expect(nextBound(2, 0.25, settings())).toBeCloseTo(2 * Math.exp(0.05), 12);
    expect(nextBound(2, 0.75, settings({ lowest: 1.99 }))).toBe(1.99);
    expect(nextBound(2, 0.25, settings({ highest: 2.01 }))).toBe(2.01);
  });

  test("settles at the wanted quantile of norms that stay the same", () => {
    const norms = Array.from({ length: 100 }, (_, index) => (index + 1) / 10); // 0.1 to 10
    let bound = 0.01;
    for (let step = 0; step < 500; step += 1) {
      const share = noisyShortShare(norms, bound, settings(), 0, 100);
      bound = nextBound(bound, share, settings({ quantile: 0.8 }));
    }
    expect(bound).toBeGreaterThan(7.8);
    expect(bound).toBeLessThan(8.2);
  });

  test("cannot collapse below its lower bound when nearly all gradients are tiny", () => {
    const norms = [...Array.from({ length: 95 }, () => 1e-3), 5, 5, 5, 5, 5];
    let free = 1;
    let guarded = 1;
    for (let step = 0; step < 200; step += 1) {
      free = nextBound(free, noisyShortShare(norms, free, settings(), 0, 100), settings());
      const limits = settings({ lowest: 0.5 });
      guarded = nextBound(guarded, noisyShortShare(norms, guarded, limits, 0, 100), limits);
    }
    expect(free).toBeLessThan(2e-3); // the five large ones would keep 1/5000 of their length
    expect(guarded).toBe(0.5);
  });
});

describe("the noise", () => {
  test("of the gradients pays for the count: at most 3.3% more by default", () => {
    for (const [multiplier, lot] of [
      [0.5, 16],
      [1, 128],
      [6, 4],
      [20, 1e6],
    ] as const) {
      const deviation = defaultCountDeviation(multiplier, lot);
      const gradients = gradientNoiseMultiplier(multiplier, deviation);
      expect(gradients).toBeGreaterThan(multiplier);
      expect(gradients).toBeLessThanOrEqual(multiplier * 1.0328);
    }
    expect(defaultCountDeviation(1, 400)).toBe(20); // L / 20, as in the paper
  });

  test("on the count must be more than half the multiplier", () => {
    expect(() => gradientNoiseMultiplier(1, 0.5)).toThrow(expect.objectContaining({ code: "training.invalid" }));
    expect(() => gradientNoiseMultiplier(1, 0.4)).toThrow(expect.objectContaining({ code: "training.invalid" }));
    expect(gradientNoiseMultiplier(1, 0.51)).toBeGreaterThan(5);
  });
});

describeGolden("adaptive clipping against reference values", () => {
  test("bounds follow given fractions, counts and norms", () => {
    interface Case {
      readonly name: string;
      readonly C0: number;
      readonly quantile: number;
      readonly learningRate: number;
      readonly expectedBatch?: number;
      readonly sigmaB?: number;
      readonly minC?: number;
      readonly maxC?: number;
      readonly fractions?: readonly number[];
      readonly C?: readonly number[];
      readonly steps?: readonly {
        readonly batchSize?: number;
        readonly countBelow: number;
        readonly noise?: number;
        readonly rawFraction?: number;
        readonly C: number;
        readonly nextC: number;
      }[];
    }
    const { cases } = readGolden("adaptive-clip.json") as { cases: readonly Case[] };
    for (const { name, C0, quantile, learningRate, fractions = [], C = [], steps = [], ...rest } of cases) {
      const adaptive = settings({
        quantile,
        rate: learningRate,
        countDeviation: rest.sigmaB ?? 0,
        lowest: rest.minC ?? 1e-9,
        highest: rest.maxC ?? 1e9,
      });
      let bound = C0;
      for (const [index, fraction] of fractions.entries()) {
        bound = nextBound(bound, fraction, adaptive);
        expect(bound, name).toBeCloseTo(C[index] as number, 12);
      }
      // The noise on the count is on a grid of the 2^24th part of its deviation: eight digits.
      for (const [t, step] of steps.entries()) {
        expect(bound, name).toBeCloseTo(step.C, 8);
        const size = step.batchSize ?? 12;
        const norms =
          step.batchSize === undefined
            ? Array.from({ length: size }, (_, i) => Math.exp(0.6 * Math.sin(1.7 * i + 0.31 * t) + 0.02 * t))
            : Array.from({ length: size }, (_, index) => (index < step.countBelow ? 0 : Number.MAX_VALUE));
        const share = noisyShortShare(norms, bound, adaptive, step.noise ?? 0, rest.expectedBatch ?? size);
        if (step.rawFraction !== undefined) expect(share, name).toBeCloseTo(step.rawFraction, 8);
        bound = nextBound(bound, share, adaptive);
        expect(bound, name).toBeCloseTo(step.nextC, 8);
      }
    }
  });

  test("both releases of a step cost what one of multiplier z costs", () => {
    interface Split {
      readonly z: number;
      readonly sigmaB: number;
      readonly zDelta: number | null;
      readonly q: number;
      readonly steps: number;
      readonly delta: number;
      readonly epsilonRdpSingle: number;
      readonly epsilonIfQuantileIgnored: number;
    }
    const { cases } = readGolden("accountant-adaptive-split.json") as { cases: readonly Split[] };
    for (const { z, sigmaB, zDelta, q, steps, delta, epsilonRdpSingle, epsilonIfQuantileIgnored } of cases) {
      if (zDelta === null) {
        expect(() => gradientNoiseMultiplier(z, sigmaB)).toThrow("too little");
        continue;
      }
      const gradients = gradientNoiseMultiplier(z, sigmaB);
      expect(Math.abs(gradients / zDelta - 1)).toBeLessThan(1e-12);
      const epsilon = (noiseMultiplier: number): number =>
        spentPrivacy([{ samplingRate: q, noiseMultiplier, steps }], delta).epsilon;
      expect(Math.abs(epsilon(z) / epsilonRdpSingle - 1)).toBeLessThan(5e-3);
      // What the account would say if it took the gradients' multiplier for the step's: far too little. Where that is
      // smallest the reference is 2.5% higher, because its list of orders is short.
      expect(Math.abs(epsilon(gradients) / epsilonIfQuantileIgnored - 1)).toBeLessThan(0.03);
    }
  });
});
