import { mergedEntries, spentPrivacy } from "./accountant.ts";
import type { PrivacyEntry } from "./accountant.ts";
import { composedLoss, roundingOfStep, sumOfLosses } from "./composeLosses.ts";
import { sampledGaussianLoss } from "./lossDistribution.ts";
import type { LossDirection, LossDistribution } from "./lossDistribution.ts";

/**
 * The loss of all entries together, in both directions, on a grid so fine that rounding up to it adds well below a hundredth
 * to epsilon, as long as that takes no more than a million losses.
 */
export class ComposedLosses {
  readonly #losses: readonly LossDistribution[];

  /**
   * @param delta what it will be asked for, 0 < delta < 1; tails far below it are taken for infinite losses
   * @throws RangeError when `isWithinRounding` says that delta is too small
   */
  constructor(entries: readonly PrivacyEntry[], delta: number) {
    if (!(delta > 0 && delta < 1)) throw new RangeError(`delta ${delta}: must lie between 0 and 1`);
    if (isWithinRounding(entries, delta))
      throw new RangeError(`delta ${delta} is within the rounding of so many steps`);
    const merged = mergedEntries(entries).filter(({ steps, samplingRate }) => steps > 0 && samplingRate > 0);
    const bound = spentPrivacy(merged, delta).epsilon;
    // Rényi privacy may be far above the truth: a coarse grid tells how fine the grid has to be.
    const rough = epsilonOfAll(lossesOf(merged, delta, intervalFor(bound, merged)), delta);
    this.#losses = lossesOf(merged, delta, intervalFor(Math.min(bound, rough), merged));
  }

  /** Of the corpus with a unit against that without it; undefined when there was no release. */
  get withUnit(): LossDistribution | undefined {
    return this.#losses[0];
  }

  /** The smallest epsilon >= 0 with this delta. */
  epsilon(delta: number): number {
    return epsilonOfAll(this.#losses, delta);
  }

  /** The deltas at 0, largest / (count - 1), …, largest: many of them in one pass. */
  deltas(largest: number, count: number): Float64Array {
    const most = new Float64Array(count);
    for (const loss of this.#losses) {
      for (const [point, delta] of deltaCurve(loss, largest, count).entries()) {
        most[point] = Math.max(most[point] as number, delta);
      }
    }
    return most;
  }

  /** The delta at an epsilon >= 0. */
  delta(epsilon: number): number {
    return Math.max(0, ...this.#losses.map((loss) => deltaOf(loss, epsilon)));
  }
}

/** Whether what rounding can have lost over all steps would be a part of delta that matters. */
export function isWithinRounding(entries: readonly PrivacyEntry[], delta: number): boolean {
  return stepsOf(entries) * roundingOfStep > delta / 20;
}

function stepsOf(entries: readonly PrivacyEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.steps, 0);
}

function lossesOf(entries: readonly PrivacyEntry[], delta: number, finest: number): LossDistribution[] {
  if (entries.length === 0) return [];
  const tail = (delta * 1e-5) / entries.length;
  const isSampled = entries.some(({ samplingRate }) => samplingRate < 1);
  const directions: readonly LossDirection[] = isSampled ? ["remove", "add"] : ["remove"];
  return directions.map((direction) => {
    for (let interval = finest; ; interval *= 2) {
      const composed = composedOn(entries, direction, { interval, tail });
      if (composed !== undefined) return composed;
    }
  });
}

/** Undefined when the grid would have too many losses. */
function composedOn(
  entries: readonly PrivacyEntry[],
  direction: LossDirection,
  { interval, tail }: { readonly interval: number; readonly tail: number },
): LossDistribution | undefined {
  let sum: LossDistribution | undefined;
  for (const entry of entries) {
    const single = sampledGaussianLoss(entry, direction, { interval, tail: tail / entry.steps });
    const composed = composedLoss(single, entry.steps, tail);
    if (composed === undefined) return undefined;
    sum = sum === undefined ? composed : sumOfLosses(sum, composed, tail);
    if (sum === undefined) return undefined;
  }
  return sum;
}

function epsilonOfAll(losses: readonly LossDistribution[], delta: number): number {
  return Math.max(0, ...losses.map((loss) => epsilonOf(loss, delta)));
}

function intervalFor(epsilon: number, entries: readonly PrivacyEntry[]): number {
  return Math.min(5e-4, Math.max(1e-7, (0.015 * epsilon) / Math.sqrt(stepsOf(entries))));
}

function deltaOf({ interval, first, mass, infinity }: LossDistribution, epsilon: number): number {
  let delta = infinity;
  for (let index = mass.length - 1; index >= 0; index -= 1) {
    const loss = (first + index) * interval;
    if (loss <= epsilon) break;
    delta += -Math.expm1(epsilon - loss) * (mass[index] as number);
  }
  return delta;
}

function deltaCurve(
  { interval, first, mass, infinity }: LossDistribution,
  largest: number,
  count: number,
): Float64Array {
  const curve = new Float64Array(count);
  let above = infinity;
  let weighted = 0; // each probability above with e^-loss
  let index = mass.length - 1;
  for (let point = count - 1; point >= 0; point -= 1) {
    const epsilon = count === 1 ? largest : (largest * point) / (count - 1);
    for (; index >= 0 && (first + index) * interval > epsilon; index -= 1) {
      above += mass[index] as number;
      weighted += (mass[index] as number) * Math.exp(-(first + index) * interval);
    }
    curve[point] = Math.max(0, above - Math.exp(epsilon) * weighted);
  }
  return curve;
}

function epsilonOf({ interval, first, mass, infinity }: LossDistribution, delta: number): number {
  if (infinity > delta) return Number.POSITIVE_INFINITY;
  let above = infinity; // probability of larger losses
  let weighted = 0; // the same, each with e^-loss
  for (let index = mass.length - 1; index >= 0; index -= 1) {
    const loss = (first + index) * interval;
    if (loss < 0) break;
    above += mass[index] as number;
    weighted += (mass[index] as number) * Math.exp(-loss);
    const next = Math.max(0, loss - interval);
    if (above - Math.exp(next) * weighted >= delta) return Math.max(0, Math.log((above - delta) / weighted));
  }
  return 0;
}
