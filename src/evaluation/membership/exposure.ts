import type { Random } from "../../base/random.ts";
import { bootstrapInterval, countedMean } from "../bootstrap.ts";
import { estimate } from "../estimate.ts";
import type { Interval } from "../metricResult.ts";
import { mean, poolIntervals } from "../poolEstimates.ts";
import { largestTruePositiveRate } from "./privacyCeiling.ts";
import type { PrivacyClaim } from "./privacyCeiling.ts";
import { areaUnderCurve } from "./rocCurve.ts";

/** What a model remembers of texts that were made up and planted in its training. */
export interface CanaryResult {
  /** Planted texts. */
  readonly canaries: number;
  /** How often each stands in the training; each time as a record of its own. */
  readonly repeats: number;
  /** Texts drawn alike and not planted, that each canary is ranked among. */
  readonly references: number;
  /** Mean over the canaries, bits, 0 to `most`. */
  readonly mean: { readonly value: number; readonly interval?: Interval };
  /** Of each canary, in the order that they were drawn. */
  readonly exposures: readonly number[];
  /** Mean exposure of texts that were never seen: about 1.44 bits, whatever the model. */
  readonly unseen: number;
  /** log2(references + 1): what so few references can show. */
  readonly most: number;
  /** How often a canary's loss lies below a reference's; 0.5 is chance. Absent with one canary. */
  readonly area?: { readonly value: number; readonly interval: Interval };
  /** The largest mean that (epsilon, delta) allows in expectation; absent without a claim. */
  readonly ceiling?: number;
}

/**
 * How well a model knows a planted random text: log2 of the number of candidates, less log2 of the canary's rank among
 * them by loss. 0 to log2(candidates + 1) bits. Ties count against the model's memory.
 *
 * @param canaryLoss loss of the text that was planted
 * @param candidateLosses losses of texts that were drawn alike and not planted
 * @see Carlini et al. (2019), "The Secret Sharer", definition 5, with sampled candidates (its section 4.3)
 */
export function exposure(canaryLoss: number, candidateLosses: readonly number[]): number {
  const rank = 1 + candidateLosses.filter((loss) => loss <= canaryLoss).length;
  return Math.log2(candidateLosses.length + 1) - Math.log2(rank);
}

/**
 * The exposure of all canaries of a training.
 *
 * @param claim what the training promises about one record; a canary of `repeats` records is a group of that size
 */
export function canaryExposure(
  canaryLosses: readonly number[],
  referenceLosses: readonly number[],
  { repeats, claim, random }: { readonly repeats: number; readonly claim?: PrivacyClaim; readonly random: Random },
): CanaryResult {
  const exposures = canaryLosses.map((loss) => exposure(loss, referenceLosses));
  const references = referenceLosses.length;
  return {
    canaries: exposures.length,
    repeats,
    references,
    mean: meanWithInterval(exposures, random),
    exposures,
    unseen: meanExposure(references, (share) => share),
    most: Math.log2(references + 1),
    ...(exposures.length < 2 ? {} : { area: areaUnderCurve(lowIsHigh(canaryLosses), lowIsHigh(referenceLosses)) }),
    ...(claim === undefined ? {} : { ceiling: exposureCeiling(claim, repeats, references) }),
  };
}

/**
 * What several trainings of one arm remember of the same canaries: each canary's mean exposure, and the mean over canaries with
 * an interval over them.
 *
 * @param results of each training, at least one
 */
export function poolCanaries(results: readonly CanaryResult[], random: Random): CanaryResult {
  const [first, ...others] = results as readonly [CanaryResult, ...CanaryResult[]];
  if (others.length === 0) return first;
  const exposures = first.exposures.map((_, canary) => mean(results.map((one) => one.exposures[canary] as number)));
  const areas = results.flatMap(({ area }) => area ?? []);
  const ceilings = results.flatMap(({ ceiling }) => ceiling ?? []);
  const interval = poolIntervals(areas.map((area) => area.interval));
  return {
    ...first,
    mean: meanWithInterval(exposures, random),
    exposures,
    ...(interval === undefined ? {} : { area: { value: mean(areas.map(({ value }) => value)), interval } }),
    ...(ceilings.length === 0 ? {} : { ceiling: Math.max(...ceilings) }),
  };
}

function meanWithInterval(exposures: readonly number[], random: Random): CanaryResult["mean"] {
  const values = Float64Array.from(exposures);
  // Resampled canaries that are all alike have an interval of no width, which would be no uncertainty.
  const isOneValue = exposures.every((one) => one === exposures[0]);
  return estimate(
    mean(exposures),
    isOneValue ? undefined : bootstrapInterval(values.length, countedMean(values), random, { unit: "canaries" }),
  );
}

/**
 * The largest expected exposure of a canary that (epsilon, delta) allows. Without the canary every rank k is reached with
 * chance at most k/(R+1), because canary and references are drawn alike; with it, with at most what a membership test
 * finds at that false-positive rate. About (epsilon + 1) / ln 2 bits, and no more than log2(R+1).
 */
export function exposureCeiling(claim: PrivacyClaim, repeats: number, references: number): number {
  const ofGroup = repeats === 1 ? claim : groupClaim(claim, repeats);
  return meanExposure(references, (share) => largestTruePositiveRate(ofGroup, share));
}

/** (epsilon, delta) of `size` records together (Dwork and Roth 2014, theorem 2.2 with its delta summed up). */
function groupClaim({ epsilon, delta }: PrivacyClaim, size: number): PrivacyClaim {
  const whole = Math.expm1(size * epsilon);
  if (whole === Number.POSITIVE_INFINITY) return { epsilon: size * epsilon, delta: 1 };
  const growth = epsilon === 0 ? size : whole / Math.expm1(epsilon);
  return { epsilon: size * epsilon, delta: Math.min(1, delta * growth) };
}

/** Expected exposure where a rank of at most k has the chance `chanceOf(k / (R+1))`: exposure grows by log2((k+1)/k) from k+1 to k. */
function meanExposure(references: number, chanceOf: (share: number) => number): number {
  let bits = 0;
  for (let rank = 1; rank <= references; rank += 1) {
    bits += chanceOf(rank / (references + 1)) * Math.log2((rank + 1) / rank);
  }
  return bits;
}

function lowIsHigh(losses: readonly number[]): Float64Array {
  return Float64Array.from(losses, (loss) => -loss);
}
