import type { SamplingRule } from "./textGenerator.ts";

/** The likeliest token; the lowest id of equally likely ones. */
export function likeliestToken(logits: Float32Array): number {
  let best = 0;
  let largest = logits[0] as number;
  const look = (from: number, to: number): void => {
    for (let token = from; token < to; token += 1) {
      const logit = logits[token] as number;
      if (logit > largest) {
        best = token;
        largest = logit;
      }
    }
  };
  const whole = logits.length - (logits.length % 4);
  for (let start = 0; start < whole; start += 4) {
    // Hardly ever is one of them larger: reading several before asking is twice as quick.
    const a = logits[start] as number;
    const b = logits[start + 1] as number;
    const c = logits[start + 2] as number;
    const d = logits[start + 3] as number;
    if (a > largest || b > largest || c > largest || d > largest) look(start, start + 4);
  }
  look(whole, logits.length);
  return best;
}

/**
 * The token at a uniform number of [0, 1) on the cumulative probabilities of the kept tokens, likeliest first, lower id first
 * among equals.
 *
 * @param logits [V]
 * @see Fan et al. (2018), "Hierarchical Neural Story Generation" (top-k); Holtzman et al. (2020), "The Curious Case of
 *   Neural Text Degeneration" (top-p)
 */
export function sampleToken(logits: Float32Array, rule: SamplingRule, uniform: number): number {
  const ranking = new Ranking(logits, rule.temperature);
  const kept = rule.topK === 0 ? Number.POSITIVE_INFINITY : rule.topK;
  const mass = rule.topK === 0 ? ranking.mass : ranking.massOfFirst(kept);
  const nucleus = rule.topP < 1 ? ranking.reach(rule.topP * mass, kept).massPassed : mass;
  return ranking.reach(uniform * nucleus, kept, "beyond").token;
}

/** So fine that a bin of a real model's scores holds a few tokens. */
const binCount = 4096;
/** Scores further below the largest than this have next to no probability and share the last bin. */
const range = 32;
const binsPerUnit = binCount / range;
const binWidth = 1 / binsPerUnit;
/** Weight at each bin's upper end, where its likeliest tokens are. */
const binWeights = Float64Array.from({ length: binCount }, (_, bin) => Math.exp(-bin * binWidth));

/** One memory for all rankings, of which there is one at a time: the bin of each token, the tokens in each bin and their weight. */
let bins = new Uint16Array(0);
const sizes = new Int32Array(binCount);
const masses = new Float64Array(binCount);

/**
 * Tokens by probability, sorted no further than somebody asks: walking over bins of like scores costs V additions where
 * sorting would cost V log V comparisons. Weights are exp((score - largest) / temperature), to 12 digits: that of the bin
 * times five terms of the series of what is left.
 */
class Ranking {
  readonly mass: number;
  readonly #logits: Float32Array;
  readonly #largest: number;
  /** 1 / temperature */
  readonly #scale: number;

  constructor(logits: Float32Array, temperature: number) {
    const largest = logits[likeliestToken(logits)] as number;
    this.#logits = logits;
    this.#largest = largest;
    this.#scale = 1 / temperature;
    if (bins.length < logits.length) bins = new Uint16Array(logits.length);
    sizes.fill(0);
    masses.fill(0);
    const own = bins;
    const scale = this.#scale;
    for (let token = 0; token < logits.length; token += 1) {
      const depth = (largest - (logits[token] as number)) * scale;
      const bin = depth < range ? (depth * binsPerUnit) | 0 : binCount - 1;
      own[token] = bin;
      sizes[bin] = (sizes[bin] as number) + 1;
      masses[bin] = (masses[bin] as number) + weightAt(depth, bin);
    }
    let mass = 0;
    for (let bin = 0; bin < binCount; bin += 1) mass += masses[bin] as number;
    this.mass = mass;
  }

  /** Weight of the `count` likeliest tokens. */
  massOfFirst(count: number): number {
    return this.reach(Number.POSITIVE_INFINITY, count).massPassed;
  }

  /**
   * Goes from the likeliest token on, over at most `count`, until the weights passed are at least `target` (or beyond it).
   *
   * @returns the last token passed, and the weight of all passed, that one included
   */
  reach(
    target: number,
    count: number,
    until: "at least" | "beyond" = "at least",
  ): { readonly token: number; readonly massPassed: number } {
    const isReached = (mass: number): boolean => (until === "beyond" ? mass > target : mass >= target);
    let passed = 0;
    let mass = 0;
    let lastBin = 0;
    for (let bin = 0; bin < binCount && passed < count; bin += 1) {
      const size = sizes[bin] as number;
      if (size === 0) continue;
      const after = mass + (masses[bin] as number);
      lastBin = bin;
      if (!isReached(after) && passed + size <= count) {
        passed += size;
        mass = after;
        continue;
      }
      for (const token of this.#sorted(bin)) {
        passed += 1;
        mass += weightAt((this.#largest - (this.#logits[token] as number)) * this.#scale, bin);
        if (isReached(mass) || passed === count) return { token, massPassed: mass };
      }
    }
    return { token: this.#sorted(lastBin).at(-1) as number, massPassed: mass };
  }

  #sorted(bin: number): Int32Array {
    const tokens = new Int32Array(sizes[bin] as number);
    for (let token = 0, place = 0; place < tokens.length; token += 1) {
      if (bins[token] !== bin) continue;
      tokens[place] = token;
      place += 1;
    }
    return tokens.sort((a, b) => (this.#logits[b] as number) - (this.#logits[a] as number) || a - b);
  }
}

/** exp(-depth) of a depth in the bin. */
function weightAt(depth: number, bin: number): number {
  if (depth >= range) return Math.exp(-depth);
  const rest = depth - bin * binWidth;
  return (binWeights[bin] as number) * (1 - rest * (1 - rest * (1 / 2 - rest * (1 / 6 - rest * (1 / 24)))));
}
