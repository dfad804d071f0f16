import type { ModesCompared } from "../evaluation/clipping/compareModes.ts";

/** Arms that differ in nothing but how they clip, compared; what each did by itself is in the arms. */
export interface ClippingSection {
  /** One for each kind of arm and amount of noise that was trained under several modes. */
  readonly comparisons: readonly ClipComparison[];
}

export interface ClipComparison extends ModesCompared {
  /** Arm ids; the first is what the others are held against: `hard`, where it is among them. */
  readonly arms: readonly string[];
}
