import { adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

/** `adamw` is Adam with decoupled weight decay. All of them work on noised gradients and cost no privacy. */
export const optimizerNames = ["adam", "adamw", "sgd"] as const;

export type OptimizerName = (typeof optimizerNames)[number];

export interface OptimizerChoice {
  readonly name: OptimizerName;
  /** Of `sgd`; 0 for the others. */
  readonly momentum: number;
  /** Of `adamw`; 0 for the others. */
  readonly weightDecay: number;
}

/** @param parameters what the optimizer updates in place */
export function chosenOptimizer(choice: OptimizerChoice, parameters: ReadonlyMap<string, Float32Array>): Optimizer {
  switch (choice.name) {
    case "adam":
      return adam(parameters);
    case "adamw":
      return adam(parameters, { weightDecay: choice.weightDecay });
    case "sgd":
      return sgd(parameters, { momentum: choice.momentum });
  }
}
