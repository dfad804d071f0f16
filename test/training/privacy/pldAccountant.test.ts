import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logNormalCdf } from "../../../src/base/specialFunctions.ts";
import { spentPrivacy } from "../../../src/training/privacy/accountant.ts";
import { composedLoss } from "../../../src/training/privacy/composeLosses.ts";
import { epsilonSpent, RunningEpsilon } from "../../../src/training/privacy/epsilonSpent.ts";
import { sampledGaussianLoss } from "../../../src/training/privacy/lossDistribution.ts";
import { ComposedLosses, isWithinRounding } from "../../../src/training/privacy/pldAccountant.ts";
import { composedValues, epsilonValues } from "../../reference/accountantValues.ts";

const golden = "../shared/golden/accountant-grid.json";

interface GoldenCase {
  readonly q: number;
  readonly sigma: number;
  readonly steps: number;
  readonly delta: number;
  readonly googlePld: { readonly epsilon: number };
  readonly msPrv: { readonly lower: number };
}

const entryOf = ({ q, sigma, steps }: Pick<GoldenCase, "q" | "sigma" | "steps">) => ({
  samplingRate: q,
  noiseMultiplier: sigma,
  steps,
});

/** Delta of a Gaussian mechanism, exactly: Balle and Wang (2018), theorem 8. */
function gaussianDelta(epsilon: number, z: number): number {
  const phi = (x: number): number => Math.exp(logNormalCdf(x));
  return phi(1 / (2 * z) - epsilon * z) - Math.exp(epsilon) * phi(-1 / (2 * z) - epsilon * z);
}

describe("epsilon by privacy loss distributions", () => {
  test.each(epsilonValues)(
    "agrees with dp_accounting at q %d, sigma %d, %d steps",
    (q, sigma, steps, delta, ...peers) => {
      const { epsilon } = epsilonSpent([entryOf({ q, sigma, steps })], delta);
      const pld = peers[2];
      expect(epsilon).toBeLessThanOrEqual(pld * 1.001 + 1e-4);
      expect(epsilon).toBeGreaterThan(pld * 0.99);
    },
  );

  test.each(composedValues)("of different runs is below that by Rényi privacy: $runs", ({ runs, delta, opacus }) => {
    const { epsilon, accountant } = epsilonSpent(runs.map(entryOf), delta);
    expect(epsilon).toBeLessThan(opacus);
    expect(epsilon).toBeGreaterThan(opacus * 0.6);
    expect(accountant).toContain("PLD");
  });

  test.skipIf(!existsSync(golden))(
    "agrees with the peers on the whole golden grid and on its ledgers",
    () => {
      const { grid, ledgers } = JSON.parse(readFileSync(golden, "utf8")) as {
        grid: GoldenCase[];
        ledgers: { runs: GoldenCase[]; delta: number; googlePld: { epsilon: number } }[];
      };
      expect(grid.length).toBeGreaterThan(50);
      for (const one of grid) {
        const { epsilon } = epsilonSpent([entryOf(one)], one.delta);
        // Within the bounds of one peer and at most a thousandth above the other, which rounds on a coarser grid; 1.5% where the
        // rounding of a transform of 100,000 steps is near a delta of 1e-9.
        const tolerance = one.steps * 1e-14 >= one.delta * 0.99 ? 1.015 : 1.001;
        expect(epsilon).toBeGreaterThanOrEqual(one.msPrv.lower);
        expect(epsilon).toBeLessThanOrEqual(one.googlePld.epsilon * tolerance + 1e-4);
      }
      for (const { runs, delta, googlePld } of ledgers) {
        expect(epsilonSpent(runs.map(entryOf), delta).epsilon / googlePld.epsilon).toBeCloseTo(1, 2.5);
      }
    },
    120_000,
  );

  test("is never below the exact epsilon of Gaussian mechanisms, which compose to one", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 30, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(1e-3, 1e-5, 1e-8),
        (sigma, steps, delta) => {
          const { epsilon, accountant } = epsilonSpent([{ samplingRate: 1, noiseMultiplier: sigma, steps }], delta);
          const z = sigma / Math.sqrt(steps);
          expect(gaussianDelta(epsilon, z)).toBeLessThanOrEqual(delta * (1 + 1e-9));
          // And hardly above: a hundredth less would not be enough.
          if (epsilon > 1e-3 && accountant.includes("PLD"))
            expect(gaussianDelta(epsilon * 0.99, z)).toBeGreaterThan(delta);
        },
      ),
      { numRuns: 40, seed: 8 },
    );
  }, 60_000);

  test("is never above that by Rényi privacy, and never falls as steps are added", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (samplingRate, noiseMultiplier, steps) => {
          const entry = { samplingRate, noiseMultiplier, steps };
          const { epsilon } = epsilonSpent([entry], 1e-6);
          expect(epsilon).toBeLessThanOrEqual(spentPrivacy([entry], 1e-6).epsilon);
          const more = epsilonSpent([{ ...entry, steps: steps + 50 }], 1e-6).epsilon;
          expect(more).toBeGreaterThanOrEqual(epsilon * 0.999); // each on a grid of its own
        },
      ),
      { numRuns: 15, seed: 9 },
    );
  }, 60_000);

  test("is 0 for nothing, and without bound where there is no noise", () => {
    expect(epsilonSpent([], 1e-5).epsilon).toBe(0);
    expect(epsilonSpent([{ samplingRate: 0.1, noiseMultiplier: 0, steps: 1 }], 1e-5).epsilon).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test("is Rényi's where it promises nothing any more, at once", () => {
    const { epsilon, accountant } = epsilonSpent([{ samplingRate: 0.5, noiseMultiplier: 0.01, steps: 3 }], 1e-5);
    expect(epsilon).toBeGreaterThan(1000);
    expect(accountant).toContain("RDP");
  });

  test("is Rényi's where delta is within the rounding of so many steps, and says so", () => {
    const entry = { samplingRate: 0.001, noiseMultiplier: 1, steps: 100_000 };
    expect(isWithinRounding([entry], 1e-12)).toBe(true);
    expect(() => new ComposedLosses([entry], 1e-12)).toThrow(RangeError);
    const { epsilon, accountant } = epsilonSpent([entry], 1e-12);
    expect(epsilon).toBe(spentPrivacy([entry], 1e-12).epsilon);
    expect(accountant).toContain("RDP");
  });
});

