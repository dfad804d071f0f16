import { basename } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import type { SentencePaths } from "../evaluation/clipping/sentencePaths.ts";
import { areFinite, evaluateModel } from "../evaluation/evaluateScorer.ts";
import type { GroupedText } from "../evaluation/groupedText.ts";
import type { PrivacyClaim } from "../evaluation/membership/privacyCeiling.ts";
import type { AttackedModel } from "../evaluation/membership/compareMembership.ts";
import type { TextLosses } from "../evaluation/textLosses.ts";
import type { Checkpoint } from "../lm/checkpoint.ts";
import type { ArmSection } from "../report/biasReport.ts";
import type { TargetScores } from "../lm/tokenScorer.ts";
import { formatEpsilon, formatSmall } from "../report/numberFormat.ts";
import { createTokenScorer } from "../training/runtime/createTokenScorer.ts";
import type { Canaries } from "./canaries.ts";
import { measureCanaries } from "./canaries.ts";
import { armLabel } from "./armLabel.ts";
import { scoreBenchmarks } from "./askedBenchmarks.ts";
import type { JobContext } from "./context.ts";
import { measureGenerations } from "./generations.ts";
import { attackArm } from "./membership.ts";
import type { MembershipTexts } from "./membership.ts";
import { withoutFigures, withoutLooks } from "./divergedModels.ts";
import { noFigures } from "./noFigures.ts";
import type { FinishedArm } from "./runFolder.ts";
import type { RunInputs } from "./trainArm.ts";
import { plannedModels } from "./experiment.ts";
import type { PlannedModel } from "./experiment.ts";
import type { TrainingSettings } from "./trainingSettings.ts";

/** A model and what was measured of it. */
export interface MeasuredModel extends Measures {
  readonly model: PlannedModel;
  /** What the probe saw while it was trained; only of a model whose gradients were clipped. */
  readonly sentences?: SentencePaths;
}

export interface Measures {
  readonly section: ArmSection;
  /** Scores of the attacks, by which models are compared; absent where there were too few texts to attack. */
  readonly attacked?: AttackedModel;
}

/** What every arm is measured on. */
export interface MeasuredTexts {
  /** Held-out records. */
  readonly texts: readonly GroupedText[];
  readonly attacked: MembershipTexts;
  readonly base: BaseScores;
  /** Only where they were planted. */
  readonly canaries?: Canaries;
}

/** What the base model makes of texts that tuned models are compared on. */
export interface BaseScores {
  readonly attacked: readonly (TargetScores | undefined)[];
  readonly neutral: TextLosses;
}

/**
 * Measures one model. Every model gets the same random stream, so that intervals do not depend on the order. A model that
 * diverged gets a section without metrics: what it spent is spent, and the others keep their report.
 *
 * @throws EvenhandError for what all others are compared with, where it has no finite figures: `training.diverged` for `plain`,
 *   `evaluation.invalid` for `base`
 */
export async function evaluateArm(
  { name, arm }: PlannedModel,
  checkpoint: Checkpoint,
  { parametersSha256, training, privacy }: FinishedArm,
  { texts, attacked, base, canaries: planted }: MeasuredTexts,
  { settings, toxicity, benchmarks, threads }: Pick<RunInputs, "settings" | "toxicity" | "benchmarks" | "threads">,
  context: JobContext,
): Promise<Measures> {
  const { signal, onProgress } = context;
  const scorer = await createTokenScorer(checkpoint, threads === undefined ? {} : { threads });
  try {
    const parameters = [...checkpoint.parameters.values()].reduce((sum, { length }) => sum + length, 0);
    const metrics = await evaluateModel(scorer, {
      texts,
      random: seededRandom(settings.seed),
      signal,
      onProgress,
      label: name,
      ...(arm.kind === "base" ? {} : { base: base.neutral }),
    });
    const { seed, continuations } = settings;
    metrics.push(...(await scoreBenchmarks(scorer, benchmarks.scored, { label: name, seed }, context)));
    const section = {
      arm: arm.id,
      kind: arm.kind,
      label: armLabel(arm.kind, privacy, settings.clips.length > 1 ? arm.clip?.clip : undefined),
      model: { name: basename(checkpoint.directory ?? name), parameters, sha256: parametersSha256 },
      ...(privacy === undefined ? {} : { privacy }),
    };
    if (!areFinite(metrics)) {
      if (training === undefined) throw noFigures(name);
      if (arm.kind === "plain") throw withoutFigures(name);
      return { section: { ...section, training: withoutLooks(training), metrics: [] } };
    }
    const generation = { prompts: benchmarks.beginnings, continuations, toxicity, seed, threads };
    const written = await measureGenerations(checkpoint, name, generation, context);
    metrics.push(...written.metrics);
    const claim = recordClaim(privacy, settings);
    const audits = Math.max(
      1,
      plannedModels(settings).filter(({ arm: { privacy: asked } }) => asked !== undefined).length,
    );
    const membership = await attackArm(name, scorer, base.attacked, attacked, { claim, audits }, context);
    const canaries =
      planted === undefined ? undefined : await measureCanaries(name, scorer, planted, { claim, seed }, context);
    const measured = {
      ...section,
      ...(training === undefined ? {} : { training }),
      metrics,
      ...(written.generations === undefined ? {} : { generations: written.generations }),
      ...(membership === undefined ? {} : { membership: membership.result }),
      ...(canaries === undefined ? {} : { canaries }),
    };
    return { section: measured, ...(membership === undefined ? {} : { attacked: membership.scores }) };
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
  const { epsilon, delta, truePositivesAt1Percent, truePositivesAtTenthPercent } = privacy;
  return {
    epsilon,
    delta,
    ...(truePositivesAt1Percent === undefined ? {} : { truePositivesAt1Percent }),
    ...(truePositivesAtTenthPercent === undefined ? {} : { truePositivesAtTenthPercent }),
  };
}

/**
 * An attack that finds more than (epsilon, delta) allows proves a mistake, so the run must not count as a success. The
 * report is written before: it has the figures.
 *
 * @throws EvenhandError `privacy.contradicted`
 */
export function checkPromises(models: readonly MeasuredModel[]): void {
  for (const { model, section } of models) {
    const privacy = section.membership?.privacy;
    if (privacy?.isContradicted !== true || privacy.empirical === undefined) continue;
    const { claim, empirical } = privacy;
    throw new EvenhandError(
      "privacy.contradicted",
      `Attacks on ${model.name} show an epsilon of at least ${formatSmall(empirical.atLeast)}; ${formatEpsilon(claim.epsilon)} was promised.`,
      {
        hint: "Do not hand this model out; please report this with the run's folder: the training or its account has a mistake.",
      },
    );
  }
}
