import { batchMaker } from "./augmentBatch.ts";
import type { BatchResult, BatchSettings, RecordBatch } from "./recordBatch.ts";

/** Whoever works on batches. */
export interface BatchPool {
  /** Batches that are worth having under way at once. */
  readonly width: number;
  run(batch: RecordBatch): Promise<BatchResult>;
  /** Ends it at once; what is under way is lost. */
  close(): Promise<void>;
}

/** Works in this thread, one batch after the other. */
export function inlinePool(settings: BatchSettings): BatchPool {
  const make = batchMaker(settings);
  return {
    width: 1,
    run: (batch) => Promise.resolve(make(batch)),
    close: () => Promise.resolve(),
  };
}

/**
 * Results in the order of their batches, however long each takes; at most `width` batches are under way, so that memory
 * does not grow with the corpus.
 */
export async function* inOrder(batches: AsyncIterable<RecordBatch>, pool: BatchPool): AsyncGenerator<BatchResult> {
  const waiting: Promise<BatchResult>[] = [];
  for await (const batch of batches) {
    const result = pool.run(batch);
    result.catch(() => {}); // thrown where it is awaited; nobody may be there after an earlier failure
    waiting.push(result);
    if (waiting.length >= pool.width) yield await (waiting.shift() as Promise<BatchResult>);
  }
  for (const result of waiting) yield await result;
}
