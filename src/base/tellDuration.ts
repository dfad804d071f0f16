/**
 * Tells whoever watches this process with a `PerformanceObserver` how long something took; the benchmarks do. Nothing is
 * kept, so that it costs nothing when nobody watches.
 *
 * @param start as `performance.now()` gave it
 */
export function tellDuration(name: `evenhand.${string}`, start: number): void {
  performance.measure(name, { start, end: performance.now() });
  performance.clearMeasures(name);
}
