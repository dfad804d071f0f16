export interface LearningRateSchedule {
  /** The highest rate, reached after the warm-up. */
  readonly peak: number;
  /** Steps over which the rate climbs from peak / warmUpSteps to the peak; 0 when absent. */
  readonly warmUpSteps?: number;
  /** After the warm-up: stay at the peak, or fall in a line that would reach 0 one step after the last. */
  readonly decay?: "none" | "linear";
}

/** The learning rate of step `step`, 1..steps. Fixed before the run, so it tells nothing about the records. */
export function learningRateAt(schedule: LearningRateSchedule, step: number, steps: number): number {
  const { peak, warmUpSteps = 0, decay = "none" } = schedule;
  if (step <= warmUpSteps) return (peak * step) / warmUpSteps;
  if (decay === "none") return peak;
  return (peak * (steps - step + 1)) / (steps - warmUpSteps);
}
