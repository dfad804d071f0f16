import { parentPort, workerData } from "node:worker_threads";
import { EvenhandError, messageOf } from "../../base/errors.ts";
import type { ErrorCode } from "../../base/errors.ts";
import { batchMaker } from "./augmentBatch.ts";
import type { BatchResult, BatchSettings, RecordBatch } from "./recordBatch.ts";

/** From a worker: one for each batch. */
export type AugmentWorkerMessage =
  | { readonly kind: "result"; readonly result: BatchResult }
  | {
      readonly kind: "failed";
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string;
      readonly stack: string;
    };

const make = batchMaker(workerData as BatchSettings);

parentPort?.on("message", (batch: RecordBatch) => {
  try {
    const result = make(batch);
    const { lines, provenance } = result;
    const transfer = [lines.buffer as ArrayBuffer, provenance.buffer as ArrayBuffer];
    send({ kind: "result", result }, transfer);
  } catch (error) {
    send({
      kind: "failed",
      code: error instanceof EvenhandError ? error.code : "job.crashed",
      message: error instanceof EvenhandError ? error.message : `A worker failed: ${messageOf(error)}`,
      hint: error instanceof EvenhandError ? error.hint : "Please report this with the command that you ran.",
      stack: error instanceof Error ? (error.stack ?? "") : "",
    });
  }
});

function send(message: AugmentWorkerMessage, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}
