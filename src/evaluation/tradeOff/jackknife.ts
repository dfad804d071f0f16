import { estimate } from "../estimate.ts";
import type { Estimate } from "../estimate.ts";
import { isRounding, jackknifeVariance } from "../blockJackknife.ts";
import { studentQuantile } from "../studentQuantile.ts";

/** A sample in groups of about the same size, of which one can be left out. */
export interface JackknifeSample<T> {
  readonly groups: number;
  /** What is made of the whole sample, or of the sample without one group. */
  without(group?: number): T;
}

/** Groups that a sample is cut into. */
export const jackknifeGroups = 20;

/**
 * Which group each of `size` items is in.
 *
 * @param unitOf item -> what it is a variant of; variants are left out together. Each item is its own unit when absent
 */
export function groupsOf(size: number, unitOf?: readonly unknown[]): Uint32Array {
  const places = new Map(
    [...new Set(unitOf ?? Array.from({ length: size }, (_, index) => index))].map((unit, place) => [unit, place]),
  );
  const groups = Math.min(jackknifeGroups, places.size);
  return Uint32Array.from(
    { length: size },
    (_, index) => (places.get(unitOf === undefined ? index : unitOf[index]) as number) % groups,
  );
}

/** How many groups there are. */
export function groupCount(groupOf: Uint32Array): number {
  return new Set(groupOf).size;
}

/**
 * A statistic of two independent samples with the interval of the delete-a-group jackknife. A bootstrap would not do: a
 * resample repeats texts and so has fewer different words than the corpus, which moves every measure of likeness. The variance
 * comes from few groups, so that the interval is Student's.
 *
 * @returns without an interval where a sample has fewer than two groups, or nothing to measure without one of them, or where
 *   it makes no difference which one is left out
 * @see Shao and Tu (1995), "The Jackknife and Bootstrap", section 2.3
 */
export function jackknife<A, B>(
  a: JackknifeSample<A>,
  b: JackknifeSample<B>,
  statistic: (a: A, b: B) => number,
): Estimate {
  const value = statistic(a.without(), b.without());
  if (a.groups < 2 || b.groups < 2 || !Number.isFinite(value)) return estimate(value, undefined);
  const ofA = jackknifeVariance(
    Array.from({ length: a.groups }, (_, group) => statistic(a.without(group), b.without())),
  );
  const ofB = jackknifeVariance(
    Array.from({ length: b.groups }, (_, group) => statistic(a.without(), b.without(group))),
  );
  const variance = ofA + ofB;
  if (!Number.isFinite(variance) || isRounding(variance, value)) return estimate(value, undefined);
  const reach = studentQuantile(0.975, degreesOf(a, ofA, b, ofB)) * Math.sqrt(variance);
  return estimate(value, {
    low: value - reach,
    high: value + reach,
    level: 0.95,
    method: `jackknife, ${a.groups} and ${b.groups} groups of texts left out in turn, Student's t`,
  });
}

/** Of the sum of two estimated variances (Welch 1947, Satterthwaite 1946). */
function degreesOf(
  { groups: a }: JackknifeSample<unknown>,
  ofA: number,
  { groups: b }: JackknifeSample<unknown>,
  ofB: number,
): number {
  return (ofA + ofB) ** 2 / (ofA ** 2 / (a - 1) + ofB ** 2 / (b - 1));
}
