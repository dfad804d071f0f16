import { optimizer } from "./optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

export interface SgdOptions {
  /** 0 when absent. */
  readonly momentum?: number;
}

/**
 * Stochastic gradient descent with momentum, as torch.optim.SGD defines it: the buffer is the gradient at the first
 * step (it begins at 0), then momentum times itself plus the gradient.
 *
 * @param parameters name -> values, updated in place
 */
export function sgd(parameters: ReadonlyMap<string, Float32Array>, options: SgdOptions = {}): Optimizer {
  const { momentum = 0 } = options;
  const description = momentum === 0 ? "SGD" : `SGD, momentum ${momentum}`;
  return optimizer(parameters, description, ["momentum"], (_, rate) => ({ kind: "sgd", momentum, rate }));
}
