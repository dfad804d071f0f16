import type { ModeTest } from "../evaluation/clipping/compareModes.ts";

/** Arms that differ in nothing but how they clip, compared; what each did by itself is in the arms. */
export interface ClippingSection {
  /** One for each kind of arm and amount of noise that was trained under several modes. */
  readonly comparisons: readonly ClipComparison[];
}

export interface ClipComparison {
  /** Arm ids; the first is what the others are held against. Changes of the gaps are among the report's comparisons. */
  readonly arms: readonly string[];
  /** Wilcoxon's signed-rank tests on losses of single texts. */
  readonly tests: readonly ModeTest[];
}
