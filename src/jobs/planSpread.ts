/**
 * How far a run may be from what was told before: these many times as much. A judgement from two runs of the sample on a busy
 * machine, not a measured interval, see docs/benchmarks.md; `npm run bench -- plan` measures it.
 */
export const planSpread = {
  seconds: { low: 0.7, high: 1.6 },
  /** More shapes of steps and longer lists of texts than a trial has. */
  memory: { low: 1, high: 1.8 },
} as const;
