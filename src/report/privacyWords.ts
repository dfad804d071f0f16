import type { ArmSection, PrivacySection } from "./biasReport.ts";
import { formatEpsilon, formatShareBound, formatSmall, formatUpperBound } from "./numberFormat.ts";

/** mu of Gaussian differential privacy, rounded up; a dash where the report has none. */
export function formatMu({ gdpMu }: Pick<PrivacySection, "gdpMu">): string {
  return gdpMu === undefined ? "–" : formatUpperBound(gdpMu, 3);
}

/** The bound on true positives in percent, rounded up; a dash where the report has none. */
export function formatTruePositives({
  truePositivesAt1Percent: found,
}: Pick<PrivacySection, "truePositivesAt1Percent">): string {
  return found === undefined ? "–" : formatShareBound(found);
}

/** What an epsilon is said with: who is protected, against which neighbours, with which sampling. */
export function protectionWords({ unit, adjacency, sampling }: PrivacySection): string {
  return `unit: ${unit}; neighbours: ${adjacency}; ${sampling} sampling`;
}

/**
 * `Privacy ε 3, 8 and 20, δ 3e-5 · unit: … · accountant PLD`: every epsilon that arms were trained with, in a line for those
 * that all else is alike of.
 */
export function privacyLines(arms: readonly Pick<ArmSection, "privacy">[]): string[] {
  const epsilons = new Map<string, Set<string>>();
  for (const { privacy } of arms) {
    if (privacy === undefined) continue;
    const { epsilon, delta, accountant } = privacy;
    const alike = `, δ ${formatSmall(delta)} · ${protectionWords(privacy)} · accountant ${accountant}`;
    epsilons.set(alike, (epsilons.get(alike) ?? new Set()).add(formatEpsilon(epsilon)));
  }
  return [...epsilons].map(([alike, own]) => `Privacy ε ${listed([...own])}${alike}`);
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** Of arms that were trained several times: what the epsilon of a row is of. */
export function trainingsSentence(arms: readonly Pick<ArmSection, "privacy" | "seeds">[]): string | undefined {
  const most = Math.max(0, ...arms.map(({ privacy, seeds = [] }) => (privacy === undefined ? 0 : seeds.length)));
  if (most < 2) return undefined;
  return (
    `ε and the bounds are of each training; an arm's figures rest on ${most}. Who sees several trainings of one corpus is held to what the ledger ` +
    "adds them up to (`evenhand budget`)."
  );
}

/** What the bounds mean, in one sentence. */
export const attackSentence =
  "μ: telling whether a unit was in the corpus is no easier than telling N(μ, 1) from N(0, 1), but for events of " +
  "probability δ. True positives: the most units that any membership test finds when it wrongly accuses 1% of the others.";
