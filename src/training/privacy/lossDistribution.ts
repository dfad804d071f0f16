import { erfc } from "../../base/specialFunctions.ts";

/**
 * A privacy loss distribution on a grid: the loss `(first + k) * interval` has probability `mass[k]`; what is left of 1 lies
 * at `infinity`. Rounded so that it never claims more privacy than there is.
 *
 * @see Sommer, Meiser and Mohammadi (2019), "Privacy Loss Classes: The Central Limit Theorem in Differential Privacy"
 */
export interface LossDistribution {
  /** Nats between two losses of the grid. */
  readonly interval: number;
  readonly first: number;
  readonly mass: Float64Array;
  readonly infinity: number;
}

/**
 * Which of two neighbouring corpora has the record: the loss of the mechanism with it against without, or the other way
 * round. With sampling the two differ, and a guarantee needs both.
 */
export type LossDirection = "remove" | "add";

export interface SampledGaussian {
  /** q, 0 < q <= 1. */
  readonly samplingRate: number;
  /** z > 0. */
  readonly noiseMultiplier: number;
}

/**
 * The loss of one release of a Poisson-sampled Gaussian mechanism. Between two losses of the grid the probability is divided
 * so that both corpora keep theirs ("connect the dots"): the divergence is exact at every loss of the grid.
 *
 * @param interval nats > 0
 * @param tail probability that may be taken for an infinite loss
 * @see Doroshenko, Ghazi, Kamath, Kumar and Manurangsi (2022), "Connect the Dots: Tighter Discrete Approximations of Privacy
 *   Loss Distributions"
 */
export function sampledGaussianLoss(
  { samplingRate: q, noiseMultiplier: z }: SampledGaussian,
  direction: LossDirection,
  { interval, tail }: { readonly interval: number; readonly tail: number },
): LossDistribution {
  const reach = z * Math.sqrt(-2 * Math.log(tail)); // both tails of a normal beyond this are below `tail`
  const lossOf = (x: number): number => logMixture(q, (2 * x - 1) / (2 * z * z)) * (direction === "remove" ? 1 : -1);
  const [lowest, highest] =
    direction === "remove"
      ? [lossOf(-reach), lossOf(1 + reach)]
      : // With sampling the loss of an absent record has a bound, which is no loss of probability to go up to.
        [lossOf(1 + reach), q < 1 ? -Math.log1p(-q) + interval : lossOf(-reach)];
  const first = Math.floor(lowest / interval);
  const last = Math.ceil(highest / interval);
  const mass = new Float64Array(last - first + 1);
  const gap = -Math.expm1(-interval);
  let low = probabilitiesBelow(first * interval, q, z, direction);
  // What lies below the grid is rounded up to its first loss.
  mass[0] = direction === "remove" ? (1 - q) * low.without + q * low.with : low.without;
  for (let k = 1; k < mass.length; k += 1) {
    const a = (first + k - 1) * interval;
    const high = probabilitiesBelow((first + k) * interval, q, z, direction);
    const without = difference(high.withoutSide, low.withoutSide, high.without, low.without);
    const withIt = difference(high.withSide, low.withSide, high.with, low.with);
    // The two masses add up to the probability of what lies between, and weighted with e^-loss to its probability under the
    // other corpus. The second equation gives one of them, written so that nothing large cancels for small q; the first the
    // other, so that rounding loses no probability.
    const between = direction === "remove" ? (1 - q) * without + q * withIt : without;
    const beyondA =
      direction === "remove"
        ? without * (-q - Math.expm1(a)) + q * withIt
        : without * (q * Math.exp(a) - Math.expm1(a)) - q * Math.exp(a) * withIt;
    const atB = Math.min(between, Math.max(0, beyondA / gap));
    mass[k] = atB;
    mass[k - 1] = (mass[k - 1] as number) + between - atB;
    low = high;
  }
  const above = direction === "remove" ? (1 - q) * low.withoutSide + q * low.withSide : low.withoutSide;
  return { interval, first, mass, infinity: above };
}

/** ln(1 - q + q e^t). */
function logMixture(q: number, t: number): number {
  return t > 30 ? t + Math.log(q + (1 - q) * Math.exp(-t)) : Math.log1p(q * Math.expm1(t));
}

/** Probabilities of losses up to a value, and beyond it, for a release without the record (mean 0) and with it (mean 1). */
interface Probabilities {
  readonly without: number;
  readonly withoutSide: number;
  readonly with: number;
  readonly withSide: number;
}

function probabilitiesBelow(loss: number, q: number, z: number, direction: LossDirection): Probabilities {
  const sign = direction === "remove" ? 1 : -1;
  const ratio = (Math.expm1(sign * loss) + q) / q;
  // Where no release has so low a loss (remove) or all have (add).
  const x = ratio <= 0 ? Number.NEGATIVE_INFINITY : z * z * Math.log(ratio) + 0.5;
  const [below, above] = tails(x / z);
  const [belowWith, aboveWith] = tails((x - 1) / z);
  // "add": the loss falls as the release grows.
  return direction === "remove"
    ? { without: below, withoutSide: above, with: belowWith, withSide: aboveWith }
    : { without: above, withoutSide: below, with: aboveWith, withSide: belowWith };
}

/** Standard normal probabilities below and above x, the smaller one to its last digits. */
function tails(x: number): readonly [number, number] {
  const small = 0.5 * erfc(Math.abs(x) / Math.SQRT2);
  return x < 0 ? [small, 1 - small] : [1 - small, small];
}

/** What lies between two values, from the side on which they are smaller. */
function difference(highSide: number, lowSide: number, high: number, low: number): number {
  return low > 0.5 ? lowSide - highSide : high - low;
}
