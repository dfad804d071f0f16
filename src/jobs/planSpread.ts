/**
 * How far a run may be from what was told before: these many times as much. Five runs of the sample took 1.2 to 1.7 times the time
 * and 0.9 to 1.6 times the memory, see docs/benchmarks.md; `npm run bench -- plan` measures it.
 */
export const planSpread = {
  /** Compiling the shapes of steps and starting are not told. */
  seconds: { low: 0.9, high: 1.8 },
  memory: { low: 0.9, high: 1.7 },
} as const;
