import type { ArmSection, BiasReport } from "./biasReport.ts";
import {
  formatCount,
  formatEpsilon,
  formatLowerBound,
  formatPercent,
  formatRange,
  formatSmall,
} from "./numberFormat.ts";

/** The words of the section on membership, shared by every renderer. */

export type Membership = NonNullable<ArmSection["membership"]>;
export type Attack = Membership["attacks"][number];
export type AttackName = Attack["attack"];

export const attackWords: Readonly<Record<AttackName, { readonly name: string; readonly reading: string }>> = {
  loss: { name: "Loss", reading: "a low loss looks like a member" },
  ratio: { name: "Ratio to base", reading: "a loss that training has lowered looks like a member" },
  zlib: { name: "zlib", reading: "a loss that is low for how compressible the text is" },
  "min-k": { name: "Min-K%", reading: "a text whose least likely fifth of the tokens is still likely" },
  ez: { name: "Error zone", reading: "more rises than falls where the model's first choice is wrong" },
};

/** The attack that tables with room for one show: the one that knows the base model. Chosen before looking. */
export const shownAttack: AttackName = "ratio";

export const membershipReading =
  "Can an attacker tell records that were trained on from records that were held out? An area of 0.5 is guessing, 1 is certainty. Looking at training records costs privacy that ε does not cover: this is a test of the promise, not a figure to publish.";

/** Why figures of attacks lead to no record. */
export const noRecordsReading =
  "These figures lead to no records: a list of who is found would be what the attack is after, so scores of single records are not in the report.";

export const changesReading =
  "The same attack on the same texts in two arms: change of the area under the curve, below 0 where the attack finds less (DeLong, paired; p after Holm's correction for all rows). Of an arm that was trained several times it is the mean area of its models.";

/** The arms that were attacked. */
export function attackedArms(
  report: BiasReport,
): readonly { readonly arm: ArmSection; readonly membership: Membership; readonly position: number }[] {
  return (report.arms ?? []).flatMap((arm, position) =>
    arm.membership === undefined ? [] : [{ arm, membership: arm.membership, position }],
  );
}

/** One sentence for an arm with a claim: whether the attacks found more than was promised. */
export function promiseSentence({ arm }: ArmSection, { privacy, attacks }: Membership): string | undefined {
  if (privacy === undefined) return undefined;
  const { claim, empirical } = privacy;
  const promised = `ε ${formatEpsilon(claim.epsilon)} at δ ${formatSmall(claim.delta)}`;
  const held = privacy.held ?? attacks[0] ?? { members: 0, nonMembers: 0 }; // older reports held all against it
  const sample = `${formatCount(held.members)} members and ${formatCount(held.nonMembers)} others`;
  if (empirical === undefined) {
    return `${arm}: not held against ${promised}: ${sample} stand in one unit of privacy alone, too few to show anything.`;
  }
  const sure = `${formatSmall(Math.floor(1e4 * empirical.confidence) / 100)}%`;
  if (privacy.isContradicted) {
    return `${arm}: the attacks show, with ${sure} confidence, an ε of at least ${formatLowerBound(empirical.atLeast, 2)}, more than the promised ${promised}. The training or its account has a mistake.`;
  }
  const shown =
    empirical.atLeast > 0
      ? `show, with ${sure} confidence, an ε of at least ${formatLowerBound(empirical.atLeast, 2)}`
      : `show, with ${sure} confidence, no ε above 0`;
  return `${arm}: nothing found against ${promised}; the attacks with ${sample} ${shown}.${sharedText(held, attacks[0])}`;
}

/** Attacked texts about which the promise for one unit says less. */
function sharedText(held: NonNullable<NonNullable<Membership["privacy"]>["held"]>, attack: Attack | undefined): string {
  const count = attack === undefined ? 0 : attack.members + attack.nonMembers - held.members - held.nonMembers;
  if (count <= 0) return "";
  const [texts, stand] = count === 1 ? ["text", "stands"] : ["texts", "stand"];
  return ` ${formatCount(count)} attacked ${texts} ${stand} in several units and ${count === 1 ? "is" : "are"} not held against it.`;
}

/** Records that were not attacked, and groups that were too small to be attacked by themselves; the same in every arm. */
export function leftOutSentence({ skipped }: Membership): string | undefined {
  if (skipped.length === 0) return undefined;
  return `Left out: ${skipped.map(({ reason, count }) => `${reason} (${formatCount(count)})`).join("; ")}.`;
}

/** The false-positive rates that tables have a column for. */
export function ratesOf(report: BiasReport): readonly number[] {
  const [first] = attackedArms(report);
  return (first?.membership.attacks[0]?.truePositives ?? []).map(({ falsePositiveRate }) => falsePositiveRate);
}

/**
 * What the intervals of the shares leave out: the thresholds were chosen by so few others that the rate of false positives, which
 * is what the limit beside them is for, is unsure itself. The widest over all attacks; undefined for an older report.
 */
export function thresholdSentence(report: BiasReport): string | undefined {
  const rates = attackedArms(report)
    .flatMap(({ membership }) => membership.attacks)
    .flatMap(({ truePositives }) => truePositives.filter(({ isResolved }) => isResolved));
  const texts = ratesOf(report).flatMap((rate) => {
    const intervals = rates.flatMap(({ falsePositiveRate, accused }) =>
      falsePositiveRate === rate && accused !== undefined ? [accused.interval] : [],
    );
    if (intervals.length === 0) return [];
    const low = Math.min(...intervals.map((one) => one.low));
    const high = Math.max(...intervals.map((one) => one.high));
    return [`at ${100 * rate}% between ${formatPercent(low)} and ${formatPercent(high)}`];
  });
  if (texts.length === 0) return undefined;
  return `The interval of a share found covers the choice of members alone. Its threshold comes from the others, so that the true rate of false positives lies, with 95% confidence, ${texts.join(", ")}; what ε allows is for the rate itself.`;
}

/** `2.1% (1.2% to 3.4%)` with the exact interval; a note where so few non-members cannot show the rate. */
export function rateText({ value, interval, isResolved }: Attack["truePositives"][number]): string {
  return isResolved ? `${formatPercent(value)} (${formatRange(interval, formatPercent)})` : "too few others";
}
