import { EvenhandError } from "../base/errors.ts";
import type { TrainingSection } from "../report/biasReport.ts";
import type { MeasuredModel } from "./armSections.ts";
import type { PlannedModel } from "./experiment.ts";

/** What became of the models of a run. */
export interface MadeModels {
  /** Also those that diverged and have no figures. */
  readonly measured: readonly MeasuredModel[];
  readonly broken: readonly BrokenModel[];
}

/** A training that lost its numbers on the way, so that there is no model. */
export interface BrokenModel {
  readonly model: PlannedModel;
  readonly problem: string;
}

const hint = "Start a new run with a lower learning rate: --lr.";

/** The failure of a trained model that everything else would be compared with. */
export function withoutFigures(model: string): EvenhandError {
  return new EvenhandError("training.diverged", `The training of ${model} diverged: ${noFinite}.`, { hint });
}

const noFinite = "its model gives held-out text no finite loss or perplexity";

/** What a training broke at; undefined where it was stopped by something else. */
export function brokenBy(error: unknown): string | undefined {
  return error instanceof EvenhandError && error.code === "training.diverged" ? error.message : undefined;
}

/** False for a model that diverged. */
export function hasFigures({ section }: Pick<MeasuredModel, "section">): boolean {
  return section.metrics.length > 0;
}

/** What the probe saw of a model that diverged is no number that a report could hold, in part or all of it. */
export function withoutLooks(training: TrainingSection): TrainingSection {
  const { probeLoss: _, dynamics: __, treatment: ___, probeSentences: ____, past: _____, ...rest } = training;
  return rest;
}

/** A sentence for each training that diverged, and one for each arm whose figures are of its other trainings. */
export function divergenceWarnings({ measured, broken }: MadeModels): string[] {
  const without = measured.filter((model) => !hasFigures(model)).map(({ model }) => model);
  const diverged = [...without, ...broken.map(({ model }) => model)];
  const all = [...measured, ...broken].map(({ model }) => model);
  const nameOf = ({ arm, seed }: PlannedModel): string =>
    all.filter((other) => other.arm.id === arm.id).length === 1 ? arm.id : `${arm.id}, seed ${seed},`;
  const partly = [...new Set(diverged.map(({ arm }) => arm.id))].flatMap((id) => {
    const left = measured.filter((model) => model.model.arm.id === id && hasFigures(model)).length;
    const asked = all.filter(({ arm }) => arm.id === id).length;
    return left === 0 ? [] : [{ id, left, asked }];
  });
  return [
    ...without.map((model) => `${nameOf(model)} diverged and has no figures: ${noFinite}.`),
    ...broken.map(({ model, problem }) => `${nameOf(model)} diverged and has no figures and no model. ${problem}`),
    ...partly.map(
      ({ id, left, asked }) =>
        `The figures of ${id} are of the ${left} of its ${asked} trainings that did not diverge: what they would be over all is not known.`,
    ),
  ];
}

/**
 * A report of trainings that all diverged would show nothing.
 *
 * @throws EvenhandError `training.diverged`
 */
export function checkSomeFigures(made: MadeModels): void {
  const trained = made.measured.filter(({ section }) => section.training !== undefined);
  if (trained.length + made.broken.length === 0 || trained.some(hasFigures)) return;
  throw new EvenhandError("training.diverged", divergenceWarnings(made).join(" "), { hint });
}
