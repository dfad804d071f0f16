import type { ClipRule } from "../gradientEngine.ts";

/** The gamma of automatic clipping. */
export const automaticClipOffset = 0.01;

/**
 * The factor a(n) that a record's gradient of norm n is scaled by. In every private mode a(n) n <= `clipNorm`, which is
 * therefore the sensitivity of the clipped sum. A norm that is not finite gives 0: the record is left out instead of
 * poisoning the sum.
 *
 * - `hard`: min(1, C/n), Abadi et al. (2016), "Deep Learning with Differential Privacy"
 * - `automatic`: C/(n + 0.01), AUTO-S of Bu et al. (2023), "Automatic Clipping"; small gradients grow
 * - `soft`: C tanh(n/C)/n, after Soleymani et al. (2025), "SoftAdaClip" (our reading of the formula)
 */
export function clipFactor(norm: number, clip: ClipRule): number {
  if (clip.mode === "none") return 1;
  return Number.isFinite(norm) ? factors[clip.mode](norm, clip.clipNorm) : 0;
}

const factors: Readonly<Record<Exclude<ClipRule["mode"], "none">, (norm: number, clipNorm: number) => number>> = {
  hard: (norm, clipNorm) => (norm <= clipNorm ? 1 : clipNorm / norm),
  automatic: (norm, clipNorm) => clipNorm / (norm + automaticClipOffset),
  soft: (norm, clipNorm) => (norm === 0 ? 1 : (clipNorm * Math.tanh(norm / clipNorm)) / norm),
};
