import type { ClipRule, GradientEngine, TrainingRecord } from "./gradientEngine.ts";
import { clipFactor } from "./privacy/clipFactor.ts";

/** Texts about one group, which no record of the training is among: looking at them costs no privacy. */
export interface ProbeGroup {
  /** Lexicon group id. */
  readonly group: string;
  readonly records: readonly TrainingRecord[];
}

/** How training treated one group at one step. */
export interface GroupDynamics {
  readonly group: string;
  readonly n: number;
  /** Mean loss after the step, nats per token. */
  readonly loss: number;
  /** Mean norm of a text's gradient after the step, and what clipping would leave of it. */
  readonly norm: number;
  readonly clippedNorm: number;
  /** Share of texts whose gradient clipping would shorten. */
  readonly shareClipped: number;
  /**
   * Cosine of the group's mean gradient before the step with the way that the parameters went, taken the other way round:
   * 1 means that the step did just what the group needs, 0 that it did not help it, below 0 that it hurt.
   */
  readonly alignment: number;
}

export interface ProbedStep {
  readonly step: number;
  readonly groups: readonly GroupDynamics[];
}

/** Watches the groups at some steps of a training. */
export interface GroupProbe {
  /** Whether the step, 1..steps, is looked at. */
  isDue(step: number, steps: number): boolean;
  /** Before the step: what each group needs, and where the parameters are. */
  before(engine: GradientEngine, signal?: AbortSignal): Promise<void>;
  /** After the step, which is made and paid for: not to be cancelled before it is in the state. */
  after(engine: GradientEngine, step: number, clip: ClipRule): Promise<ProbedStep>;
}

/** No gradient is longer: the engine's sum is then that of the raw gradients, with their norms. */
const unclipped: ClipRule = { mode: "hard", clipNorm: 1e30 };

/** Coordinates that an alignment is computed from; a larger model is sampled evenly. */
const mostCoordinates = 2_000_000;

/**
 * Convergence by subgroup on texts that are not part of the training. Costs two passes over the texts at the steps looked
 * at: the first, the last, and about `looks` evenly between.
 *
 * @see Srivastava et al. (2024), "De-amplifying Bias from Differential Privacy in Language Model Fine-tuning": gradients of
 *   under-represented patterns converge more slowly
 * @see Esipova et al. (2023), "Disparate Impact in Differential Privacy from Gradient Misalignment"
 */
export function groupProbe(groups: readonly ProbeGroup[], looks = 10): GroupProbe {
  let needed = new Map<string, Float32Array>();
  let place: Float32Array = new Float32Array();
  return {
    isDue: (step, steps) => step === 1 || step === steps || step % Math.max(1, Math.round(steps / looks)) === 0,
    async before(engine, signal) {
      needed = new Map();
      for (const { group, records } of groups) {
        engine.beginLot();
        await engine.accumulate(records, unclipped, signal);
        needed.set(group, sampled(engine.gradientSum));
      }
      engine.beginLot();
      place = sampled(engine.trainable);
    },
    async after(engine, step, clip) {
      const moved = sampled(engine.trainable);
      const found: GroupDynamics[] = [];
      for (const { group, records } of groups) {
        engine.beginLot();
        const statistics = await engine.accumulate(records, unclipped);
        const n = statistics.length;
        const mean = (of: (norm: number, loss: number) => number): number =>
          statistics.reduce((sum, { norm, loss }) => sum + of(norm, loss), 0) / n;
        found.push({
          group,
          n,
          loss: mean((_, loss) => loss),
          norm: mean((norm) => norm),
          clippedNorm: mean((norm) => norm * clipFactor(norm, clip)),
          shareClipped: mean((norm) => (clipFactor(norm, clip) < 1 ? 1 : 0)),
          alignment: alignment(needed.get(group) ?? new Float32Array(), place, moved),
        });
      }
      engine.beginLot();
      needed = new Map();
      place = new Float32Array();
      return { step, groups: found };
    },
  };
}

/** Every s-th value of all arrays, one after the other; s is a prime, so that no column of a matrix is preferred. */
function sampled(arrays: ReadonlyMap<string, Float32Array>): Float32Array {
  const size = [...arrays.values()].reduce((sum, { length }) => sum + length, 0);
  const stride = primeFrom(Math.ceil(size / mostCoordinates));
  const chosen = new Float32Array(Math.ceil(size / stride));
  let filled = 0;
  let next = 0; // in the array at hand
  for (const values of arrays.values()) {
    for (; next < values.length; next += stride) {
      chosen[filled] = values[next] as number;
      filled += 1;
    }
    next -= values.length;
  }
  return chosen;
}

/** The smallest prime that is not below `least`; 1 for 1. */
function primeFrom(least: number): number {
  for (let candidate = least; ; candidate += 1) {
    let divisor = 2;
    while (divisor * divisor <= candidate && candidate % divisor !== 0) divisor += 1;
    if (divisor * divisor > candidate) return candidate;
  }
}

/** Cosine of a gradient with the way from `after` back to `before`; 0 where either has no length. */
function alignment(gradient: Float32Array, before: Float32Array, after: Float32Array): number {
  let [along, ofGradient, ofStep] = [0, 0, 0];
  for (let index = 0; index < gradient.length; index += 1) {
    const g = gradient[index] as number;
    const back = (before[index] as number) - (after[index] as number);
    along += g * back;
    ofGradient += g * g;
    ofStep += back * back;
  }
  return ofGradient === 0 || ofStep === 0 ? 0 : along / Math.sqrt(ofGradient * ofStep);
}
