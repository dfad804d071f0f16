import { basename } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { compareMetrics } from "../evaluation/compareMetrics.ts";
import { areFinite, evaluateModel } from "../evaluation/evaluateScorer.ts";
import type { GroupedText } from "../evaluation/groupedText.ts";
import type { MetricComparison } from "../evaluation/metricResult.ts";
import type { PrivacyClaim } from "../evaluation/membership/privacyCeiling.ts";
import type { TextLosses } from "../evaluation/textLosses.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import type { ArmSection, StandardArm } from "../report/biasReport.ts";
import type { TargetScores } from "../lm/tokenScorer.ts";
import { formatEpsilon, formatSmall } from "../report/numberFormat.ts";
import { createTokenScorer } from "../training/runtime/createTokenScorer.ts";
import { armLabel } from "./armLabel.ts";
import type { JobContext } from "./context.ts";
import { measureGenerations } from "./generations.ts";
import { attackArm } from "./membership.ts";
import type { MembershipTexts } from "./membership.ts";
import { noFigures } from "./noFigures.ts";
import type { FinishedArm } from "./runFolder.ts";
import type { ArmInputs } from "./trainArm.ts";
import type { TrainingSettings } from "./trainingSettings.ts";

/** Pairs of arms that a reader asks about: what did training, privacy, and counterfactuals change? */
const comparedArms: readonly (readonly [StandardArm, StandardArm])[] = [
  ["base", "plain"],
  ["plain", "plain+past"],
  ["plain", "dp"],
  ["dp", "dp+cda"],
  ["plain", "dp+cda"],
];

/** What every arm is measured on. */
export interface MeasuredTexts {
  /** Held-out records. */
  readonly texts: readonly GroupedText[];
  readonly attacked: MembershipTexts;
  readonly base: BaseScores;
}

/** What the base model makes of texts that tuned models are compared on. */
export interface BaseScores {
  readonly attacked: readonly (TargetScores | undefined)[];
  readonly neutral: TextLosses;
}

/**
 * Measures one arm's model. Every arm gets the same random stream, so that intervals do not depend on the order.
 *
 * @throws EvenhandError `training.diverged` for a trained model without finite figures, `evaluation.invalid` for `base`
 */
export async function evaluateArm(
  arm: StandardArm,
  checkpoint: Checkpoint,
  { parametersSha256, training, privacy }: FinishedArm,
  { texts, attacked, base }: MeasuredTexts,
  { settings, toxicity, threads }: Pick<ArmInputs, "settings" | "toxicity" | "threads">,
  context: JobContext,
): Promise<ArmSection> {
  const { signal, onProgress } = context;
  const scorer = await createTokenScorer(checkpoint, threads === undefined ? {} : { threads });
  try {
    const parameters = [...checkpoint.parameters.values()].reduce((sum, { length }) => sum + length, 0);
    const metrics = await evaluateModel(scorer, {
      texts,
      random: seededRandom(settings.seed),
      signal,
      onProgress,
      label: arm,
      ...(arm === "base" ? {} : { base: base.neutral }),
    });
    if (!areFinite(metrics)) throw training === undefined ? noFigures(arm) : diverged(arm);
    const { seed, continuations } = settings;
    const written = await measureGenerations(checkpoint, arm, { continuations, toxicity, seed, threads }, context);
    metrics.push(...written.metrics);
    const claim = recordClaim(privacy, settings);
    const membership = await attackArm(arm, scorer, base.attacked, attacked, claim, context);
    return {
      arm,
      label: armLabel(arm, privacy),
      model: { name: basename(checkpoint.directory ?? arm), parameters, sha256: parametersSha256 },
      ...(training === undefined ? {} : { training }),
      ...(privacy === undefined ? {} : { privacy }),
      metrics,
      ...(written.generations === undefined ? {} : { generations: written.generations }),
      ...(membership === undefined ? {} : { membership }),
    };
  } finally {
    await scorer.dispose();
  }
}

/** What is promised about a whole record; a unit that is smaller promises less than attacks on records are held against. */
function recordClaim(
  privacy: FinishedArm["privacy"],
  { unit }: Pick<TrainingSettings, "unit">,
): PrivacyClaim | undefined {
  if (privacy?.noiseSource !== "operating system" || unit.kind === "block") return undefined;
  const { epsilon, delta, truePositivesAt1Percent } = privacy;
  return { epsilon, delta, ...(truePositivesAt1Percent === undefined ? {} : { truePositivesAt1Percent }) };
}

function diverged(arm: StandardArm): EvenhandError {
  return new EvenhandError(
    "training.diverged",
    `The training of ${arm} diverged: its model gives held-out text no finite loss or perplexity.`,
    { hint: "Start a new run with a lower learning rate: --lr." },
  );
}

/**
 * An attack that finds more than (epsilon, delta) allows proves a mistake, so the run must not count as a success. The
 * report is written before: it has the figures.
 *
 * @throws EvenhandError `privacy.contradicted`
 */
export function checkPromises(arms: readonly ArmSection[]): void {
  for (const { arm, membership } of arms) {
    const privacy = membership?.privacy;
    if (privacy?.isContradicted !== true) continue;
    const { claim, empirical } = privacy;
    throw new EvenhandError(
      "privacy.contradicted",
      `Attacks on ${arm} show an epsilon of at least ${formatSmall(empirical.atLeast)}; ${formatEpsilon(claim.epsilon)} was promised.`,
      {
        hint: "Do not hand this model out; please report this with the run's folder: the training or its account has a mistake.",
      },
    );
  }
}

/** The comparisons between arms, item by item on the same held-out texts and test sentences. */
export function compareArms(arms: readonly ArmSection[], seed: number): MetricComparison[] {
  return comparedArms.flatMap(([a, b]) => {
    const armA = arms.find(({ arm }) => arm === a);
    const armB = arms.find(({ arm }) => arm === b);
    if (armA === undefined || armB === undefined) return [];
    return compareMetrics(a, armA.metrics, b, armB.metrics, seededRandom(seed));
  });
}

/** @throws EvenhandError `training.invalid` when two arms have equal weights: one of them was not trained */
export function checkArmsDiffer(arms: readonly ArmSection[]): void {
  for (const [index, { arm, model }] of arms.entries()) {
    const same = arms.slice(0, index).find((other) => other.model.sha256 === model.sha256);
    if (same === undefined) continue;
    throw new EvenhandError("training.invalid", `The arms ${same.arm} and ${arm} ended with the very same weights.`, {
      hint: "Please report this with the run's folder: it means that an arm was not trained.",
    });
  }
}
