import { uniformFrom } from "./randomStream.ts";
import type { RandomStream } from "./randomStream.ts";

const layers = 256;
/** Where the tail begins and the area of each of the 256 layers, for the density e^(-x^2/2). */
const tailStart = 3.6541528853610088;
const layerArea = 0.00492867323399;
const wordsPerBlock = 8192;

const density = (x: number): number => Math.exp(-0.5 * x * x);

/** Right edge of each layer, from the widest (0, which holds the tail) to the narrowest; the last is 0. */
const edges = layerEdges();
/** What turns 53 uniform bits into a place in the layer. */
const scales = edges.map((edge) => edge / 9007199254740992);
/** e^(-x^2/2) at each edge. */
const heights = edges.map(density);

/**
 * Standard normal numbers from uniform bits by the ziggurat method, whose tail is exact: Box and Muller's with 53-bit
 * uniforms ends at 8.6 standard deviations. Eight bits choose the layer, one the sign, 53 others the place in it, so
 * that they are independent of each other (the original method reused bits and was not).
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
      if (this.#next === wordsPerBlock) this.#refill();
      const high = this.#words[this.#next] as number;
      const low = this.#words[this.#next + 1] as number;
      this.#next += 2;
      const layer = low & 0xff;
      const x = (high * 2097152 + (low >>> 11)) * (scales[layer] as number);
      if (x < (edges[layer + 1] as number) || this.#isBelowDensity(layer, x)) return (low & 0x100) === 0 ? x : -x;
      if (layer === 0) return (low & 0x100) === 0 ? this.#tail() : -this.#tail();
    }
  }

  /** For the few places of a layer that the density cuts through. */
  #isBelowDensity(layer: number, x: number): boolean {
    if (layer === 0) return false;
    const bottom = heights[layer] as number;
    return bottom + this.#uniform() * ((heights[layer + 1] as number) - bottom) < density(x);
  }

  /** A normal number given that it lies beyond `tailStart`. */
  #tail(): number {
    for (;;) {
      const x = -Math.log(1 - this.#uniform()) / tailStart;
      const y = -Math.log(1 - this.#uniform());
      if (2 * y > x * x) return tailStart + x;
    }
  }

  #uniform(): number {
    if (this.#next === wordsPerBlock) this.#refill();
    const value = uniformFrom(this.#words[this.#next] as number, this.#words[this.#next + 1] as number);
    this.#next += 2;
    return value;
  }

  #refill(): void {
    this.#stream.draw(this.#words);
    this.#next = 0;
  }
}

function layerEdges(): Float64Array {
  const table = new Float64Array(layers + 1);
  table[0] = layerArea / density(tailStart); // as wide as a rectangle with the area of the base layer and its tail
  table[1] = tailStart;
  for (let layer = 2; layer < layers; layer += 1) {
    const below = table[layer - 1] as number;
    table[layer] = Math.sqrt(-2 * Math.log(layerArea / below + density(below)));
  }
  return table;
}
