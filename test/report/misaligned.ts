import type { BiasReport } from "../../src/report/biasReport.ts";

/** The report with misalignments at every look of the arms that clip, or at those looks alone. */
export function withMisalignment(report: BiasReport, looks?: readonly number[]): BiasReport {
  const arms = (report.arms ?? []).map((arm) => {
    const { training, privacy } = arm;
    if (training?.dynamics === undefined || privacy === undefined) return arm;
    const dynamics = training.dynamics.map(({ step, groups }, look) => ({
      step,
      groups:
        looks === undefined || looks.includes(look)
          ? groups.map((group, place) =>
              Object.assign({}, group, { misalignment: 0.2 + 0.01 * place, misalignmentUnclipped: 0.1 + 0.01 * place }),
            )
          : groups,
    }));
    return { ...arm, training: { ...training, dynamics } };
  });
  return { ...report, arms };
}
