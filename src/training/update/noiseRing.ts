import type { RandomStreams } from "../privacy/randomStream.ts";
import { noiseValues } from "./updateEngine.ts";
import type { UpdateEngine } from "./updateEngine.ts";
import type { NoiseAhead } from "./updateStep.ts";

/** Pieces that may lie ready: 2 MB. */
const slots = 8;
/** After so long without a piece that it began, the other side is given up. */
const patienceMs = 5000;

/** Places in `control`. */
const places = {
  /** Steps begun; the other side sleeps on it. */
  steps: 0,
  /** The next piece that nobody draws yet. */
  next: 1,
  /** Pieces that are used up, whose slots are free. */
  usedUp: 2,
  /** [slots] Number of the piece that lies there, from 1 on. */
  ready: 3,
} as const;

/** What two threads share. Holds the noise of private steps: only in memory, and only as long as the run. */
export interface NoiseRing {
  /** P */
  readonly coordinates: number;
  /** Int32 [3 + slots] */
  readonly control: SharedArrayBuffer;
  /** Float64 [2]: step, deviation */
  readonly job: SharedArrayBuffer;
  /** Int32 [slots, noiseValues] */
  readonly values: SharedArrayBuffer;
}

export function makeNoiseRing(coordinates: number): NoiseRing {
  const control = new SharedArrayBuffer(4 * (places.ready + slots));
  new Int32Array(control)[places.next] = piecesOf(coordinates); // nothing to draw before the first step
  return {
    coordinates,
    control,
    job: new SharedArrayBuffer(16),
    values: new SharedArrayBuffer(4 * slots * noiseValues),
  };
}

/**
 * The side that uses the noise. A piece is taken from the ring when it is there, waited for when the other side has begun
 * it, and else left to the caller, so that both sides draw all the time and neither needs the other to go on.
 */
export class NoiseTaker implements NoiseAhead {
  readonly #ring: NoiseRing;
  readonly #control: Int32Array;
  readonly #job: Float64Array;
  readonly #values: Int32Array;
  /** Pieces of this step taken or left to the caller. */
  #taken: number;
  #isGivenUp = false;

  constructor(ring: NoiseRing) {
    this.#ring = ring;
    this.#control = new Int32Array(ring.control);
    this.#job = new Float64Array(ring.job);
    this.#values = new Int32Array(ring.values);
    this.#taken = piecesOf(ring.coordinates);
  }

  begin(step: number, deviation: number): void {
    if (this.#taken !== piecesOf(this.#ring.coordinates)) this.#isGivenUp = true; // pieces of the last step are on their way
    this.#taken = 0;
    if (this.#isGivenUp) return;
    this.#job.set([step, deviation]);
    for (let slot = 0; slot < slots; slot += 1) Atomics.store(this.#control, places.ready + slot, 0);
    Atomics.store(this.#control, places.usedUp, 0);
    Atomics.store(this.#control, places.next, 0); // from here on the other side may begin
    Atomics.add(this.#control, places.steps, 1);
    Atomics.notify(this.#control, places.steps);
  }

  take(piece: number): Int32Array | undefined {
    this.#taken = piece + 1;
    if (this.#isGivenUp) return undefined;
    Atomics.store(this.#control, places.usedUp, piece);
    Atomics.notify(this.#control, places.usedUp);
    const slot = piece % slots;
    for (;;) {
      const held = Atomics.load(this.#control, places.ready + slot);
      if (held === piece + 1) return slotOf(this.#values, piece, this.#ring.coordinates);
      if (Atomics.compareExchange(this.#control, places.next, piece, piece + 1) === piece) return undefined;
      if (Atomics.wait(this.#control, places.ready + slot, held, patienceMs) === "timed-out") {
        this.#isGivenUp = true;
        return undefined;
      }
    }
  }
}

/** The side that draws the noise; sleeps between steps and never returns. */
export function fillNoiseRing(ring: NoiseRing, engine: UpdateEngine, streams: RandomStreams): never {
  const control = new Int32Array(ring.control);
  const job = new Float64Array(ring.job);
  const values = new Int32Array(ring.values);
  const pieces = piecesOf(ring.coordinates);
  for (;;) {
    const steps = Atomics.load(control, places.steps);
    for (;;) {
      const piece = Atomics.load(control, places.next);
      if (piece >= pieces) break;
      const usedUp = Atomics.load(control, places.usedUp);
      if (piece - usedUp >= slots) {
        Atomics.wait(control, places.usedUp, usedUp);
        continue;
      }
      if (Atomics.compareExchange(control, places.next, piece, piece + 1) !== piece) continue;
      // Read after the claim: a step is not over while a claimed piece is missing, so this is the job of this step.
      const [step, deviation] = job as unknown as readonly [number, number];
      const target = slotOf(values, piece, ring.coordinates);
      engine.drawNoise(streams.open("noise", step, piece), deviation, target);
      Atomics.store(control, places.ready + (piece % slots), piece + 1);
      Atomics.notify(control, places.ready + (piece % slots));
    }
    Atomics.wait(control, places.steps, steps);
  }
}

function slotOf(values: Int32Array, piece: number, coordinates: number): Int32Array {
  const start = (piece % slots) * noiseValues;
  return values.subarray(start, start + Math.min(noiseValues, coordinates - piece * noiseValues));
}

function piecesOf(coordinates: number): number {
  return Math.ceil(coordinates / noiseValues);
}
