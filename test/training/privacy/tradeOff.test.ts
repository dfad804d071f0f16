import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epsilonSpent } from "../../../src/training/privacy/epsilonSpent.ts";
import { attackBounds, falsePositiveRate, gaussianDelta } from "../../../src/training/privacy/tradeOff.ts";

const delta = 1e-5;
const whole = (noiseMultiplier: number, steps = 1) => [{ samplingRate: 1, noiseMultiplier, steps }];
const sampled = [{ samplingRate: 0.02, noiseMultiplier: 0.9, steps: 500 }];

describe("without sampling, where every bound has a closed form", () => {
  test.each([
    // Phi(mu - Phi^-1(0.99)), Phi^-1(0.99) = 2.3263479; the same with Phi^-1(0.999) = 3.0902323
    [1, 0.0923636, 0.0183049], // Phi(-1.3263479), Phi(-2.0902323)
    [2, 0.3720812, 0.1377957], // Phi(-0.3263479), Phi(-1.0902323)
    [0.5, 0.0338975, 0.0047962], // Phi(-1.8263479), Phi(-2.5902323)
  ])("mu is %f and at most so many are found", (mu, found, atTenth) => {
    const { gdpMu, truePositives, truePositivesAtTenthPercent } = attackBounds(whole(1 / mu), delta);
    expect(truePositivesAtTenthPercent).toBeGreaterThan(atTenth * 0.999);
    expect(truePositivesAtTenthPercent).toBeLessThan(atTenth * 1.003);
    expect(gdpMu).toBeGreaterThan(mu * 0.9999);
    expect(gdpMu).toBeLessThan(mu * 1.001);
    expect(truePositives).toBeGreaterThan(found * 0.999);
    expect(truePositives).toBeLessThan(found * 1.002);
  });

  test("sixteen steps are one with four times the mu", () => {
    const { gdpMu, truePositives } = attackBounds(whole(8, 16), delta); // 4 / 8
    expect(gdpMu).toBeCloseTo(0.5, 3);
    expect(truePositives).toBeCloseTo(0.0339, 4);
  });
});

describe("with sampling", () => {
  test("no more are found than e^epsilon FPR + delta allows at any delta, and far fewer than at one", () => {
    const { truePositives } = attackBounds(sampled, delta);
    for (const at of [1e-9, 1e-7, 1e-5, 1e-3, 1e-2]) {
      expect(truePositives).toBeLessThanOrEqual(Math.exp(epsilonSpent(sampled, at).epsilon) * falsePositiveRate + at);
    }
    expect(truePositives).toBeLessThan(Math.exp(epsilonSpent(sampled, delta).epsilon) * falsePositiveRate * 0.5);
    expect(truePositives).toBeGreaterThan(falsePositiveRate);
  });

  test("mu stands for no less delta than there is, up to epsilon", () => {
    const { gdpMu = 0 } = attackBounds(sampled, delta);
    for (const at of [1e-5, 1e-4, 1e-3, 1e-2]) {
      const { epsilon } = epsilonSpent(sampled, at);
      expect(gaussianDelta(gdpMu, epsilon)).toBeGreaterThanOrEqual(at * 0.999);
    }
    // What the central limit theorem says, q sqrt(T (e^(1/z^2) - 1)) = 0.697, is below: it holds for many steps only.
    expect(gdpMu).toBeGreaterThan(0.02 * Math.sqrt(500 * Math.expm1(1 / 0.81)));
    expect(gdpMu).toBeLessThan(1.5);
  });

  test("Rényi privacy gives a bound too, a looser one, and no mu", () => {
    const { truePositives, gdpMu } = attackBounds(sampled, delta, "rdp");
    expect(gdpMu).toBeUndefined();
    expect(truePositives).toBeGreaterThan(attackBounds(sampled, delta).truePositives);
    expect(truePositives).toBeLessThan(1);
  });
});

test("nothing released says nothing: as many are found as are wrongly accused", () => {
  expect(attackBounds([], delta)).toEqual({
    truePositives: falsePositiveRate,
    truePositivesAtTenthPercent: 0.001,
    gdpMu: 0,
  });
});

test("more steps and less noise never bound an attacker more", { timeout: 60_000 }, () => {
  const steps = fc.integer({ min: 1, max: 60 });
  const noise = fc.double({ min: 0.8, max: 4, noNaN: true });
  fc.assert(
    fc.property(steps, steps, noise, (few, more, noiseMultiplier) => {
      const entry = { samplingRate: 0.05, noiseMultiplier, steps: few };
      const a = attackBounds([entry], delta);
      const b = attackBounds([{ ...entry, steps: few + more }], delta);
      const c = attackBounds([{ ...entry, noiseMultiplier: noiseMultiplier * 1.3 }], delta);
      expect(b.truePositives).toBeGreaterThanOrEqual(a.truePositives * (1 - 1e-6));
      expect(c.truePositives).toBeLessThanOrEqual(a.truePositives * (1 + 1e-6));
      expect(b.gdpMu).toBeGreaterThanOrEqual((a.gdpMu ?? 0) * (1 - 1e-3));
    }),
    { numRuns: 5 },
  );
});
