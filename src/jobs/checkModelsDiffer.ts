import { EvenhandError } from "../base/errors.ts";
import type { MeasuredModel } from "./armSections.ts";
import { isPrivateKind } from "./experiment.ts";
import type { PlannedArm } from "./experiment.ts";
import type { RunInputs } from "./trainArm.ts";
import type { TrainingSettings } from "./trainingSettings.ts";

/** What decides whether trainings without noise can differ by chance. */
export interface TrainChance extends Pick<RunInputs, "units" | "expectedLotSize"> {
  readonly settings: Pick<TrainingSettings, "trainable">;
}

/**
 * A comparison is worth nothing where two models are one, or where more privacy came with no more noise. The report is
 * written before: what the trainings spent is spent, and it says what is wrong.
 *
 * @throws EvenhandError `training.invalid`
 */
export function checkModelsDiffer(models: readonly MeasuredModel[], chance: TrainChance): void {
  const [mistake] = differenceWarnings(models, chance);
  if (mistake === undefined) return;
  throw new EvenhandError("training.invalid", mistake, {
    hint: "Please report this with the run's folder: it means that a model was not trained as asked.",
  });
}

/** A sentence for every two models that should differ and do not. */
export function differenceWarnings(models: readonly MeasuredModel[], chance: TrainChance): string[] {
  return models.flatMap((model, index) =>
    models.slice(0, index).flatMap((other) => {
      const problem = mistakeIn(other, model, chance);
      return problem === undefined ? [] : [`The arms do not differ as they should: ${problem}.`];
    }),
  );
}

function mistakeIn(a: MeasuredModel, b: MeasuredModel, chance: TrainChance): string | undefined {
  if (isOne(a, b) && !mayBeOne(a, b, chance)) {
    return `${a.model.name} and ${b.model.name} ended with the very same weights`;
  }
  const [noiseA, noiseB] = [a.section.privacy?.noiseMultiplier, b.section.privacy?.noiseMultiplier];
  if (noiseA === undefined || noiseB === undefined) return undefined;
  if (!hasLess(a.model.arm, b.model.arm) || noiseA > noiseB) return undefined;
  return `${a.model.name} was promised more privacy than ${b.model.name} and got no more noise`;
}

/** A sentence for each arm of whose trainings some are one and the same. */
export function alikeRepeats(models: readonly MeasuredModel[], chance: TrainChance): string[] {
  const arms = models
    .filter((b, index) => models.slice(0, index).some((a) => isOne(a, b) && mayBeOne(a, b, chance)))
    .map(({ model }) => model.arm.id);
  return [...new Set(arms)].map(
    (arm) =>
      `${arm} was trained again and again to the very same weights, because every step has the whole corpus: ` +
      "that its trainings do not lie apart says nothing of other seeds.",
  );
}

function isOne(a: MeasuredModel, b: MeasuredModel): boolean {
  return a.section.model.sha256 === b.section.model.sha256;
}

/**
 * Whether two trainings of an arm have nothing random to tell them apart: the seed decides lots and an adapter's first
 * values, and lots of the whole corpus are all one.
 */
function mayBeOne(
  { model: { arm } }: MeasuredModel,
  { model: { arm: other } }: MeasuredModel,
  { units, expectedLotSize, settings }: TrainChance,
): boolean {
  return (
    arm.id === other.id && !isPrivateKind(arm.kind) && settings.trainable.kind !== "lora" && expectedLotSize >= units
  );
}

function hasLess({ privacy: a }: PlannedArm, { privacy: b }: PlannedArm): boolean {
  return a !== undefined && b !== undefined && "epsilon" in a && "epsilon" in b && a.epsilon < b.epsilon;
}
