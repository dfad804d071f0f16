import type { BiasReport } from "./biasReport.ts";

export const repeatsReading =
  "Each arm was trained several times on the same split. The pooled figure is of each item's mean over these models, and its interval covers the choice of items, " +
  "not of seeds; the figures of each training show how far another seed moves it. A gap of the pooled items can be below that of every training, where trainings lean to different groups: " +
  "each single model is then as uneven as its own figure says. Attacks, canaries, curves and what clipping did are means over the trainings, with the means of their intervals' ends; what models wrote is the first one's.";

/** What is behind these figures. */
export const repeatItemsReading =
  "The pooled figures in the tables above lead to the items; what each item was in one training alone is not in the report.";

/** `2 (seeds 1, 2)`, `1 (seed 7)`. */
export function seedWords({ arms = [], method }: BiasReport): string {
  const seeds = arms.find((arm) => arm.seeds !== undefined)?.seeds;
  if (seeds !== undefined) return `${seeds.length} (seeds ${seeds.map(({ seed }) => seed).join(", ")})`;
  return method.seed === undefined ? "not stated" : `1 (seed ${method.seed})`;
}
