import { EvenhandError } from "../../base/errors.ts";
import { roundToEven } from "./noiseGrid.ts";

/** How the clipping bound C follows the norms of the records. Every value is public and fixed before the run. */
export interface AdaptiveBound {
  /** gamma: the share of records whose gradient is meant to be no longer than C. */
  readonly quantile: number;
  /** eta: C moves by a factor of at most e^(eta · max(gamma, 1 - gamma)) in a step. */
  readonly rate: number;
  /** sigma_b: deviation of the noise on the count of short gradients. */
  readonly countDeviation: number;
  /** C never falls below it: a bound made for the many small gradients would silence the few large ones. */
  readonly lowest: number;
  /** C never rises above it. */
  readonly highest: number;
}

/** Andrew et al.'s quantile and rate. */
export const adaptiveDefaults = { quantile: 0.5, rate: 0.2 } as const;

/**
 * sigma_b = L / 20 as in the paper, but at least twice z: the gradients then get at most 1 / sqrt(1 - 1/16) - 1 = 3.3%
 * more noise for the count. In a small lot that makes the count itself noisy, and C wanders.
 */
export function defaultCountDeviation(noiseMultiplier: number, expectedLotSize: number): number {
  return Math.max(expectedLotSize / 20, 2 * noiseMultiplier);
}

/**
 * z_D = (z^-2 - (2 sigma_b)^-2)^(-1/2): with this multiplier on the gradients (and sigma_b on the count, whose
 * sensitivity is 1/2) both releases of a step together cost what one Gaussian of multiplier z costs. The account and
 * the ledger are kept with z, never with z_D.
 *
 * @throws EvenhandError `training.invalid` where z >= 2 sigma_b: the count alone would cost more than z allows
 * @see Andrew et al. (2021), "Differentially Private Learning with Adaptive Clipping", theorem 1
 */
export function gradientNoiseMultiplier(noiseMultiplier: number, countDeviation: number): number {
  if (!(noiseMultiplier < 2 * countDeviation)) {
    throw new EvenhandError(
      "training.invalid",
      `Noise of ${countDeviation} on the count of adaptive clipping is too little for a noise multiplier of ${noiseMultiplier}.`,
      { hint: "Put more than half the noise multiplier on the count, or choose a fixed clipping bound." },
    );
  }
  return 1 / Math.sqrt(noiseMultiplier ** -2 - (2 * countDeviation) ** -2);
}

/**
 * The share of records whose gradient is no longer than `bound`, with noise: 1/2 + (Σ (b_i - 1/2) + sigma_b nu) / L. Bits
 * are centred, so that one record moves the sum by 1/2; the divisor is the expected lot size, because the drawn size is
 * private. A record without a finite norm counts as long. The noise is rounded to the 2^24th part of its deviation or so,
 * a fraction whose halves are on the same grid as the centred bits, for the reason that noiseGrid.ts gives.
 *
 * @param norms unclipped norms of the lot's records; private
 * @param noise nu, one standard normal number that nothing else has used
 */
export function noisyShortShare(
  norms: readonly number[],
  bound: number,
  { countDeviation }: AdaptiveBound,
  noise: number,
  expectedLotSize: number,
): number {
  const centred = norms.reduce((sum, norm) => sum + (norm <= bound ? 0.5 : -0.5), 0);
  const unit = 2 ** Math.max(-1000, Math.min(-1, Math.floor(Math.log2(countDeviation)) - 24));
  return 0.5 + (centred + roundToEven((countDeviation * noise) / unit) * unit) / expectedLotSize;
}

/**
 * The bound of the next step, C · exp(-eta (share - gamma)) between its limits: lower where more records than wanted
 * were short.
 *
 * @see Andrew et al. (2021), section 2.2, the geometric update
 */
export function nextBound(
  bound: number,
  noisyShare: number,
  { quantile, rate, lowest, highest }: AdaptiveBound,
): number {
  const share = Math.min(1, Math.max(0, noisyShare));
  return Math.min(highest, Math.max(lowest, bound * Math.exp(-rate * (share - quantile))));
}
