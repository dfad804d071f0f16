import { Worker } from "node:worker_threads";
import { EvenhandError, messageOf } from "../../base/errors.ts";
import { packageFile } from "../packageFiles.ts";
import type { AugmentWorkerMessage } from "./augmentWorker.ts";
import type { BatchPool } from "./batchPool.ts";
import type { BatchResult, BatchSettings, RecordBatch } from "./recordBatch.ts";

interface Task {
  readonly batch: RecordBatch;
  readonly resolve: (result: BatchResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Works in threads; each takes the next batch when it is done with its last. */
export function threadPool(settings: BatchSettings, workers: number): BatchPool {
  const idle: PoolWorker[] = [];
  const queue: Task[] = [];
  const all = Array.from({ length: workers }, () => new PoolWorker(settings, next));
  idle.push(...all);

  function next(worker: PoolWorker): void {
    const task = queue.shift();
    if (task === undefined) idle.push(worker);
    else worker.start(task);
  }

  return {
    // One more for each worker, so that nobody waits for the reader.
    width: 2 * workers,
    run: (batch) =>
      new Promise((resolve, reject) => {
        const task = { batch, resolve, reject };
        const worker = idle.shift();
        if (worker === undefined) queue.push(task);
        else worker.start(task);
      }),
    async close() {
      await Promise.all(all.map((worker) => worker.close()));
    },
  };
}

class PoolWorker {
  readonly #worker: Worker;
  readonly #onIdle: (worker: PoolWorker) => void;
  #task: Task | undefined;
  #failure: EvenhandError | undefined;

  constructor(settings: BatchSettings, onIdle: (worker: PoolWorker) => void) {
    this.#onIdle = onIdle;
    this.#worker = new Worker(packageFile("dist", "augment-worker.mjs"), {
      workerData: settings,
      // Flags of the shell's own process, such as the inspector's, are not for workers.
      execArgv: [],
      stdout: false,
    });
    this.#worker.on("message", (message: AugmentWorkerMessage) => this.#take(message));
    this.#worker.on("error", (cause) => this.#fail(crashed(messageOf(cause), cause)));
    this.#worker.on("exit", (code) => this.#fail(crashed(`it ended with code ${code} before it was done`)));
  }

  start(task: Task): void {
    if (this.#failure !== undefined) return task.reject(this.#failure);
    this.#task = task;
    this.#worker.postMessage(task.batch);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(message: AugmentWorkerMessage): void {
    const task = this.#task;
    this.#task = undefined;
    if (message.kind === "result") task?.resolve(message.result);
    else {
      const { code, message: text, hint, stack } = message;
      task?.reject(new EvenhandError(code, text, { hint, cause: new Error(stack) }));
    }
    this.#onIdle(this);
  }

  #fail(error: EvenhandError): void {
    this.#failure ??= error;
    this.#task?.reject(this.#failure);
    this.#task = undefined;
  }
}

function crashed(reason: string, cause?: unknown): EvenhandError {
  return new EvenhandError("job.crashed", `A worker that makes counterfactuals failed: ${reason}.`, {
    hint: "If memory ran out, use fewer --workers; otherwise please report this with the log.",
    cause,
  });
}
