import type { Interval } from "./metricResult.ts";

/** A figure with how sure it is. */
export interface Estimate {
  readonly value: number;
  /** Absent where there are too few items for one. */
  readonly interval?: Interval;
}

/** @param interval undefined where there are too few items for one */
export function estimate(value: number, interval: Interval | undefined): Estimate {
  return { value, ...(interval === undefined ? {} : { interval }) };
}
