/** A value with the ends of its interval. */
export interface Bounded {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The interval of b less a from the intervals of both, by squaring and adding their arms (MOVER): each end is as far from
 * the difference as the two arms that point there are long together, at a right angle. Exact for independent normal estimates; keeps
 * the skew of intervals that are not symmetric. Estimates of overlapping samples depend on each other, most often in the same
 * direction, and the interval is then too wide.
 *
 * @see Zou and Donner (2008), "Construction of confidence limits about effect measures: A general approach", equation 3;
 *   Newcombe (1998), method 10, is the same for two proportions
 */
export function squareAndAdd(a: Bounded, b: Bounded): Bounded {
  const value = b.value - a.value;
  return {
    value,
    low: value - Math.hypot(b.value - b.low, a.high - a.value),
    high: value + Math.hypot(b.high - b.value, a.value - a.low),
  };
}

export const squareAndAddMethod = "from the two intervals, squared and added";
