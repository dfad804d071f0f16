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
 * @see Cody (1969), "Rational Chebyshev approximations for the error function", Math. Comp. 23, 631-637
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x < 0) return 2 - erfc(-x);
  if (x <= 0.46875) return 1 - x * quotient(nearZero, x * x);
  if (x > 26) return Math.exp(logErfc(x));
  // e^(-x^2) in two factors, because the rounding of x^2 alone would cost digits.
  const coarse = Math.trunc(x * 16) / 16;
  const scale = Math.exp(-coarse * coarse) * Math.exp((coarse - x) * (coarse + x));
  if (x <= 4) return scale * quotient(middle, x);
  const squared = 1 / (x * x);
  return (scale * (1 / Math.sqrt(Math.PI) - squared * quotient(far, squared))) / x;
}

/** Coefficients of a numerator and a denominator, the highest power first. */
type Rational = readonly [numerator: readonly number[], denominator: readonly number[]];

const nearZero: Rational = [
  [1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3],
  [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
];
const middle: Rational = [
  [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
    8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  ],
  [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
];
const far: Rational = [
  [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  [1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3],
];

function quotient([numerator, denominator]: Rational, x: number): number {
  let above = 0;
  for (const coefficient of numerator) above = above * x + coefficient;
  let below = 0;
  for (const coefficient of denominator) below = below * x + coefficient;
  return above / below;
}

/** ln erfc(x), finite far beyond the point where erfc itself underflows. */
export function logErfc(x: number): number {
  if (x < fractionFrom) return Math.log(erfc(x));
  return -x * x - Math.log(x) - 0.5 * Math.log(Math.PI) + Math.log(erfcFraction(x));
}

/** ln of the standard normal distribution function at x. */
export function logNormalCdf(x: number): number {
  return x > 0 ? Math.log1p(-0.5 * erfc(x / Math.SQRT2)) : logErfc(-x / Math.SQRT2) - Math.LN2;
}

/** From here on the logarithm comes from a continued fraction (Abramowitz and Stegun, 7.1.14). */
const fractionFrom = 2;

/** The continued fraction 1/(1 + v/(1 + 2v/(1 + 3v/...))), v = 1/(2x^2), from the far end: for x >= 2. */
function erfcFraction(x: number): number {
  const v = 1 / (2 * x * x);
  let value = 1;
  for (let depth = 120; depth >= 1; depth -= 1) value = 1 + (depth * v) / value;
  return 1 / value;
}
