import type { ArmSection, BiasReport } from "../../src/report/biasReport.ts";
import { experimentReport } from "./experimentReport.ts";

/** An experiment that lost an arm, `dp ε3`, and of all but `plain` the training with seed 3. */
export function divergedReport(): BiasReport {
  const { arms = [], comparisons = [], clipping: _, convergence: __, ...report } = experimentReport();
  const isLost = (name: string): boolean => name === "dp ε3";
  return {
    ...report,
    arms: arms.map((arm): ArmSection => {
      const { seeds = [] } = arm;
      if (isLost(arm.arm)) return lost(arm);
      return arm.arm === "plain" ? { ...arm, seeds: [...seeds, ...seeds.slice(1).map(asThird)] } : arm;
    }),
    comparisons: comparisons.filter(({ a, b }) => !isLost(a) && !isLost(b)),
    warnings: [
      "dp ε3 diverged and has no figures: its model gives held-out text no finite loss or perplexity.",
      ...report.warnings,
    ],
  };
}

/** As `train` reports a private model without finite figures. */
function lost({ arm, kind, label, model, privacy, training }: ArmSection): ArmSection {
  if (kind === undefined || privacy === undefined || training === undefined)
    throw new RangeError(`${arm} is no private arm`);
  const { probeLoss: _, dynamics: __, treatment: ___, probeSentences: ____, past: _____, ...rest } = training;
  return { arm, kind, label, model, privacy, training: rest, metrics: [] };
}

function asThird<T extends { readonly seed: number }>(one: T): T {
  return { ...one, seed: 3 };
}
