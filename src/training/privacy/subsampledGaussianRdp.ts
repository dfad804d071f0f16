import { logAddExp, logBinomial, logExpm1 } from "../../base/specialFunctions.ts";

/**
 * Rényi differential privacy of one step of the Poisson-subsampled Gaussian mechanism under add/remove adjacency:
 * ln A / (order - 1), A = E over x ~ N(0, s^2) of ((1-q) + q e^u)^order, u = (2x - 1) / (2 s^2).
 *
 * Both ways below sum up A - 1, whose terms are all positive, and take log1p at the end: for small q the value is of
 * the order q^2 and would drown in the rounding of A. (The usual series for fractional orders, with signed binomials
 * and erfc, loses it there; the tests compare with that series where it is good.)
 *
 * @param samplingRate q, 0..1
 * @param noiseMultiplier s, noise standard deviation over sensitivity, >= 0
 * @param order alpha > 1
 * @returns nats, Infinity without noise
 * @see Mironov, Talwar and Zhang (2019), "Rényi Differential Privacy of the Sampled Gaussian Mechanism", section 3.3
 */
export function subsampledGaussianRdp(samplingRate: number, noiseMultiplier: number, order: number): number {
  if (!(samplingRate >= 0 && samplingRate <= 1)) throw new RangeError(`sampling rate ${samplingRate}: must be 0..1`);
  if (!(noiseMultiplier >= 0)) throw new RangeError(`noise multiplier ${noiseMultiplier}: must be >= 0`);
  if (!(order > 1)) throw new RangeError(`order ${order}: must be above 1`);
  if (samplingRate === 0) return 0;
  if (noiseMultiplier === 0) return Number.POSITIVE_INFINITY;
  if (samplingRate === 1) return order / (2 * noiseMultiplier ** 2);
  return logAddExp(0, logExcess(samplingRate, noiseMultiplier, order)) / (order - 1);
}

function logExcess(samplingRate: number, noiseMultiplier: number, order: number): number {
  if (Number.isInteger(order)) return logExcessBySum(samplingRate, noiseMultiplier, order);
  const grid = quadratureGrid(noiseMultiplier, order);
  if (grid.count > mostPoints) return logExcessByConvexity(samplingRate, noiseMultiplier, order);
  return logExcessByQuadrature(samplingRate, noiseMultiplier, order, grid);
}

/** More of them are only needed for a noise below 0.05, where a single step costs hundreds. */
const mostPoints = 10_000;

/**
 * ln of an upper bound of A - 1: a power is convex, so ((1-q) + q e^u)^order <= (1-q) + q e^(order u), whose mean is known. A step
 * costs at most ln(1/q) more by it, next to nothing where noise is as small as here.
 */
function logExcessByConvexity(samplingRate: number, noiseMultiplier: number, order: number): number {
  return Math.log(samplingRate) + logExpm1((order * order - order) / (2 * noiseMultiplier ** 2));
}

/** ln(A - 1) at a whole order: sum over k >= 2 of binom(order, k) (1-q)^(order-k) q^k (e^((k^2-k)/(2s^2)) - 1). */
function logExcessBySum(samplingRate: number, noiseMultiplier: number, order: number): number {
  const logRate = Math.log(samplingRate);
  const logRest = Math.log1p(-samplingRate);
  let sum = Number.NEGATIVE_INFINITY;
  for (let k = 2; k <= order; k += 1) {
    const logWeight = logBinomial(order, k) + k * logRate + (order - k) * logRest;
    sum = logAddExp(sum, logWeight + logExpm1((k * k - k) / (2 * noiseMultiplier ** 2)));
  }
  return sum;
}

/**
 * ln(A - 1) at any order. Because E[e^u] = 1, A - 1 is the mean of (1+w)^order - 1 - order w with w = q (e^u - 1),
 * which is never negative (Bernoulli). The trapezoidal rule converges exponentially here: the integrand is a sum of
 * Gaussians of width s, analytic within a strip of half-width pi s^2, and the mass lies between x = 0 and x = order.
 */
function logExcessByQuadrature(
  samplingRate: number,
  noiseMultiplier: number,
  order: number,
  { from, step, count }: QuadratureGrid,
): number {
  const variance = noiseMultiplier ** 2;
  const logScale = Math.log(step) - Math.log(noiseMultiplier) - 0.5 * Math.log(2 * Math.PI);
  let sum = Number.NEGATIVE_INFINITY;
  for (let point = 0; point <= count; point += 1) {
    const x = from + point * step;
    const logDensity = (-x * x) / (2 * variance);
    sum = logAddExp(sum, logDensity + logBernoulliExcess(samplingRate, (2 * x - 1) / (2 * variance), order));
  }
  return logScale + sum;
}

interface QuadratureGrid {
  readonly from: number;
  readonly step: number;
  /** Steps. */
  readonly count: number;
}

function quadratureGrid(noiseMultiplier: number, order: number): QuadratureGrid {
  const step = Math.min(noiseMultiplier / 4, noiseMultiplier ** 2 / 2);
  const from = -12 * noiseMultiplier;
  return { from, step, count: Math.ceil((order + 12 * noiseMultiplier - from) / step) };
}

/** ln((1+w)^order - 1 - order w), w = q (e^u - 1) > -1. */
function logBernoulliExcess(samplingRate: number, u: number, order: number): number {
  if (u > 300) return order * (Math.log(samplingRate) + u); // w is so large that only w^order counts
  const w = samplingRate * Math.expm1(u);
  if (Math.abs(w) < 1e-2) return Math.log(bernoulliExcessSeries(w, order));
  const power = order * Math.log1p(w);
  if (power > 40) return power + Math.log1p(-(1 + order * w) * Math.exp(-power));
  return Math.log(Math.expm1(power) - order * w);
}

/** The binomial series from its third term, for small w, where the closed form cancels. */
function bernoulliExcessSeries(w: number, order: number): number {
  let term = (order * (order - 1) * w * w) / 2;
  let sum = term;
  for (let k = 2; Math.abs(term) > Math.abs(sum) * 1e-18; k += 1) {
    term *= ((order - k) / (k + 1)) * w;
    sum += term;
  }
  return sum;
}
