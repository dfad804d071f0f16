import type { PastSection } from "./biasReport.ts";
import { formatCount, formatDecimal, formatSmall } from "./numberFormat.ts";

const targetWords: Readonly<Record<PastSection["target"], string>> = {
  sensitivity: "on the parameters that the gap depends on",
  shuffled: "at shuffled places, as a control",
  top: "evenly on the most sensitive fifth, as a control",
  random: "on a random fifth, as a control",
};

/** What PAST did, and what it does not promise, in sentences. */
export function pastWords({
  gapByEpoch,
  strength,
  epochs,
  target,
  members,
  nonMembers,
  zeroShare,
}: PastSection): string {
  const gapOf = (gap: PastSection["gapByEpoch"][number] | undefined): string =>
    gap === undefined ? "–" : formatDecimal(gap.nonMemberLoss - gap.memberLoss, 3);
  return (
    `Privacy-aware sparsity tuning (PAST): lambda ${formatSmall(strength)} ${targetWords[target]}, ` +
    `${formatCount(epochs)} ${epochs === 1 ? "epoch" : "epochs"}. The loss of ${formatCount(nonMembers)} records never trained on less ` +
    `that of ${formatCount(members)} trained on went from ${gapOf(gapByEpoch[0])} to ${gapOf(gapByEpoch.at(-1))} nats per token; ` +
    `${formatDecimal(100 * zeroShare, 1)}% of the parameters are 0. Empirical, not a guarantee: it may blunt attacks like those tried here, and no epsilon follows from it.`
  );
}
