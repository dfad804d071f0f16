import { rdpOrders } from "./rdpOrders.ts";
import { subsampledGaussianRdp } from "./subsampledGaussianRdp.ts";

/** `steps` equal releases of a Gaussian mechanism on Poisson samples of the same records. */
export interface PrivacyEntry {
  /** q: expected lot size over number of records, 0..1. */
  readonly samplingRate: number;
  /** z: standard deviation of the noise over the sensitivity of the sum. */
  readonly noiseMultiplier: number;
  readonly steps: number;
}

/** What a history of entries costs. */
export interface PrivacySpent {
  readonly epsilon: number;
  readonly delta: number;
  /** The Rényi order that gave the smallest epsilon. */
  readonly order: number;
  /** True when that order is the first or last of the list, so that a longer list might give less. */
  readonly orderAtEnd: boolean;
}

/**
 * The (epsilon, delta) guarantee of all entries together: Rényi privacy adds up order by order, and is converted once
 * at the end. Epsilons of single runs must not be added; their entries go through here instead.
 *
 * @param delta 0 < delta < 1
 * @see Canonne, Kamath and Steinke (2020), "The Discrete Gaussian for Differential Privacy", proposition 12
 */
export function spentPrivacy(entries: readonly PrivacyEntry[], delta: number): PrivacySpent {
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta ${delta}: must lie between 0 and 1`);
  return epsilonFromRdp(composedRdp(entries), delta);
}

/** Rényi privacy of all entries at each of `rdpOrders`, nats. */
export function composedRdp(entries: readonly PrivacyEntry[]): Float64Array {
  const total = new Float64Array(rdpOrders.length);
  for (const { samplingRate, noiseMultiplier, steps } of mergedEntries(entries)) {
    if (!(Number.isInteger(steps) && steps >= 0)) throw new RangeError(`${steps} steps: must be a whole number`);
    if (steps === 0) continue;
    const single = rdpOfOneStep(samplingRate, noiseMultiplier);
    for (let index = 0; index < total.length; index += 1) {
      total[index] = (total[index] as number) + steps * (single[index] as number);
    }
  }
  return total;
}

/** Adds up the steps of entries with equal sampling rate and noise, so that a long ledger stays cheap to count. */
export function mergedEntries(entries: readonly PrivacyEntry[]): PrivacyEntry[] {
  const byRate = new Map<number, Map<number, number>>();
  for (const { samplingRate, noiseMultiplier, steps } of entries) {
    const byNoise = byRate.get(samplingRate) ?? new Map<number, number>();
    byNoise.set(noiseMultiplier, (byNoise.get(noiseMultiplier) ?? 0) + steps);
    byRate.set(samplingRate, byNoise);
  }
  return [...byRate].flatMap(([samplingRate, byNoise]) =>
    [...byNoise].map(([noiseMultiplier, steps]) => ({ samplingRate, noiseMultiplier, steps })),
  );
}

function epsilonFromRdp(rdp: Float64Array, delta: number): PrivacySpent {
  let best = { epsilon: Number.POSITIVE_INFINITY, index: 0 };
  for (const [index, order] of rdpOrders.entries()) {
    const epsilon = epsilonAtOrder(rdp[index] as number, order, delta);
    if (epsilon < best.epsilon) best = { epsilon, index };
  }
  return {
    epsilon: best.epsilon,
    delta,
    order: rdpOrders[best.index] as number,
    orderAtEnd: best.epsilon > 0 && (best.index === 0 || best.index === rdpOrders.length - 1),
  };
}

function epsilonAtOrder(rdp: number, order: number, delta: number): number {
  // A divergence this small bounds the total variation distance by delta, so that epsilon is 0 (Bretagnolle, Huber).
  if (delta ** 2 + Math.expm1(-rdp) > 0) return 0;
  return Math.max(0, rdp + Math.log1p(-1 / order) - (Math.log(delta) + Math.log(order)) / (order - 1));
}

/** The curve of the last few mechanisms: a run asks for the same one after every step. */
const curves = new Map<string, Float64Array>();

function rdpOfOneStep(samplingRate: number, noiseMultiplier: number): Float64Array {
  const key = JSON.stringify([samplingRate, noiseMultiplier]);
  const known = curves.get(key);
  if (known !== undefined) return known;
  const curve = Float64Array.from(rdpOrders, (order) => subsampledGaussianRdp(samplingRate, noiseMultiplier, order));
  if (curves.size >= 64) curves.delete(curves.keys().next().value as string);
  curves.set(key, curve);
  return curve;
}
