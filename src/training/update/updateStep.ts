import { matching } from "../optimizer/optimizer.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import { noiseGrid } from "../privacy/noiseGrid.ts";
import type { RandomStreams } from "../privacy/randomStream.ts";
import { noiseValues, pieceValues } from "./updateEngine.ts";
import type { MeanRule, UpdateEngine } from "./updateEngine.ts";

export interface StepUpdate {
  readonly step: number;
  /** Name -> values of what is trained; changed in place. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Name -> sum of the lot's (clipped) gradients. */
  readonly sum: ReadonlyMap<string, Float32Array>;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly expectedLotSize: number;
  readonly noise?: StepNoise;
}

export interface StepNoise {
  /** C, the sensitivity of the sum. */
  readonly clipNorm: number;
  /** Standard deviation of the noise in units of the sensitivity. */
  readonly multiplier: number;
  readonly streams: RandomStreams;
  /** Overwrites the array with known standard normal numbers instead, those of coordinate 0, 1, ...; for tests. */
  readonly known?: (target: Float64Array) => void;
}

/** Draws noise ahead in another thread; see src/jobs/update. */
export interface NoiseAhead {
  /** Begins a step's noise: pieces of `noiseValues` numbers, the last one shorter. */
  begin(step: number, deviation: number): void;
  /** The piece, valid until the next call, or undefined when the caller is to draw it; asked for in order, each once. */
  take(piece: number): Int32Array | undefined;
}

/**
 * Everything that follows the sums of a step: noise on every coordinate, division by the expected lot size, the
 * optimizer's update. Works through all arrays at once, in pieces that fit in the cache, so that memory is passed over once.
 *
 * Noise is drawn in pieces of 65,536 coordinates, each from a stream of its own: whoever draws them, a seed gives the same.
 *
 * @returns the first parameter that is no longer finite, where the work then stops; undefined when all are
 */
export function updateStep(engine: UpdateEngine, update: StepUpdate, ahead?: NoiseAhead): string | undefined {
  const { step, parameters, sum, optimizer, learningRate, expectedLotSize, noise } = update;
  for (const [name, { length }] of parameters) matching(sum, name, length);
  const coordinates = [...parameters.values()].reduce((total, { length }) => total + length, 0);
  const grid = noise && noiseGrid(noise.clipNorm, noise.multiplier, coordinates);
  const mean: MeanRule = { expectedLotSize, ...(grid === undefined ? {} : { grid }) };
  const rule = optimizer.begin(learningRate);
  const pieces = noise && grid && new NoisePieces(engine, noise, step, coordinates, grid.deviation, ahead);
  for (const [name, theta] of parameters) {
    const gradient = sum.get(name) as Float32Array;
    const running = optimizer.runningOf(name);
    let isFinite = true;
    for (let start = 0; start < theta.length;) {
      const values = pieces?.next(Math.min(pieceValues, theta.length - start));
      const end = start + (values?.length ?? Math.min(pieceValues, theta.length - start));
      const piece = {
        theta: theta.subarray(start, end),
        sum: gradient.subarray(start, end),
        running: running.map((array) => array.subarray(start, end)),
        ...(values === undefined ? {} : { noise: values }),
      };
      isFinite = engine.apply(piece, mean, rule) && isFinite;
      start = end;
    }
    if (!isFinite) return name;
  }
  return undefined;
}

/** The noise of a step, coordinate after coordinate. */
class NoisePieces {
  readonly #draw: (piece: number, target: Int32Array) => Int32Array;
  readonly #own: Int32Array;
  readonly #coordinates: number;
  #values: Int32Array = new Int32Array(0);
  #piece = 0;
  #used = 0;

  constructor(
    engine: UpdateEngine,
    { streams, known }: StepNoise,
    step: number,
    coordinates: number,
    deviation: number,
    ahead: NoiseAhead | undefined,
  ) {
    this.#coordinates = coordinates;
    this.#own = new Int32Array(Math.min(noiseValues, coordinates));
    if (known === undefined) ahead?.begin(step, deviation);
    this.#draw = (piece, target) => {
      if (known !== undefined) return rounded(known, deviation, target);
      const drawn = ahead?.take(piece);
      if (drawn !== undefined) return drawn;
      engine.drawNoise(streams.open("noise", step, piece), deviation, target);
      return target;
    };
  }

  /** The numbers of the next coordinates, at least one and at most `atMost`. */
  next(atMost: number): Int32Array {
    if (this.#used === this.#values.length) {
      const rest = this.#coordinates - this.#piece * noiseValues;
      this.#values = this.#draw(this.#piece, this.#own.subarray(0, Math.min(noiseValues, rest)));
      this.#piece += 1;
      this.#used = 0;
    }
    const values = this.#values.subarray(this.#used, this.#used + atMost);
    this.#used += values.length;
    return values;
  }
}

function rounded(known: (target: Float64Array) => void, deviation: number, target: Int32Array): Int32Array {
  const values = new Float64Array(target.length);
  known(values);
  for (const [at, value] of values.entries()) target[at] = Math.round(value * deviation);
  return target;
}
