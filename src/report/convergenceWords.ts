import type { Convergence } from "../evaluation/convergence.ts";
import type { BiasReport } from "./biasReport.ts";
import { isFew } from "./fewItems.ts";

/** How far the loss of one group fell in one arm, beside the arm that it is held against, if any. */
export interface DropRow {
  readonly drop: Convergence["drops"][number];
  readonly comparison?: Convergence["comparisons"][number];
}

export const dropsName = "How far the loss of each group fell";

/** What stands above the rows. */
export function dropsReading({ convergence }: BiasReport): string {
  const tests = convergence?.comparisons.length ?? 0;
  const tested =
    tests === 0
      ? ""
      : ` A private arm is held against its counterpart sentence by sentence: below 0 its loss fell less. Wilcoxon's signed-rank test, Holm over all ${tests} tests.`;
  const few = convergence?.drops.some(isFew) === true ? " With so few sentences an interval may be too narrow." : "";
  return `Loss after the first look less loss after the last, nats per token, mean of a group's public sentences with the interval over these sentences, for these trainings.${few}${tested}`;
}

/** Every arm's groups in the order of the report; none where no arm kept its sentences. */
export function dropRows({ convergence }: BiasReport): readonly DropRow[] {
  const { drops = [], comparisons = [] } = convergence ?? {};
  return drops.map((drop) => {
    const comparison = comparisons.find(({ b, group }) => b === drop.arm && group === drop.group);
    return comparison === undefined ? { drop } : { drop, comparison };
  });
}
