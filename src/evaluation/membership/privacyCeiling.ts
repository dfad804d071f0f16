import { clopperPearson } from "../clopperPearson.ts";
import type { OperatingPoint } from "./rocCurve.ts";

/** An (epsilon, delta) promise about one record. */
export interface PrivacyClaim {
  readonly epsilon: number;
  readonly delta: number;
  /** The same at a false-positive rate of 1%, where it was computed from the whole privacy curve: far tighter. */
  readonly truePositivesAt1Percent?: number;
  /** The same at 0.1%. */
  readonly truePositivesAtTenthPercent?: number;
}

/**
 * No attack on an (epsilon, delta) private model can find a larger share of members at this false-positive rate.
 *
 * @see Kairouz, Oh and Viswanath (2015), "The Composition Theorem for Differential Privacy", theorem 2.1
 */
export function largestTruePositiveRate(
  { epsilon, delta, truePositivesAt1Percent = 1, truePositivesAtTenthPercent = 1 }: PrivacyClaim,
  falsePositiveRate: number,
): number {
  const growing = Math.exp(epsilon) * falsePositiveRate + delta;
  const saturating = 1 - Math.exp(-epsilon) * (1 - delta - falsePositiveRate);
  // Accusing fewer finds no more.
  const ofCurve = falsePositiveRate <= 0.01 ? truePositivesAt1Percent : 1;
  const ofCurveAtTenth = falsePositiveRate <= 0.001 ? truePositivesAtTenthPercent : 1;
  return Math.max(0, Math.min(1, growing, saturating, ofCurve, ofCurveAtTenth));
}

/** (e^epsilon - 1 + 2 delta) / (e^epsilon + 1): the largest TPR - FPR, from the same theorem. */
export function largestAdvantage({ epsilon, delta }: PrivacyClaim): number {
  return Math.min(1, Math.tanh(epsilon / 2) + (2 * delta) / (Math.exp(epsilon) + 1));
}

export interface EmpiricalEpsilon {
  /** With `confidence`, the model is not (epsilon', delta) private for any epsilon' below this; 0 when nothing is shown. */
  readonly atLeast: number;
  readonly confidence: number;
}

/**
 * A lower bound on epsilon from attacks that were carried out: ln((TPR - delta) / FPR) and its mirror image
 * ln((1 - FPR - delta) / (1 - TPR)), with the exact lower end of one rate and the exact upper end of the other. The
 * confidence is shared out over all points, because the best of them is chosen after looking.
 *
 * @see Jagielski, Ullman and Oprea (2020), "Auditing Differentially Private Machine Learning"
 */
export function empiricalEpsilon(
  points: readonly OperatingPoint[],
  members: number,
  nonMembers: number,
  delta: number,
  confidence = 0.95,
): EmpiricalEpsilon {
  // Two rates a point, one side of the interval each.
  const level = 1 - (1 - confidence) / Math.max(1, points.length);
  const bounds = points.map(({ truePositives, falsePositives }) => {
    const found = clopperPearson(truePositives, members, level);
    const accused = clopperPearson(falsePositives, nonMembers, level);
    return Math.max(logRatio(found.low - delta, accused.high), logRatio(1 - accused.high - delta, 1 - found.low));
  });
  return { atLeast: Math.max(0, ...bounds), confidence };
}

function logRatio(above: number, below: number): number {
  return above > 0 && below > 0 ? Math.log(above / below) : Number.NEGATIVE_INFINITY;
}
