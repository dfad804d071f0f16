import { clopperPearson } from "../clopperPearson.ts";
import { meanOfArrays } from "../meanOfArrays.ts";
import { normalCdf, normalQuantile } from "../normal.ts";
import type { Interval } from "../metricResult.ts";
import { smallestSignP } from "../smallestSignP.ts";

/** An attack's threshold with what it costs: the attacker says "member" where the score is at least `threshold`. */
export interface OperatingPoint {
  /** Infinity where even the highest score of a non-member is too many false positives: nobody is accused. */
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/**
 * The area under the ROC curve: how often a member's score is above a non-member's, a tie counting one half. 0.5 is
 * chance. With DeLong's interval; where every pair is in the same order, which DeLong's takes for certainty, with the exact one of
 * as many pairs as can be formed without using a score twice.
 *
 * @param members, nonMembers scores, higher for members; at least two each
 * @see DeLong et al. (1988), "Comparing the Areas under Two or More Correlated ROC Curves"
 */
export function areaUnderCurve(
  members: Float64Array,
  nonMembers: Float64Array,
): { readonly value: number; readonly interval: Interval } {
  return meanAreaUnderCurve([{ members, nonMembers }]);
}

/**
 * The mean of the areas of several models on the same texts, with DeLong's interval: his terms, one a text, are means over the
 * models. Covers the choice of texts and these models only.
 *
 * @param models one at least, each with at least two scores of each kind, texts in the same order
 */
export function meanAreaUnderCurve(models: readonly ScoredTexts[]): {
  readonly value: number;
  readonly interval: Interval;
} {
  if (models.some(({ members, nonMembers }) => members.length < 2 || nonMembers.length < 2)) {
    throw new RangeError("an area needs two scores of each kind");
  }
  const shareBelow = meanOfArrays(models.map(({ members, nonMembers }) => placements(members, nonMembers)));
  const shareAbove = meanOfArrays(models.map(({ members, nonMembers }) => placements(nonMembers, members))).map(
    (share) => 1 - share,
  );
  const value = mean(shareBelow);
  if (value === 0 || value === 1) {
    const pairs = Math.min(shareBelow.length, shareAbove.length);
    return { value, interval: clopperPearson(value * pairs, pairs) };
  }
  const deviation = Math.sqrt(variance(shareBelow) / shareBelow.length + variance(shareAbove) / shareAbove.length);
  const z = normalQuantile(0.975);
  return {
    value,
    interval: {
      low: Math.max(0, value - z * deviation),
      high: Math.min(1, value + z * deviation),
      level: 0.95,
      method: models.length === 1 ? "DeLong interval" : `DeLong interval, means over ${models.length} trainings`,
    },
  };
}

/** Scores of the same members and the same non-members, in the same order, by two attacks or of two models. */
export interface ScoredTexts {
  readonly members: Float64Array;
  readonly nonMembers: Float64Array;
}

/**
 * The difference of two areas under the curve on the same texts, b - a, with DeLong's interval and two-sided test, which
 * know that the scores of one text belong together. Of models that were trained several times it is the difference of their mean
 * areas: an area is a mean over texts, so that each text counts with its mean over the trainings.
 *
 * @see DeLong et al. (1988), as for `areaUnderCurve`
 */
export function compareAreas(
  a: readonly ScoredTexts[],
  b: readonly ScoredTexts[],
): { readonly difference: number; readonly interval: Interval; readonly pValue: number } {
  const [first, ...others] = [...a, ...b];
  if (
    first === undefined ||
    a.length === 0 ||
    b.length === 0 ||
    others.some(
      ({ members, nonMembers }) =>
        members.length !== first.members.length || nonMembers.length !== first.nonMembers.length,
    )
  ) {
    throw new RangeError("two areas are compared on the same texts");
  }
  const change = (places: (one: ScoredTexts) => Float64Array): Float64Array => {
    const [before, after] = [meanPlaces(a.map(places)), meanPlaces(b.map(places))];
    return after.map((share, index) => share - (before[index] as number));
  };
  const ofMembers = change(({ members, nonMembers }) => placements(members, nonMembers));
  const ofOthers = change(({ members, nonMembers }) => placements(nonMembers, members));
  const difference = mean(ofMembers);
  const deviation = Math.sqrt(variance(ofMembers) / ofMembers.length + variance(ofOthers) / ofOthers.length);
  const z = normalQuantile(0.975);
  const interval = { low: difference - z * deviation, high: difference + z * deviation, level: 0.95 };
  const least = smallestSignP(ofMembers.length + ofOthers.length);
  return {
    difference,
    interval: { ...interval, method: "DeLong interval, paired" },
    pValue: difference === 0 ? 1 : Math.max(least, 2 * normalCdf(-Math.abs(difference) / deviation)),
  };
}

/** The lowest threshold that accuses at most `falsePositiveRate` of the non-members. */
export function atFalsePositiveRate(
  members: Float64Array,
  nonMembers: Float64Array,
  falsePositiveRate: number,
): OperatingPoint {
  const allowed = Math.floor(falsePositiveRate * nonMembers.length + 1e-9);
  const descending = nonMembers.toSorted((a, b) => b - a);
  // The highest score that must not be accused bounds the threshold from below; ties with it are not accused either.
  const bar = descending[allowed] ?? Number.NEGATIVE_INFINITY;
  const accused = (scores: Float64Array): number => scores.reduce((count, score) => count + (score > bar ? 1 : 0), 0);
  const above = [...members, ...nonMembers].filter((score) => score > bar);
  return {
    threshold: above.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY),
    truePositives: accused(members),
    falsePositives: accused(nonMembers),
  };
}

/** Largest TPR - FPR over all thresholds: what is left of an attacker's gain over guessing (Yeom et al. 2018). */
export function membershipAdvantage(members: Float64Array, nonMembers: Float64Array): number {
  const all = [
    ...Array.from(members, (score) => ({ score, step: 1 / members.length })),
    ...Array.from(nonMembers, (score) => ({ score, step: -1 / nonMembers.length })),
  ].toSorted((a, b) => b.score - a.score);
  let height = 0;
  let best = 0;
  for (const [index, { score, step }] of all.entries()) {
    height += step;
    if (all[index + 1]?.score !== score) best = Math.max(best, height);
  }
  return best;
}

/** Of each text over several trainings. */
function meanPlaces(places: readonly Float64Array[]): Float64Array {
  return (places[0] ?? new Float64Array()).map(
    (_, text) => places.reduce((sum, own) => sum + (own[text] as number), 0) / places.length,
  );
}

/** For each of `scores`, the share of `others` below it, ties one half. */
function placements(scores: Float64Array, others: Float64Array): Float64Array {
  const sorted = others.toSorted();
  return Float64Array.from(scores, (score) => (below(sorted, score) + notAbove(sorted, score)) / (2 * sorted.length));
}

/** How many ascending values are below `score`. */
function below(ascending: Float64Array, score: number): number {
  return firstIndex(ascending, (value) => value >= score);
}

function notAbove(ascending: Float64Array, score: number): number {
  return firstIndex(ascending, (value) => value > score);
}

/** The first index whose value passes; the length when none does. */
function firstIndex(ascending: Float64Array, passes: (value: number) => boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(ascending[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
