import { subgroupLosses } from "../evaluation/clipping/subgroupLosses.ts";
import type { SubgroupLoss } from "../evaluation/clipping/subgroupLosses.ts";
import type { ClippingTreatment } from "../evaluation/clipping/groupTreatment.ts";
import type { ArmSection, BiasReport, PrivacySection } from "./biasReport.ts";
import type { ClipComparison } from "./clippingSection.ts";
import { formatCount, formatDecimal, formatPercent, formatSigned } from "./numberFormat.ts";
import { axisOrder, coversZero, groupLabel, noDifference } from "./wording.ts";

/** The words and figures of clipping, shared by every renderer. */

export const clippingReading =
  "Clipping bounds what one record may do to a step, and so it may silence a group whose gradients are longer than others'. These figures come from public sentences that no arm was trained on, so looking at them costs no privacy. Ideal: every group keeps the same share, and misalignment is no larger than without clipping.";

export const misalignmentReading =
  "Misalignment is 1 − cosine of a group's mean unclipped gradient with the mean clipped gradient of the whole public probe set (all groups, equally many sentences; not of a training lot): 0 is the group's own direction, 1 at right angles. Beside it the same with nobody clipped; only the difference is clipping's doing.";

export const curveReading =
  "What each mode leaves of a gradient, by its length in units of the bound. “Soft” does not mean that more is left: tanh shortens at least as much as hard clipping at every length. What it keeps is the order of lengths near the bound.";

export const modesReading =
  "Arms that differ in nothing but how they clip. Gap: largest minus smallest mean loss of held-out records about the groups of an axis, ideal 0; the average gap is over all pairs of groups. Held-out records were not trained on, but they are the corpus's: ε does not cover looking at them.";

export const testsReading =
  "Wilcoxon's signed-rank test on the losses of the same texts, p after Holm's correction for all tests of the table. Each public sentence counts once, with the mean over the ways of naming the group in it. The intervals cover the choice of texts, not that of the seed.";

export interface TreatedArm {
  readonly arm: ArmSection;
  readonly treatment: ClippingTreatment;
  readonly privacy: PrivacySection;
}

/** Arms that clip and were looked at while they did. */
export function treatedArms(report: BiasReport): readonly TreatedArm[] {
  return (report.arms ?? []).flatMap((arm) => {
    const { training, privacy } = arm;
    const treatment = training?.treatment;
    return treatment === undefined || privacy === undefined ? [] : [{ arm, treatment, privacy }];
  });
}

/** The bound of each step; the same all the way where it does not move. */
export function boundPath({ clipNorm, clipBoundByStep, steps }: PrivacySection): readonly {
  readonly step: number;
  readonly value: number;
}[] {
  if (clipBoundByStep !== undefined) return clipBoundByStep.map((value, index) => ({ step: index + 1, value }));
  return [
    { step: 1, value: clipNorm },
    { step: steps, value: clipNorm },
  ];
}

/** The arms of a comparison with their losses by group, the reference first. */
export function comparedLosses(
  report: BiasReport,
  { arms }: ClipComparison,
): readonly { readonly arm: ArmSection; readonly losses: readonly SubgroupLoss[] }[] {
  return arms.flatMap((id) => {
    const arm = report.arms?.find((one) => one.arm === id);
    return arm === undefined ? [] : [{ arm, losses: subgroupLosses(arm.metrics) }];
  });
}

export type Disparity = ClippingTreatment["disparities"][number];

export const disparityWords: Readonly<Record<Disparity["measure"], string>> = {
  retained: "Length kept",
  shareClipped: "Share clipped",
  lossSlope: "Slope of the loss",
  misalignment: "Misalignment",
};

/** Where no axis has two groups with enough held-out texts. */
export const noLosses = "Too few held-out records mention exactly one group: their loss by group was not measured.";

/** "held-out records", or "public sentences about female". */
export function testedTexts(report: BiasReport, { texts, group }: ClipComparison["tests"][number]): string {
  return group === undefined ? texts : `${texts} about ${groupLabel(report, group)}`;
}

/** The comparison of metrics whose items a test is of: losses of records, or on public sentences, where the base model's loss is the same. */
export function testedComparison({
  a,
  b,
  n,
  difference,
  group,
}: ClipComparison["tests"][number]): Pick<Comparison, "metric" | "axis" | "a" | "b" | "n" | "difference"> {
  if (group === undefined) return { metric: "perplexity", a, b, n, difference };
  const axis = axisOrder.find((one) => group.startsWith(`${one}.`));
  return { metric: "coverage-gap", ...(axis === undefined ? {} : { axis }), a, b, n, difference };
}

/** Changes of the gaps of loss between groups, each mode against the first. */
export function gapChanges({ comparisons = [] }: BiasReport, { arms }: ClipComparison): readonly Comparison[] {
  return comparisons.filter(
    ({ a, b, metric }) =>
      arms.includes(a) && arms.includes(b) && (metric === "group-loss-gap" || metric === "coverage-gap"),
  );
}

type Comparison = NonNullable<BiasReport["comparisons"]>[number];

/** Which gaps changed, as far as the intervals say. */
export function gapSentence(report: BiasReport, comparison: ClipComparison): string {
  const changes = gapChanges(report, comparison);
  const shown = changes.filter(({ interval }) => !coversZero(interval));
  const compared = `${formatCount(changes.length)} compared`;
  const [reference] = comparison.arms;
  if (shown.length === 0) return `Gaps between groups held against ${reference} (${compared}): ${noDifference}.`;
  const list = shown.map((change) => `${change.b}, ${gapName(change)}, ${formatSigned(change.difference)}`).join("; ");
  const others = shown.length < changes.length ? ` For the others there is ${noDifference}.` : "";
  return `Gaps between groups held against ${reference} (${compared}), where the interval leaves out 0, in nats per token: ${list}.${others}`;
}

/** "gender, held-out records" */
export function gapName({ axis, metric }: Comparison): string {
  return `${axis}, ${metric === "coverage-gap" ? "public sentences" : "held-out records"}`;
}

/** Nats per token and ten steps: a single step changes too little to be read. */
export function slopeText(slope: number): string {
  return formatSigned(10 * slope);
}

/** How a disparity is written, by its measure. */
export function disparityText({ measure }: Pick<Disparity, "measure">): (value: number) => string {
  if (measure === "lossSlope") return slopeText;
  return measure === "misalignment" ? (value) => formatDecimal(value, 3) : formatPercent;
}

export function looksSentence({ looks, slopeLooks }: ClippingTreatment): string {
  return `${formatCount(looks)} looks at the public sentences during training. “Clipped” is the share of gradients longer than the bound. The slope of the loss is taken over the last ${formatCount(slopeLooks)} looks: below 0 the group was still learning when training ended.`;
}

/** The groups that a disparity lies between. */
export function disparityGroups(report: BiasReport, { highest, lowest }: Disparity): string {
  return highest === lowest ? "all alike" : `${groupLabel(report, highest)} against ${groupLabel(report, lowest)}`;
}
