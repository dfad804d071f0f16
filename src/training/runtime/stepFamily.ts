import { type StepKey, isSameStep, traceGradientStep } from "../traceGradientStep.ts";
import type { TrainableModel } from "../trainableModel.ts";
import { stepBytes } from "./fittingMicrobatch.ts";
import type { GraphFamily } from "./graphCache.ts";

/** The gradient steps of one model. */
export function stepFamily(model: TrainableModel): GraphFamily<StepKey> {
  return {
    isSame: isSameStep,
    trace: (key) => traceGradientStep(model, key),
    workingBytes: ({ layout }) => stepBytes(model.config, layout),
  };
}
