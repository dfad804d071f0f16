import { type StepKey, traceGradientStep } from "../traceGradientStep.ts";
import type { TrainableModel } from "../trainableModel.ts";
import { stepBytes } from "./fittingMicrobatch.ts";
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
    workingBytes: ({ layout }) => stepBytes(model.config, layout),
  };
}
