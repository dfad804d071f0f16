/**
 * How far runs were from what was told before: these many times as much. Seen so far in runs of the sample on a machine that was
 * busy with other work, see docs/benchmarks.md; `npm run bench -- plan` sees again.
 */
export const planSpread = {
  seconds: { low: 0.7, high: 1.6 },
  /** More shapes of steps and longer lists of texts than a trial has. */
  memory: { low: 1, high: 1.8 },
} as const;
