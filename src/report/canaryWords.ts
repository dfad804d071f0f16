import type { CanaryResult } from "../evaluation/membership/exposure.ts";
import type { ArmSection, BiasReport } from "./biasReport.ts";
import { formatCount, formatDecimal, formatUpperBound } from "./numberFormat.ts";
import { counted } from "./wording.ts";

/** The words of canaries, shared by every renderer. */

export const canaryReading =
  "Canaries are made-up sentences with random digits, planted in the training alone. Exposure is how many bits of guessing the model saves: log2 of the number of candidates less log2 of the canary's rank among them by loss. A text never seen has 1.44 bits on average, and that is the ideal; the most that can be shown follows from the number of candidates.";

/** Arms whose models were asked for the canaries. */
export function canaryArms(
  report: BiasReport,
): readonly { readonly arm: ArmSection; readonly canaries: CanaryResult }[] {
  return (report.arms ?? []).flatMap((arm) => (arm.canaries === undefined ? [] : [{ arm, canaries: arm.canaries }]));
}

/** "20 canaries, each once in the training, ranked among 1,023 others that were drawn alike and not planted" */
export function canarySentence({ canaries, repeats, references }: CanaryResult): string {
  const many = `${formatCount(canaries)} ${canaries === 1 ? "canary" : "canaries"}`;
  return `${many}, each ${repeats === 1 ? "once" : `${repeats} times`} in the training, ranked among ${counted(references, "sentence")} drawn alike and not planted.${repeats === 1 ? "" : ` What ε allows is for a group of ${repeats} records.`}`;
}

/** One sentence on all arms; undefined where nothing was planted. */
export function canarySummary(report: BiasReport): string | undefined {
  const arms = canaryArms(report);
  const [first] = arms;
  if (first === undefined) return undefined;
  const bits = (value: number): string => formatDecimal(value, 2);
  const list = arms.map(
    ({ arm, canaries: { mean, ceiling } }) =>
      `${arm.arm} ${bits(mean.value)}${ceiling === undefined ? "" : ` (epsilon allows ${formatUpperBound(ceiling, 2)})`}`,
  );
  return `Canaries: mean exposure in bits, ${bits(first.canaries.unseen)} for a text never seen: ${list.join(", ")}.`;
}

/** What figures of canaries lead to. */
export const canaryItemsReading =
  "A mean leads to the exposure of each canary; their texts are random digits, and not in the report.";

export const ceilingReading =
  "“ε allows” is the largest mean in expectation, over the choice of canaries and the training. One training is looked at: a mean a little above it can be chance, an interval above it cannot easily.";
