/**
 * ln(n!) for whole n >= 0: exact sums of logarithms, cached. Meant for n up to some thousands.
 */
export function logFactorial(n: number): number {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`logFactorial(${n}): n must be a whole number >= 0`);
  for (let next = logFactorials.length; next <= n; next += 1) {
    logFactorials.push((logFactorials[next - 1] as number) + Math.log(next));
  }
  return logFactorials[n] as number;
}

const logFactorials: number[] = [0];

/** ln of the binomial coefficient "n over k", 0 <= k <= n whole. */
export function logBinomial(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** ln(e^a + e^b) without overflow; -Infinity stands for ln 0. */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  if (larger === Number.NEGATIVE_INFINITY) return larger;
  return larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}

/** ln(e^x - 1) for x > 0, without overflow for large x or cancellation for small x. */
export function logExpm1(x: number): number {
  return x > 40 ? x : Math.log(Math.expm1(x));
}

/**
 * Complementary error function, relative error below 1e-13 for x up to 26 (beyond, the value is below 1e-295).
 *
 * @see Abramowitz and Stegun (1964), 7.1.6 (series) and 7.1.14 (continued fraction)
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x < 0) return 2 - erfc(-x);
  return x < seriesBelow ? 1 - erfBySeries(x) : Math.exp(logErfc(x));
}

/** ln erfc(x), finite far beyond the point where erfc itself underflows. */
export function logErfc(x: number): number {
  if (x < seriesBelow) return Math.log(erfc(x));
  return -x * x - Math.log(x) - 0.5 * Math.log(Math.PI) + Math.log(erfcFraction(x));
}

/** ln of the standard normal distribution function at x. */
export function logNormalCdf(x: number): number {
  return x > 0 ? Math.log1p(-0.5 * erfc(x / Math.SQRT2)) : logErfc(-x / Math.SQRT2) - Math.LN2;
}

const seriesBelow = 2;

/** erf(x) for 0 <= x < 2: every term is positive, so nothing cancels. */
function erfBySeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The continued fraction 1/(1 + v/(1 + 2v/(1 + 3v/...))), v = 1/(2x^2), from the far end: for x >= 2. */
function erfcFraction(x: number): number {
  const v = 1 / (2 * x * x);
  let value = 1;
  for (let depth = 120; depth >= 1; depth -= 1) value = 1 + (depth * v) / value;
  return 1 / value;
}
