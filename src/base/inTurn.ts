import { throwIfCancelled } from "./errors.ts";
import type { OnProgress } from "./progress.ts";

/** How long work may keep the thread before what waits for it is let in. */
const sliceMs = 50;

/**
 * `work` on one item after the other. Each keeps the thread; between them progress leaves it and a cancel arrives, also where
 * the items are so many and so small that a wait for each would cost more than they do.
 *
 * @throws EvenhandError `cancelled`; what `work` throws
 */
export async function inTurn<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => R,
  {
    stage,
    signal,
    onProgress,
  }: { readonly stage: string; readonly signal: AbortSignal; readonly onProgress: OnProgress },
): Promise<R[]> {
  const total = items.length;
  const results: R[] = [];
  let resumedMs = Number.NEGATIVE_INFINITY;
  for (const [done, item] of items.entries()) {
    if (performance.now() - resumedMs > sliceMs) {
      onProgress({ stage, done, total, unit: "items" });
      await pause(signal);
      resumedMs = performance.now();
    }
    results.push(work(item, done));
  }
  if (total > 0) onProgress({ stage, done: total, total, unit: "items" });
  await pause(signal);
  return results;
}

/**
 * Lets what waits for the thread in: what was said leaves it, and a cancel arrives.
 *
 * @throws EvenhandError `cancelled`
 */
export async function pause(signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  await new Promise((resolve) => void setImmediate(resolve));
  throwIfCancelled(signal);
}
