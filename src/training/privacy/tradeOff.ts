import { erfc } from "../../base/specialFunctions.ts";
import { composedRdp } from "./accountant.ts";
import type { PrivacyEntry } from "./accountant.ts";
import { epsilonSpent, largestEpsilon } from "./epsilonSpent.ts";
import type { Accountant } from "./epsilonSpent.ts";
import type { LossDistribution } from "./lossDistribution.ts";
import { ComposedLosses, isWithinRounding } from "./pldAccountant.ts";
import { rdpOrders } from "./rdpOrders.ts";

/** What an attacker can know at most, in other words than epsilon's. */
export interface AttackBounds {
  /**
   * The most units that any test finds, of those that were trained on, when it takes 1% of those that were not for trained
   * on as well.
   */
  readonly truePositives: number;
  /** The same where it takes 0.1% of those that were not. */
  readonly truePositivesAtTenthPercent: number;
  /**
   * mu of Gaussian differential privacy: for every loss up to epsilon, telling the corpus with a unit from that without it
   * is no easier than telling N(mu, 1) from N(0, 1). Absent where losses were not counted one by one.
   */
  readonly gdpMu?: number;
}

export const falsePositiveRate = 0.01;
const tenthPercent = 0.001;

/**
 * The bounds for a history of entries. From the loss distribution where there is one; from Rényi privacy else, for which
 * there is no mu.
 *
 * @param delta 0 < delta < 1; mu holds but for events of this probability, as epsilon does
 */
export function attackBounds(entries: readonly PrivacyEntry[], delta: number, accountant?: Accountant): AttackBounds {
  const { epsilon } = epsilonSpent(entries, delta, accountant);
  const byRdp = truePositivesByRdp(entries, falsePositiveRate);
  const byRdpAtTenth = truePositivesByRdp(entries, tenthPercent);
  if (accountant === "rdp" || epsilon > largestEpsilon || isWithinRounding(entries, delta))
    return { truePositives: byRdp, truePositivesAtTenthPercent: byRdpAtTenth };
  const losses = new ComposedLosses(entries, delta);
  return {
    truePositives: Math.min(byRdp, truePositivesOf(losses.withUnit, falsePositiveRate)),
    truePositivesAtTenthPercent: Math.min(byRdpAtTenth, truePositivesOf(losses.withUnit, tenthPercent)),
    gdpMu: gaussianMu(losses.deltas(epsilon, pointsOfCurve), epsilon),
  };
}

/**
 * The trade-off function at the false-positive rate: the test of Neyman and Pearson takes the releases with the largest
 * losses until their probability without the unit is used up.
 *
 * @param loss of the corpus with the unit against that without it; undefined when nothing was released
 * @see Dong, Roth and Su (2022), "Gaussian Differential Privacy", definition 2.1
 */
function truePositivesOf(loss: LossDistribution | undefined, rate: number): number {
  if (loss === undefined) return rate;
  const { interval, first, mass, infinity } = loss;
  let found = infinity;
  let used = 0; // probability of the same releases without the unit
  for (let index = mass.length - 1; index >= 0; index -= 1) {
    const probability = mass[index] as number;
    const without = probability * Math.exp(-(first + index) * interval);
    if (used + without >= rate) {
      return Math.min(1, found + (probability * (rate - used)) / without);
    }
    found += probability;
    used += without;
  }
  return Math.min(1, found);
}

/** min over epsilon >= 0 of e^epsilon FPR + delta(epsilon), where each order gives a delta that is smallest in closed form. */
function truePositivesByRdp(entries: readonly PrivacyEntry[], rate: number): number {
  const rdp = composedRdp(entries);
  let best = 1;
  for (const [index, order] of rdpOrders.entries()) {
    const rho = rdp[index] as number;
    if (!Number.isFinite(rho)) continue;
    const logScale = (order - 1) * (rho + Math.log1p(-1 / order)) - Math.log(order); // ln delta = logScale - (order - 1) epsilon
    const epsilon = Math.max(0, (logScale + Math.log(order - 1) - Math.log(rate)) / order);
    best = Math.min(best, Math.exp(epsilon) * rate + Math.exp(logScale - (order - 1) * epsilon));
  }
  return best;
}

/**
 * The smallest mu whose curve of delta over epsilon nowhere lies below this one, up to `largest`. Beyond that, where only
 * events of less than delta are left, sampled noise of many steps has a longer tail than any mu that would mean something.
 *
 * @see Gomez, Kaissis, Kulynych and others (2025), "Gaussian DP for Reporting Differential Privacy Guarantees in Machine
 *   Learning", who report mu from the same curve
 */
function gaussianMu(deltas: Float64Array, largest: number): number {
  let mu = 0;
  for (const [point, delta] of deltas.entries()) {
    const epsilon = (largest * point) / (deltas.length - 1);
    if (gaussianDelta(mu, epsilon) >= delta) continue;
    let enough = Math.max(1e-6, 2 * mu);
    while (gaussianDelta(enough, epsilon) < delta) enough *= 2;
    let tooLittle = mu;
    while (enough - tooLittle > 1e-7 * enough) {
      const middle = (enough + tooLittle) / 2;
      if (gaussianDelta(middle, epsilon) >= delta) enough = middle;
      else tooLittle = middle;
    }
    mu = enough;
  }
  return mu;
}

const pointsOfCurve = 201;

/**
 * delta of N(mu, 1) against N(0, 1).
 *
 * @see Balle and Wang (2018), "Improving the Gaussian Mechanism for Differential Privacy", theorem 8
 */
export function gaussianDelta(mu: number, epsilon: number): number {
  if (mu === 0) return 0;
  const above = normalBelow(mu / 2 - epsilon / mu);
  return Math.max(0, above - Math.exp(epsilon) * normalBelow(-mu / 2 - epsilon / mu));
}

function normalBelow(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}
