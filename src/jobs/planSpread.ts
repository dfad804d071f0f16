/** Runs took between `low` and `high` times what was told before, see docs/benchmarks.md. */
export const planSpread = { low: 0.7, high: 1.6 } as const;
