import { workerData } from "node:worker_threads";
import { secureStreams, seededStreams } from "../../training/privacy/randomStream.ts";
import { fillNoiseRing } from "../../training/update/noiseRing.ts";
import type { NoiseRing } from "../../training/update/noiseRing.ts";
import { createWasmUpdateEngine } from "../../training/update/wasmUpdateEngine.ts";

/** What the worker is started with. */
export interface NoiseWorkerData {
  readonly ring: NoiseRing;
  readonly module: WebAssembly.Module;
  /** Absent for noise from the operating system's source, which this thread opens itself. */
  readonly seed?: number;
}

const { ring, module, seed } = workerData as NoiseWorkerData;
fillNoiseRing(ring, createWasmUpdateEngine(module), seed === undefined ? secureStreams() : seededStreams(seed));
