import type { BiasReport } from "./biasReport.ts";

/**
 * The models that a report is about: of a training the one that its arms were made from, which their own names, those of their folders, do
 * not say; otherwise each checkpoint.
 */
export function modelNames({ arms = [], method }: Pick<BiasReport, "arms" | "method">): readonly string[] {
  if (arms.length === 0) return [];
  const base = baseModelName({ method });
  return base === undefined ? [...new Set(arms.map(({ model }) => model.name))] : [base];
}

/** The model that the arms of a training were made from; undefined where nothing was trained. */
export function baseModelName({ method }: Pick<BiasReport, "method">): string | undefined {
  const { model } = method.settings;
  return typeof model === "string" ? model : undefined;
}

/** A few by their names, more by their number. */
export function modelsText(names: readonly string[]): string {
  return names.length <= 2 ? names.join(", ") : `${names.length} checkpoints`;
}
