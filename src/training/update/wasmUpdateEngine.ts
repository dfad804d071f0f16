import type { UpdateRule } from "../optimizer/updateRule.ts";
import type { RandomStream } from "../privacy/randomStream.ts";
import { layerEdges, layerHeights, layerScales } from "../privacy/standardNormal.ts";
import { noiseValues, pieceValues } from "./updateEngine.ts";
import type { MeanRule, UpdateEngine, UpdatePiece } from "./updateEngine.ts";

/** What assembly/index.ts exports; places are addresses in its memory. */
interface WasmExports {
  thetaPlace(): number;
  sumPlace(): number;
  runningPlace(index: number): number;
  noisePlace(): number;
  wordsPlace(): number;
  edgesPlace(): number;
  scalesPlace(): number;
  heightsPlace(): number;
  drawNoise(count: number, deviation: number): void;
  mean(count: number, expectedLotSize: number): void;
  noisyMean(count: number, scale: number, rate: number): void;
  adam(
    count: number,
    b1: number,
    c1: number,
    b2: number,
    c2: number,
    decay: number,
    stepSize: number,
    root: number,
    epsilon: number,
  ): number;
  sgd(count: number, momentum: number, rate: number): number;
}

/** @param module the compiled src/training/update/assembly */
export function createWasmUpdateEngine(module: WebAssembly.Module): UpdateEngine {
  return new WasmUpdateEngine(module);
}

class WasmUpdateEngine implements UpdateEngine {
  readonly #wasm: WasmExports;
  readonly #theta: Float32Array;
  readonly #sum: Float32Array;
  readonly #running: readonly Float32Array[];
  readonly #noise: Int32Array;
  #stream: RandomStream | undefined;

  constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 16 });
    const { buffer } = memory;
    const refill = (words: number): void => this.#stream?.draw(new Uint32Array(buffer, wasm.wordsPlace(), 2 * words));
    const wasm = new WebAssembly.Instance(module, { env: { memory, refill } }).exports as unknown as WasmExports;
    this.#wasm = wasm;
    const values = pieceValues + 3; // room to round up to four
    this.#theta = new Float32Array(buffer, wasm.thetaPlace(), values);
    this.#sum = new Float32Array(buffer, wasm.sumPlace(), values);
    this.#running = [0, 1].map((index) => new Float32Array(buffer, wasm.runningPlace(index), values));
    this.#noise = new Int32Array(buffer, wasm.noisePlace(), noiseValues);
    new Float64Array(buffer, wasm.edgesPlace(), layerEdges.length).set(layerEdges);
    new Float64Array(buffer, wasm.scalesPlace(), layerScales.length).set(layerScales);
    new Float64Array(buffer, wasm.heightsPlace(), layerHeights.length).set(layerHeights);
  }

  drawNoise(stream: RandomStream, deviation: number, target: Int32Array): void {
    if (target.length > noiseValues) throw new RangeError(`drawNoise: ${target.length} values at once`);
    this.#stream = stream;
    this.#wasm.drawNoise(target.length, deviation);
    this.#stream = undefined;
    target.set(this.#noise.subarray(0, target.length));
  }

  apply({ theta, sum, running, noise }: UpdatePiece, { grid, expectedLotSize }: MeanRule, rule: UpdateRule): boolean {
    const count = theta.length;
    if (count > pieceValues) throw new RangeError(`apply: ${count} values at once`);
    load(this.#theta, theta);
    load(this.#sum, sum);
    for (const [index, values] of running.entries()) load(this.#running[index] as Float32Array, values);
    if (grid === undefined || noise === undefined) {
      this.#wasm.mean(count, expectedLotSize);
    } else {
      this.#noise.set(noise);
      this.#wasm.noisyMean(count, 1 / grid.unit, grid.unit / expectedLotSize);
    }
    const isFinite = this.#applyRule(count, rule);
    theta.set(this.#theta.subarray(0, count));
    for (const [index, values] of running.entries()) {
      values.set((this.#running[index] as Float32Array).subarray(0, count));
    }
    return isFinite;
  }

  #applyRule(count: number, rule: UpdateRule): boolean {
    switch (rule.kind) {
      case "adam": {
        const { b1, c1, b2, c2, decay, stepSize, root, epsilon } = rule;
        return this.#wasm.adam(count, b1, c1, b2, c2, decay, stepSize, root, epsilon) !== 0;
      }
      case "sgd":
        return this.#wasm.sgd(count, rule.momentum, rule.rate) !== 0;
    }
  }
}

/** Copies values, with zeros after them up to a multiple of four. */
function load(into: Float32Array, values: Float32Array): void {
  into.set(values);
  into.fill(0, values.length, (values.length + 3) & ~3);
}
