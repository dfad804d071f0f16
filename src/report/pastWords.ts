import type { ArmSection, BiasReport, PastSection, SensitivitySection } from "./biasReport.ts";
import type { Estimate } from "../evaluation/estimate.ts";
import type { Interval } from "../evaluation/metricResult.ts";
import { formatCount, formatDecimal, formatRange, formatSmall } from "./numberFormat.ts";

/** The words of privacy-aware sparsity tuning, shared by every renderer. */

export const pastReading =
  "Privacy-aware sparsity tuning (PAST) goes on training a finished model and presses the parameters that the gap between members and non-members depends on towards 0. Empirical, not a guarantee: it may blunt attacks like those tried here, and no ε follows from it. The control presses other parameters equally hard: what it reaches as well is not due to the choice of parameters. Intervals resample members and others; the change is that of the very same records. Ideal: a gap of 0 with losses that stay low.";

/** Why these figures lead nowhere. */
export const pastItemsReading =
  "Losses of members and others lead to no records, as the attacks do not; shares of modules are of parameters, not of texts.";

export const sensitivityReading =
  "Share of Σ |∂G/∂θ| of each module (parameter tensor) before tuning, G being the gap; the tick is the module's share of the parameters, where an even spread would put it. Intervals are over the records that the gap was measured on: the jackknife with blocks of them left out.";

export interface TunedArm {
  readonly arm: ArmSection;
  readonly past: PastSection;
}

/** The tuned arm and its control. */
export function tunedArms(report: BiasReport): readonly TunedArm[] {
  return (report.arms ?? []).flatMap((arm) => {
    const past = arm.training?.past;
    return past === undefined ? [] : [{ arm, past }];
  });
}

/** "The most sensitive 1% of the parameters carry 31% of the sensitivity, 20% carry 88%." */
export function topSentence({ top }: SensitivitySection): string {
  const percent = (share: number): string => `${formatDecimal(100 * share, 0)}%`;
  const [first, ...rest] = top.map(({ top: part, share }) => [percent(part), percent(share)] as const);
  if (first === undefined) return "";
  const others = rest.map(([part, share]) => `${part} carry ${share}`);
  return `The most sensitive ${first[0]} of the parameters carry ${first[1]} of the sensitivity${others.length > 0 ? `; ${others.join(", ")}` : ""}.`;
}

/** Where the gap came from: the same before every tuning of one model, so that of the first arm that has it. */
export function sensitivityOf(report: BiasReport): SensitivitySection | undefined {
  return tunedArms(report).find(({ past }) => past.sensitivity !== undefined)?.past.sensitivity;
}

/** Modules that a chart has room for. */
export const shownModules = 12;

const targetWords: Readonly<Record<PastSection["target"], string>> = {
  sensitivity: "on the parameters that the gap depends on",
  shuffled: "at shuffled places, as a control",
  top: "evenly on the most sensitive fifth",
  random: "evenly on a random fifth, as a control",
};

/** What was done to an arm: "lambda 0.1 at shuffled places, as a control, 2 epochs; gap over 512 members and 90 others". */
export function pastWords({ strength, epochs, target, members, nonMembers }: PastSection): string {
  return (
    `lambda ${formatSmall(strength)} ${targetWords[target]}, ${formatCount(epochs)} ${epochs === 1 ? "epoch" : "epochs"}; ` +
    `gap between ${formatCount(members)} records trained on and ${formatCount(nonMembers)} set aside`
  );
}

/** One sentence on all tunings; undefined where there were none. */
export function pastSummary(report: BiasReport): string | undefined {
  const [before, ...after] = gapRows(report);
  if (before === undefined) return undefined;
  const list = after.map((row) => `${gapText(row)} after ${row.arm}`).join(", ");
  return `Tuning against membership inference (PAST; empirical, not a guarantee): the loss of others less that of members is ${gapText(before)} nats per token before, ${list}.`;
}

/** `0.412 (0.380 to 0.444)` */
function gapText({ gap, interval }: GapRow): string {
  const figure = nats(gap);
  return interval === undefined ? figure : `${figure} (${formatRange(interval, nats)})`;
}

/** `-0.211 (-0.243 to -0.180)`; a dash where nothing has changed yet or a report of the first version does not tell. */
export function changeText({ change }: GapRow): string {
  if (change === undefined) return "–";
  const { value, interval } = change;
  return interval === undefined ? nats(value) : `${nats(value)} (${formatRange(interval, nats)})`;
}

export function nats(value: number): string {
  return formatDecimal(value, 3);
}

export interface GapRow {
  readonly arm: string;
  readonly when: string;
  readonly memberLoss: number;
  readonly nonMemberLoss: number;
  readonly gap: number;
  readonly interval?: Interval;
  /** How far the gap is from that before, on the same records; only at the end. */
  readonly change?: Estimate;
  /** Only at the end. */
  readonly zeroShare?: number;
}

/** Losses of members and non-members before tuning, and after it with each target. */
export function gapRows(report: BiasReport): readonly GapRow[] {
  return tunedArms(report).flatMap(({ arm, past: { gapByEpoch, change, zeroShare } }, index): GapRow[] => {
    const [before, after] = [gapByEpoch[0], gapByEpoch.at(-1)];
    if (before === undefined || after === undefined) return [];
    const rowOf = (gap: typeof before): Omit<GapRow, "arm" | "when"> => ({
      ...gap,
      gap: gap.nonMemberLoss - gap.memberLoss,
    });
    return [
      ...(index === 0 ? [{ arm: "plain", when: "before", ...rowOf(before) }] : []),
      { arm: arm.arm, when: "after", ...rowOf(after), ...(change === undefined ? {} : { change }), zeroShare },
    ];
  });
}
