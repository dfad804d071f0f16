import type { TrainableModel } from "./trainableModel.ts";
import type { StepKey } from "./traceGradientStep.ts";

/** Input arrays of a step, by the names of `stepNames`. */
export type StepFeeds = ReadonlyMap<string, Float32Array | Int32Array>;

/** Computes gradient steps of one model: the one thing that the engines of training differ in. */
export interface GradientSteps {
  /**
   * @param feeds everything that `stepInputs` names
   * @param into arrays for outputs, by name; one may be the very array of an input that only leads to this output
   * @returns every output, by name; those not named in `into` are valid until the next run
   */
  run(
    key: StepKey,
    feeds: StepFeeds,
    into: ReadonlyMap<string, Float32Array>,
  ): Promise<ReadonlyMap<string, Float32Array>>;
  release(): Promise<void>;
}

/** Who computes the steps of a run. Noise, clip bound and update are not its business: they are always ours, on the CPU. */
export interface StepEngine {
  /** For the report, such as `tfjs-node 4.22.0`. */
  readonly description: string;
  steps(model: TrainableModel): GradientSteps;
}
