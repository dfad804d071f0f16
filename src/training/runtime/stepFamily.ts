import { type StepKey, traceGradientStep } from "../traceGradientStep.ts";
import type { TrainableModel } from "../trainableModel.ts";
import type { GraphFamily } from "./graphCache.ts";

/** The gradient steps of one model. */
export function stepFamily(model: TrainableModel): GraphFamily<StepKey> {
  return {
    isSame: (a, b) =>
      a.mode === b.mode &&
      a.layout.records === b.layout.records &&
      a.layout.views === b.layout.views &&
      a.layout.length === b.layout.length,
    trace: (key) => traceGradientStep(model, key),
    // Three arrays as wide as the vocabulary, and what each block keeps for the backward pass.
    workingBytes({ layout: { records, views, length } }) {
      const { vocabularySize, layers, width, innerWidth, heads } = model.config;
      const rows = records * views * length;
      return 4 * rows * (3 * vocabularySize + (layers + 2) * (12 * width + 3 * innerWidth + heads * length));
    },
  };
}
