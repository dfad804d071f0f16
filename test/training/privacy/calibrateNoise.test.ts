import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EvenhandError } from "../../../src/base/errors.ts";
import { accountants, epsilonSpent } from "../../../src/training/privacy/epsilonSpent.ts";
import { calibrateNoise } from "../../../src/training/privacy/calibrateNoise.ts";
import { calibrationValues } from "../../reference/accountantValues.ts";

const golden = "../shared/golden/accountant-calibration.json";

/** Equal to one of the peers, or a little less noise where both orders lists are coarser than ours. */
function expectNear(noise: number, opacus: number, google: number): void {
  expect(noise / Math.min(opacus, google)).toBeGreaterThan(0.999);
  expect(noise / Math.max(opacus, google)).toBeLessThan(1.0001);
}

describe("calibrating the noise", () => {
  test.each(calibrationValues)("agrees with the peers at q %d, %d steps, delta %d, epsilon %d", (...row) => {
    const [samplingRate, steps, delta, targetEpsilon, opacus, google] = row;
    expectNear(
      calibrateNoise({ samplingRate, steps, delta, targetEpsilon, accountant: "rdp" }).noiseMultiplier,
      opacus,
      google,
    );
  });

  test.skipIf(!existsSync(golden))("agrees with the peers on the golden targets", () => {
    const { cases } = JSON.parse(readFileSync(golden, "utf8")) as {
      cases: {
        q: number;
        steps: number;
        delta: number;
        targetEpsilon: number;
        opacusRdp: { sigma: number };
        googleRdp: { sigma: number };
      }[];
    };
    for (const { q, steps, delta, targetEpsilon, opacusRdp, googleRdp } of cases) {
      const { noiseMultiplier, epsilon } = calibrateNoise({
        samplingRate: q,
        steps,
        delta,
        targetEpsilon,
        accountant: "rdp",
      });
      expectNear(noiseMultiplier, opacusRdp.sigma, googleRdp.sigma);
      expect(epsilon).toBeLessThanOrEqual(targetEpsilon);
    }
  });

  test.each(accountants)(
    "spends at most the target, and hardly less, counted by %s",
    { timeout: 120_000 },
    (accountant) => {
      fc.assert(
        fc.property(
          fc.double({ min: 0.001, max: 0.5, noNaN: true }),
          fc.integer({ min: 1, max: 2000 }),
          fc.double({ min: 0.2, max: 20, noNaN: true }),
          (samplingRate, steps, targetEpsilon) => {
            const target = { samplingRate, steps, delta: 1e-5, targetEpsilon, accountant };
            const { noiseMultiplier, epsilon } = calibrateNoise(target);
            expect(epsilon).toBeLessThanOrEqual(targetEpsilon);
            const counted = (noise: number): number =>
              epsilonSpent([{ samplingRate, noiseMultiplier: noise, steps }], 1e-5, accountant).epsilon;
            expect(counted(noiseMultiplier)).toBe(epsilon);
            expect(counted(noiseMultiplier * 0.999)).toBeGreaterThan(targetEpsilon);
          },
        ),
        { numRuns: 8, seed: 4 },
      );
    },
  );

  test("needs less noise counted by loss distributions", () => {
    const target = { samplingRate: 0.01, steps: 1000, delta: 1e-5, targetEpsilon: 2 };
    const [pld, rdp] = accountants.map((accountant) => calibrateNoise({ ...target, accountant }).noiseMultiplier);
    expect(pld as number).toBeLessThan((rdp as number) * 0.97);
  });

  test("says what cannot be reached, and what to do", () => {
    for (const targetEpsilon of [0, -1, Number.NaN, 1e-7]) {
      const attempt = (): unknown => calibrateNoise({ samplingRate: 0.5, steps: 100_000, delta: 1e-6, targetEpsilon });
      expect(attempt).toThrow(EvenhandError);
      expect(attempt).toThrow(/cannot be reached/);
    }
  });
});
