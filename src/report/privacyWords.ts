import type { ArmSection, PrivacySection } from "./biasReport.ts";
import { formatEpsilon, formatShareBound, formatSmall, formatUpperBound } from "./numberFormat.ts";
import { listed } from "./wording.ts";

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

/** What arms were promised that differ in nothing but their epsilons. */
export interface SharedPromise {
  /** As they are shown, in the order of the arms; none where the noise came from a known seed, which promises nothing. */
  readonly epsilons: readonly string[];
  /** Of the first of these arms: all but epsilon that a promise is said with is the others' too. */
  readonly privacy: PrivacySection;
}

/** Every promise that the arms were trained with, one for those that all else is alike of. */
export function sharedPromises(arms: readonly Pick<ArmSection, "privacy">[]): readonly SharedPromise[] {
  const promises = new Map<string, { readonly epsilons: Set<string>; readonly privacy: PrivacySection }>();
  for (const { privacy } of arms) {
    if (privacy === undefined) continue;
    const { epsilon, delta, accountant } = privacy;
    const isPromised = privacy.noiseSource === "operating system";
    const alike = JSON.stringify([isPromised, formatSmall(delta), protectionWords(privacy), accountant]);
    const promise = promises.get(alike) ?? { epsilons: new Set(), privacy };
    promises.set(alike, promise);
    if (isPromised) promise.epsilons.add(formatEpsilon(epsilon));
  }
  return [...promises.values()].map(({ epsilons, privacy }) => ({ epsilons: [...epsilons], privacy }));
}

/** Instead of an epsilon, of arms whose noise came from a known seed. */
export const notPrivate = "none: the noise came from a known seed";

/** `Privacy ε 3, 8 and 20, δ 3e-5 · unit: … · accountant PLD`, a line for each promise. */
export function privacyLines(arms: readonly Pick<ArmSection, "privacy">[]): string[] {
  return sharedPromises(arms).map(({ epsilons, privacy }) =>
    epsilons.length === 0
      ? `Privacy ${notPrivate} · ${protectionWords(privacy)}`
      : `Privacy ε ${listed(epsilons)}, δ ${formatSmall(privacy.delta)} · ${protectionWords(privacy)} · accountant ${privacy.accountant}`,
  );
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
