import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { EvenhandError, messageOf } from "../../base/errors.ts";
import type { RandomStreams } from "../../training/privacy/randomStream.ts";
import { makeNoiseRing, NoiseTaker } from "../../training/update/noiseRing.ts";
import { updateStep } from "../../training/update/updateStep.ts";
import type { StepUpdate } from "../../training/update/updateStep.ts";
import { createWasmUpdateEngine } from "../../training/update/wasmUpdateEngine.ts";
import { packageFile } from "../packageFiles.ts";
import type { NoiseWorkerData } from "./noiseWorker.ts";

/** Makes what follows the sums of each step of one run. */
export interface Updater {
  /** `updateStep` with the fastest engine. */
  readonly update: (update: StepUpdate) => string | undefined;
  readonly stop: () => Promise<void>;
}

export interface UpdaterOptions {
  /** Where the run's noise comes from; undefined for a run without noise. */
  readonly noise: RandomStreams | undefined;
  /** P, of what is trained. */
  readonly coordinates: number;
  /** Threads at most; one per core when absent. */
  readonly threads?: number;
}

/** Below it the update takes a few milliseconds and a second thread does not pay. */
const fewestForThread = 8_000_000;

/**
 * The update in WebAssembly, for large models with a thread that draws noise beside it.
 *
 * @throws EvenhandError `runtime.failed` when the package is not whole
 */
export async function startUpdater({ noise, coordinates, threads }: UpdaterOptions): Promise<Updater> {
  const module = await compileEngine();
  const engine = createWasmUpdateEngine(module);
  if (noise === undefined || coordinates < fewestForThread || (threads ?? availableParallelism()) < 2) {
    return { update: (update) => updateStep(engine, update), stop: async () => {} };
  }
  const ring = makeNoiseRing(coordinates);
  const workerData: NoiseWorkerData = {
    ring,
    module,
    ...(noise.seed === undefined ? {} : { seed: noise.seed }),
  };
  // Flags of the shell's own process, such as the inspector's, are not for workers.
  const worker = new Worker(packageFile("dist", "noise-worker.mjs"), { workerData, execArgv: [], stdout: false });
  worker.on("error", () => {}); // pieces that it does not draw are drawn here
  worker.unref();
  const taker = new NoiseTaker(ring);
  return {
    update: (update) => updateStep(engine, update, taker),
    stop: async () => void (await worker.terminate()),
  };
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The engine, compiled once a process. */
function compileEngine(): Promise<WebAssembly.Module> {
  compiled ??= readFile(packageFile("dist", "update-engine.wasm"))
    .then((bytes) => WebAssembly.compile(bytes))
    .catch((cause: unknown) => {
      compiled = undefined;
      throw new EvenhandError("runtime.failed", `The update engine cannot be loaded: ${messageOf(cause)}`, {
        hint: "Install Evenhand again, or build it with: npm run build.",
        cause,
      });
    });
  return compiled;
}
