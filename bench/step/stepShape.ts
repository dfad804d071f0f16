import type { Gpt2Config } from "../../src/lm/modelConfig.ts";

/** What one measurement is about: a micro-batch of `batch` records of `length` predictions. */
export interface StepShape {
  readonly batch: number;
  readonly length: number;
  readonly width: number;
  readonly vocabularySize: number;
  readonly layers: number;
}

/** distilGPT2's shape. */
export const distilGpt2: StepShape = { batch: 8, length: 128, width: 768, vocabularySize: 50_257, layers: 6 };

/** What is trained. */
export type Trained = "everything" | "lora" | "all but embeddings";

/** What a measuring process is asked, as JSON in its first argument. */
export interface StepQuestion {
  readonly shape: StepShape;
  readonly isPrivate: boolean;
  readonly trained: Trained;
  readonly runs: number;
}

/** What it answers, as JSON on its standard output: medians after two runs that warm up. */
export interface StepMeasurement {
  /** A complete step by the clock: gradient, and where `isPrivate` norms, clipping and noise; then AdamW. */
  readonly seconds: number;
  /** The same in processor time of all threads. */
  readonly processorSeconds: number;
  /** Of that the sum of gradients alone. */
  readonly gradientProcessorSeconds: number;
  readonly peakBytes: number;
}

export const warmUps = 2;
export const threads = 2;

export function configOf({ width, vocabularySize, layers, length }: StepShape): Gpt2Config {
  return {
    architecture: "gpt2",
    vocabularySize,
    positions: Math.max(1024, length),
    width,
    layers,
    heads: width / 64,
    innerWidth: 4 * width,
    normEpsilon: 1e-5,
    tiedHead: true,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
