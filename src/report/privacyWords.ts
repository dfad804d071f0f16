import type { PrivacySection } from "./biasReport.ts";

/** mu of Gaussian differential privacy, rounded up; a dash where the report has none. */
export function formatMu({ gdpMu }: Pick<PrivacySection, "gdpMu">): string {
  return gdpMu === undefined ? "–" : roundedUp(gdpMu, 3);
}

/** The bound on true positives in percent, rounded up; a dash where the report has none. */
export function formatTruePositives({
  truePositivesAt1Percent: found,
}: Pick<PrivacySection, "truePositivesAt1Percent">): string {
  return found === undefined ? "–" : `${roundedUp(100 * found, 1)}%`;
}

/** What an epsilon is said with: who is protected, against which neighbours, with which sampling. */
export function protectionWords({ unit, adjacency, sampling }: PrivacySection): string {
  return `unit: ${unit}; neighbours: ${adjacency}; ${sampling} sampling`;
}

/** What the bounds mean, in one sentence. */
export const attackSentence =
  "μ: telling whether a unit was in the corpus is no easier than telling N(μ, 1) from N(0, 1), but for events of " +
  "probability δ. True positives: the most units that any membership test finds when it wrongly accuses 1% of the others.";

/** A bound must not be rounded to less than it is; what rounding in double precision adds is no reason to go up. */
function roundedUp(value: number, decimals: number): string {
  return (Math.ceil(value * 10 ** decimals - 1e-9) / 10 ** decimals).toFixed(decimals);
}
