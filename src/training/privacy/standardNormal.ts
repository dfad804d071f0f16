import { uniformFrom } from "./randomStream.ts";
import type { RandomStream } from "./randomStream.ts";

/** Overwrites the arrays that it is given, one after the other, with independent standard normal numbers. */
export interface StandardNoise {
  draw(target: Float64Array): void;
}

const layerCount = 256;
/** Where the tail begins and the area of each of the 256 layers, for the density e^(-x^2/2). */
const tailStart = 3.6541528853610088;
const layerArea = 0.00492867323399;
const wordsPerBlock = 8192;

const density = (x: number): number => Math.exp(-0.5 * x * x);

/** [257] Right edge of each layer, from the widest (0, which holds the tail) to the narrowest; the last is 0. */
export const layerEdges = makeEdges();
/** [256] What turns 53 uniform bits into a place in the layer. */
export const layerScales = layerEdges.subarray(0, layerCount).map((edge) => edge / 2 ** 53);
/** [257] e^(-x^2/2) at each edge. */
export const layerHeights = layerEdges.map(density);

/**
 * Standard normal numbers from uniform bits by the ziggurat method. Eight bits choose the layer, one the sign, 53 others
 * the place in it, so that they are independent of each other (the original method reused bits and was not). The tail is
 * exact and does not end: its uniform numbers have 52 bits after the first one that is set, however late that comes,
 * where Box and Muller's method with 53-bit uniforms ends at 8.6 standard deviations.
 *
 * @see Marsaglia and Tsang (2000), "The Ziggurat Method for Generating Random Variables"
 * @see Doornik (2005), "An Improved Ziggurat Method to Generate Normal Random Samples"
 */
export class StandardNormal {
  readonly #stream: RandomStream;
  readonly #words = new Uint32Array(wordsPerBlock);
  #next = wordsPerBlock;

  constructor(stream: RandomStream) {
    this.#stream = stream;
  }

  next(): number {
    for (;;) {
      const at = this.#take();
      const low = this.#words[at] as number;
      const high = this.#words[at + 1] as number;
      const layer = low & 0xff;
      const x = (high * 2097152 + (low >>> 11)) * (layerScales[layer] as number);
      if (x < (layerEdges[layer + 1] as number)) return (low & 0x100) === 0 ? x : -x;
      if (layer === 0) return (low & 0x100) === 0 ? this.#tail() : -this.#tail();
      if (this.#isBelowDensity(layer, x)) return (low & 0x100) === 0 ? x : -x;
    }
  }

  /** For the few places of a layer that the density cuts through. */
  #isBelowDensity(layer: number, x: number): boolean {
    const at = this.#take();
    const uniform = uniformFrom(this.#words[at + 1] as number, this.#words[at] as number);
    const bottom = layerHeights[layer] as number;
    return bottom + uniform * ((layerHeights[layer + 1] as number) - bottom) < density(x);
  }

  /** A normal number given that it lies beyond `tailStart`. */
  #tail(): number {
    for (;;) {
      const x = this.#exponential() / tailStart;
      const y = this.#exponential();
      if (2 * y > x * x) return tailStart + x;
    }
  }

  /** -ln u, u = (1 + m / 2^52) / 2^(zeros + 1): as fine near 0 as anywhere. */
  #exponential(): number {
    let zeros = 0;
    for (;;) {
      const at = this.#take();
      const high = this.#words[at + 1] as number;
      const leading = high === 0 ? 32 + Math.clz32(this.#words[at] as number) : Math.clz32(high);
      zeros += leading;
      if (leading < 64) break;
    }
    const at = this.#take();
    const mantissa = (this.#words[at + 1] as number) * 2 ** 20 + ((this.#words[at] as number) >>> 12);
    return (zeros + 1) * Math.LN2 - Math.log(1 + mantissa / 2 ** 52);
  }

  /** Index of the next 64 bits, lower half first. */
  #take(): number {
    if (this.#next === wordsPerBlock) {
      this.#stream.draw(this.#words);
      this.#next = 0;
    }
    this.#next += 2;
    return this.#next - 2;
  }
}

function makeEdges(): Float64Array {
  const table = new Float64Array(layerCount + 1);
  table[0] = layerArea / density(tailStart); // as wide as a rectangle with the area of the base layer and its tail
  table[1] = tailStart;
  for (let layer = 2; layer < layerCount; layer += 1) {
    const below = table[layer - 1] as number;
    table[layer] = Math.sqrt(-2 * Math.log(layerArea / below + density(below)));
  }
  return table;
}
