import { erfc, logErfc } from "../base/specialFunctions.ts";

/** P(X >= x) of the chi-square distribution with one degree of freedom: erfc(sqrt(x / 2)). */
export function chiSquareTail(x: number): number {
  return erfc(Math.sqrt(x / 2));
}

/** The same as a base-10 logarithm, which does not underflow. */
export function chiSquareTailLog10(x: number): number {
  return Math.min(0, logErfc(Math.sqrt(x / 2)) / Math.LN10);
}
