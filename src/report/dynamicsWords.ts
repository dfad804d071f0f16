import type { BiasReport, TrainingSection } from "./biasReport.ts";
import { groupLabel } from "./wording.ts";

/** The words and figures of convergence by group, shared by every renderer. */

export type Dynamics = NonNullable<TrainingSection["dynamics"]>;

export const dynamicsReading =
  "Neutral sentences about each group, which no arm was trained on: looking at them costs no privacy. Groups whose loss falls later, whose gradients are clipped more, or whose steps are less their own, converge more slowly.";

/** One arm and one group over the steps that were looked at. */
export interface GroupPath {
  readonly arm: string;
  readonly group: string;
  readonly label: string;
  readonly n: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** Means over the steps that were looked at. */
  readonly norm: number;
  /** What clipping leaves of the length, as a share; absent for arms that do not clip. */
  readonly retained?: number;
  readonly shareClipped?: number;
  readonly alignment: number;
}

/** Every arm's groups, in the order of the report. */
export function groupPaths(report: BiasReport): readonly GroupPath[] {
  return (report.arms ?? []).flatMap(({ arm, training, privacy }) => {
    const steps = training?.dynamics ?? [];
    return (steps[0]?.groups ?? []).flatMap(({ group, n }): GroupPath[] => {
      const own = steps.flatMap(({ step, groups }) =>
        groups.filter((one) => one.group === group).map((one) => ({ step, ...one })),
      );
      const [first, last] = [own[0], own.at(-1)];
      if (first === undefined || last === undefined) return [];
      const mean = (of: (one: (typeof own)[number]) => number): number =>
        own.reduce((sum, one) => sum + of(one), 0) / own.length;
      const norm = mean((one) => one.norm);
      return [
        {
          arm,
          group,
          label: groupLabel(report, group),
          n,
          firstLoss: first.loss,
          lastLoss: last.loss,
          norm,
          ...(privacy === undefined
            ? {}
            : { retained: mean((one) => one.clippedNorm) / norm, shareClipped: mean((one) => one.shareClipped) }),
          alignment: mean((one) => one.alignment),
        },
      ];
    });
  });
}
