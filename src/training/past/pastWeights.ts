import type { Random } from "../../base/random.ts";

/**
 * Where the penalty falls. `sensitivity` is the method; the others are its controls: `shuffled` has the same weights at
 * random places of each module, `top` presses the most sensitive fifth alone and evenly, `random` as many at random.
 */
export const pastTargets = ["sensitivity", "shuffled", "top", "random"] as const;

export type PastTarget = (typeof pastTargets)[number];

/** What tells whether it matters where a penalty falls; none for a target that is a control itself. */
export const controlOf: Readonly<Partial<Record<PastTarget, PastTarget>>> = { sensitivity: "shuffled", top: "random" };

/** Of `top` and `random`. */
export const pressedShare = 0.2;

/**
 * The weight gamma of each parameter in the penalty lambda Σ gamma |theta|: its sensitivity, scaled within its module (one
 * parameter tensor) so that the weights of a module have mean 1, as in the plain L1 penalty.
 *
 * @param sensitivity name -> |dG/dtheta|; overwritten with the weights
 * @param random for `shuffled` and `random`
 * @see Hu et al. (2024), "Privacy-Aware Sparsity Tuning"; absolute values and modules are our reading
 */
export function pastWeights(sensitivity: ReadonlyMap<string, Float32Array>, target: PastTarget, random: Random): void {
  for (const values of sensitivity.values()) {
    if (target === "shuffled") shuffleValues(values, random);
    if (target === "top") press(values, threshold(values));
    if (target === "random") {
      for (let at = 0; at < values.length; at += 1) values[at] = random.next() < pressedShare ? 1 : 0;
    }
    scaleToMeanOne(values);
  }
}

/** As `shuffle` of base/random, for numbers in place. */
function shuffleValues(values: Float32Array, random: Random): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = random.integer(last + 1);
    const value = values[last] as number;
    values[last] = values[other] as number;
    values[other] = value;
  }
}

/** The sensitivity that `pressedShare` of the module's parameters reach. */
function threshold(values: Float32Array): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(values.length - 1, Math.floor((1 - pressedShare) * values.length))] as number;
}

function press(values: Float32Array, least: number): void {
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) >= least ? 1 : 0;
}

/** A module that the gap does not depend on is not pressed at all. */
function scaleToMeanOne(values: Float32Array): void {
  const sum = values.reduce((total, value) => total + value, 0);
  const scale = sum > 0 ? values.length / sum : 0;
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) * scale;
}
