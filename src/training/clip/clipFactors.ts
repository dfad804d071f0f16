import * as tf from "@tensorflow/tfjs-core";
import type { ClipRule } from "../gradientEngine.ts";

/** AUTO-S's stabiliser, added to the norm. */
export const automaticGamma = 0.01;

/** Keeps 0/0 away; a norm below it counts as zero. */
const tiniest = 1e-30;

/**
 * The factor a(n) that each record's gradient is scaled by; a(n) n stays at or below the clip norm C in every mode.
 *
 * | mode | a(n) | |
 * | --- | --- | --- |
 * | hard | min(1, C / n) | Abadi et al. (2016), "Deep Learning with Differential Privacy" |
 * | automatic | C / (n + 0.01) | AUTO-S, Bu et al. (2023), "Automatic Clipping" |
 * | soft | C tanh(n / C) / n | our reading of Soleymani et al. (2025), "SoftAdaClip" |
 *
 * @param norms [R]
 * @param clipNorm [1], C > 0
 * @returns [R]
 */
export function clipFactors(
  mode: Exclude<ClipRule["mode"], "none">,
  norms: tf.Tensor1D,
  clipNorm: tf.Tensor1D,
): tf.Tensor1D {
  const safe = tf.maximum(norms, tiniest);
  const factors: Readonly<Record<typeof mode, () => tf.Tensor1D>> = {
    hard: () => tf.minimum(1, tf.div(clipNorm, safe)),
    automatic: () => tf.div(clipNorm, tf.add(norms, automaticGamma)),
    soft: () => tf.div(tf.mul(clipNorm, tf.tanh(tf.div(safe, clipNorm))), safe),
  };
  return factors[mode]();
}
