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
  [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
];
const middle: Rational = [
  [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
];
const far: Rational = [
  [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918],
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