describe("the loss of one release", () => {
  test.each([
    ["remove", 0.01],
    ["add", 0.01],
    ["remove", 1],
  ] as const)("loses no probability (%s, q %d)", (direction, samplingRate) => {
    const loss = sampledGaussianLoss({ samplingRate, noiseMultiplier: 0.8 }, direction, {
      interval: 1e-3,
      tail: 1e-12,
    });
    const sum = loss.mass.reduce((total, mass) => total + mass, loss.infinity);
    expect(sum).toBeCloseTo(1, 11);
    expect(Math.min(...loss.mass)).toBeGreaterThanOrEqual(0);
  });

  test("composed by a power is the same as composed one by one", () => {
    const loss = sampledGaussianLoss({ samplingRate: 0.2, noiseMultiplier: 2 }, "remove", {
      interval: 5e-3,
      tail: 1e-10,
    });
    const power = composedLoss(loss, 3, 1e-10);
    const direct = new Map<number, number>();
    const { first, mass } = loss;
    mass.forEach((a, i) =>
      mass.forEach((b, j) => {
        const index = 2 * first + i + j;
        direct.set(index, (direct.get(index) ?? 0) + a * b);
      }),
    );
    // The third factor only at a few places: each is a sum over all ways to get there.
    for (const index of [-40, 0, 55]) {
      let sum = 0;
      mass.forEach((c, k) => (sum += c * (direct.get(index - first - k) ?? 0)));
      expect(power?.mass[index - (power?.first ?? 0)]).toBeCloseTo(sum, 12);
    }
  });
});

test("the epsilon shown on the way is an upper bound, and that of the whole at the end", () => {
  const running = new RunningEpsilon(1e-5, "pld");
  const entry = (steps: number) => ({ samplingRate: 0.05, noiseMultiplier: 1.2, steps });
  const shown = Array.from({ length: 21 }, (_, index) => running.of([entry(index + 1)], 21));
  for (const [index, epsilon] of shown.entries()) {
    const counted = epsilonSpent([entry(index + 1)], 1e-5).epsilon;
    expect(epsilon).toBeGreaterThanOrEqual(counted * (1 - 1e-9));
    expect(epsilon).toBeLessThan(counted * 1.3);
  }
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(shown.at(-1)).toBe(epsilonSpent([entry(21)], 1e-5).epsilon);
});
