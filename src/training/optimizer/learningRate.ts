export interface LearningRateSchedule {
  /** The highest rate, reached after the warm-up. */
  readonly peak: number;
  /** Steps over which the rate climbs from peak / warmUpSteps to the peak; 0 when absent. */
  readonly warmUpSteps?: number;
  /** After the warm-up: stay at the peak, or fall in a line or half a cosine that would reach 0 one step after the last. */
  readonly decay?: Decay;
}

export const decays = ["none", "linear", "cosine"] as const;

export type Decay = (typeof decays)[number];

/** The learning rate of step `step`, 1..steps. Fixed before the run, so it tells nothing about the records. */
export function learningRateAt(schedule: LearningRateSchedule, step: number, steps: number): number {
  const { peak, warmUpSteps = 0, decay = "none" } = schedule;
  if (step <= warmUpSteps) return (peak * step) / warmUpSteps;
  const left = (steps - step + 1) / (steps - warmUpSteps); // from 1 down to 1 / (steps - warmUpSteps)
  switch (decay) {
    case "none":
      return peak;
    case "linear":
      return peak * left;
    case "cosine":
      return (peak * (1 - Math.cos(Math.PI * left))) / 2;
  }
}
