import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergedEntries, spentPrivacy } from "../../../src/training/privacy/accountant.ts";
import type { PrivacyEntry } from "../../../src/training/privacy/accountant.ts";
import { composedValues, epsilonValues } from "../../reference/accountantValues.ts";

const golden = "../shared/golden/accountant-grid.json";

/** Never above the smaller of the two peers, whose lists of orders are shorter; never below the exact figure. */
function expectBetween(epsilon: number, opacus: number, google: number, exact: number): void {
  expect(epsilon).toBeLessThanOrEqual(Math.max(opacus, google) * (1 + 1e-4));
  expect(epsilon).toBeGreaterThanOrEqual(exact * (1 - 1e-4) - 1e-4);
  // Where the peers' best order lies inside their lists, the figures are equal to a tenth of a percent.
  if (Math.abs(opacus / google - 1) < 1e-3 && epsilon > 0.1) {
    expect(epsilon / Math.min(opacus, google)).toBeGreaterThan(0.999);
  }
}

describe("the epsilon of a history", () => {
  test.each(epsilonValues)("agrees with the peers at q %d, sigma %d, %d steps", (q, sigma, steps, delta, o, g, pld) => {
    expectBetween(spentPrivacy([{ samplingRate: q, noiseMultiplier: sigma, steps }], delta).epsilon, o, g, pld);
  });

  test.each(composedValues)("composes different runs: $runs", ({ runs, delta, opacus, google }) => {
    const entries = runs.map(({ q, sigma, steps }) => ({ samplingRate: q, noiseMultiplier: sigma, steps }));
    const { epsilon } = spentPrivacy(entries, delta);
    expect(Math.abs(epsilon / opacus - 1)).toBeLessThan(1e-3);
    expect(Math.abs(epsilon / google - 1)).toBeLessThan(1e-3);
  });

  test.skipIf(!existsSync(golden))("agrees with the peers on the whole golden grid", () => {
    const { grid } = JSON.parse(readFileSync(golden, "utf8")) as {
      grid: {
        q: number;
        sigma: number;
        steps: number;
        delta: number;
        opacusRdp: { epsilon: number };
        googleRdp: { epsilon: number };
        googlePld: { epsilon: number };
      }[];
    };
    expect(grid.length).toBeGreaterThan(50);
    for (const { q, sigma, steps, delta, opacusRdp, googleRdp, googlePld } of grid) {
      const { epsilon } = spentPrivacy([{ samplingRate: q, noiseMultiplier: sigma, steps }], delta);
      expectBetween(epsilon, opacusRdp.epsilon, googleRdp.epsilon, Math.min(googlePld.epsilon, epsilon));
    }
  });

  test("never falls as steps are added, nor as delta shrinks", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        fc.double({ min: 0.4, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (samplingRate, noiseMultiplier, steps) => {
          const epsilon = (more: number, delta: number): number =>
            spentPrivacy([{ samplingRate, noiseMultiplier, steps: steps + more }], delta).epsilon;
          expect(epsilon(1, 1e-5)).toBeGreaterThanOrEqual(epsilon(0, 1e-5));
          expect(epsilon(0, 1e-7)).toBeGreaterThanOrEqual(epsilon(0, 1e-5));
        },
      ),
      { numRuns: 25 },
    );
  });

  test("is the same whether steps are written one by one, in pieces, or in another order", () => {
    const one: PrivacyEntry = { samplingRate: 0.05, noiseMultiplier: 1.1, steps: 1 };
    const other: PrivacyEntry = { samplingRate: 0.01, noiseMultiplier: 0.9, steps: 3 };
    const single = spentPrivacy([...Array.from({ length: 7 }, () => one), other], 1e-5).epsilon;
    expect(spentPrivacy([other, { ...one, steps: 7 }], 1e-5).epsilon).toBeCloseTo(single, 12);
    expect(mergedEntries([one, other, one])).toEqual([{ ...one, steps: 2 }, other]);
  });

  test("costs less together than the sum of the single epsilons", () => {
    const run: PrivacyEntry = { samplingRate: 0.01, noiseMultiplier: 1, steps: 1000 };
    const once = spentPrivacy([run], 1e-5).epsilon;
    const twice = spentPrivacy([run, run], 1e-5).epsilon;
    expect(twice).toBeGreaterThan(once);
    expect(twice).toBeLessThan(2 * once);
  });

  test("is 0 for nothing and infinite without noise", () => {
    expect(spentPrivacy([], 1e-5).epsilon).toBe(0);
    expect(spentPrivacy([{ samplingRate: 0.1, noiseMultiplier: 0, steps: 1 }], 1e-5).epsilon).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test("says when the best order is the last of the list, so that a longer list might find less", () => {
    expect(spentPrivacy([{ samplingRate: 1, noiseMultiplier: 1000, steps: 1 }], 1e-9).orderAtEnd).toBe(true);
    expect(spentPrivacy([{ samplingRate: 0.01, noiseMultiplier: 1, steps: 1000 }], 1e-5).orderAtEnd).toBe(false);
  });

  test("refuses a delta that is no probability", () => {
    expect(() => spentPrivacy([], 0)).toThrow(RangeError);
    expect(() => spentPrivacy([], 1)).toThrow(RangeError);
  });
});
