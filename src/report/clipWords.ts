import type { PrivacySection } from "./biasReport.ts";
import { formatSmall } from "./numberFormat.ts";

/** How an arm was clipped: "hard, norm 0.5"; where the bound moves, from where to where. */
export function clipWords({ clipMode, clipNorm, adaptiveClip, clipBoundByStep }: PrivacySection): string {
  if (adaptiveClip === undefined) return `${clipMode}, norm ${formatSmall(clipNorm)}`;
  const last = clipBoundByStep?.at(-1) ?? clipNorm;
  return (
    `${clipMode}, norm ${formatSmall(clipNorm)} to ${formatSmall(last)} ` +
    `(quantile ${formatSmall(adaptiveClip.quantile)}, at least ${formatSmall(adaptiveClip.lowerBound)})`
  );
}
