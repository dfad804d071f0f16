import { EvenhandError } from "../../base/errors.ts";
import { defaultAccountant, epsilonSpent } from "./epsilonSpent.ts";
import type { Accountant } from "./epsilonSpent.ts";

export interface NoiseTarget {
  readonly targetEpsilon: number;
  readonly delta: number;
  readonly samplingRate: number;
  readonly steps: number;
  /** `pld` when absent. */
  readonly accountant?: Accountant;
}

export interface CalibratedNoise {
  readonly noiseMultiplier: number;
  /** What the run will spend: at most the target. */
  readonly epsilon: number;
}

const largestMultiplier = 2 ** 20;
/** Each evaluation of `pld` takes a good part of a second where steps are many. */
const relativeTolerance: Readonly<Record<Accountant, number>> = { pld: 1e-4, rdp: 1e-7 };

/**
 * The smallest noise multiplier whose epsilon after `steps` steps is at most the target, by bisection on the very
 * accountant that will count the run. Always returns the side that keeps the promise.
 *
 * @throws EvenhandError `privacy.unreachable` when no amount of noise gets there
 */
export function calibrateNoise(target: NoiseTarget): CalibratedNoise {
  const { targetEpsilon, delta, samplingRate, steps, accountant = defaultAccountant } = target;
  if (!(targetEpsilon > 0)) throw unreachable(target, "epsilon must be above 0");
  if (!(delta > 0 && delta < 1)) throw unreachable(target, "delta must lie between 0 and 1");
  const epsilonOf = (noiseMultiplier: number): number =>
    epsilonSpent([{ samplingRate, noiseMultiplier, steps }], delta, accountant).epsilon;

  // What Rényi privacy asks for is enough, and not far from it.
  let enough = accountant === "rdp" ? 1 : calibrateNoise({ ...target, accountant: "rdp" }).noiseMultiplier;
  while (epsilonOf(enough) > targetEpsilon) {
    enough *= 2;
    if (enough > largestMultiplier)
      throw unreachable(target, `not even with noise ${largestMultiplier} times the norm`);
  }
  let tooLittle = accountant === "rdp" ? enough / 2 : enough * 0.9;
  while (tooLittle > 1e-3 && epsilonOf(tooLittle) <= targetEpsilon) {
    enough = tooLittle;
    tooLittle *= accountant === "rdp" ? 0.5 : 0.9;
  }
  while (enough - tooLittle > relativeTolerance[accountant] * enough) {
    const middle = (enough + tooLittle) / 2;
    if (epsilonOf(middle) <= targetEpsilon) enough = middle;
    else tooLittle = middle;
  }
  return { noiseMultiplier: enough, epsilon: epsilonOf(enough) };
}

function unreachable({ targetEpsilon, delta, steps }: NoiseTarget, why: string): EvenhandError {
  return new EvenhandError(
    "privacy.unreachable",
    `epsilon ${targetEpsilon} at delta ${delta} cannot be reached in ${steps} steps: ${why}`,
    { hint: "Ask for a larger epsilon, fewer steps or smaller lots." },
  );
}
