import { Worker } from "node:worker_threads";
import { EvenhandError, messageOf } from "../../base/errors.ts";
import { packageFile } from "../packageFiles.ts";
import { compiledEngine } from "./compiledEngine.ts";
import type { RunScanJob, ScanJob, ScanJobListener } from "./scanJob.ts";
import type { ScanWorkerData, ScanWorkerMessage } from "./scanWorker.ts";

/** Runs each worker of a job in a thread; tasks are taken by an atomic counter, so that nobody waits for another. */
export const runInThreads: RunScanJob = async (job, listener, signal) => {
  const module = job.engine === "plain" ? undefined : await compiledEngine();
  const shared = new SharedArrayBuffer(8);
  const control = new Int32Array(shared);
  const { blockPaths, ...rest } = job;
  const workers = blockPaths.map((blockPath) =>
    startWorker({ job: rest, blockPath, shared, ...(module === undefined ? {} : { module }) }),
  );
  const stop = (): void => {
    Atomics.store(control, 1, 1);
    for (const worker of workers) worker.postMessage("stop");
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const settled = await Promise.allSettled(
      workers.map((worker) =>
        resultOf(worker, listener).catch((error: unknown) => {
          stop();
          throw error;
        }),
      ),
    );
    for (const outcome of settled) if (outcome.status === "rejected") throw outcome.reason;
  } finally {
    signal.removeEventListener("abort", stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
};

function startWorker(workerData: ScanWorkerData): Worker {
  return new Worker(packageFile("dist", "scan-worker.mjs"), {
    workerData,
    // Flags of the shell's own process, such as the inspector's, are not for workers.
    execArgv: [],
    stdout: false,
    // Young objects may take three times as much; what a scan holds lies in buffers.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
}

function resultOf(worker: Worker, listener: ScanJobListener): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: ScanWorkerMessage) => {
      switch (message.kind) {
        case "bytes":
          return listener.onBytes(message.bytes);
        case "hash":
          return listener.onHash(message.file, message.sha256);
        case "result":
          return listener.onResult(message.result);
        case "done":
          return resolve();
        case "failed": {
          const { code, message: text, hint, stack } = message;
          return reject(new EvenhandError(code, text, { hint, cause: new Error(stack) }));
        }
      }
    });
    worker.on("error", (cause) => reject(crashed(messageOf(cause), cause)));
    worker.on("exit", (code) => reject(crashed(`it ended with code ${code} before it was done`)));
  });
}

function crashed(reason: string, cause?: unknown): EvenhandError {
  return new EvenhandError("job.crashed", `A worker of the scan failed: ${reason}.`, {
    hint: "If memory ran out, scan with --memory or fewer --workers; otherwise please report this with the log.",
    cause,
  });
}

/** Workers for a job: no more than tasks, and one for little text, where starting another costs more than it helps. */
export function workersFor(job: { readonly tasks: ScanJob["tasks"]; readonly bytes: number }, most: number): number {
  const useful = Math.ceil(job.bytes / (1 << 20));
  return Math.max(1, Math.min(most, job.tasks.length, useful));
}
