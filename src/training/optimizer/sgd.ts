import { matching, zerosLike } from "./optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

export interface SgdOptions {
  /** 0 when absent. */
  readonly momentum?: number;
}

/**
 * Stochastic gradient descent with momentum, as torch.optim.SGD defines it: the buffer is the gradient at the first
 * step, then momentum times itself plus the gradient.
 *
 * @param parameters name -> values, updated in place
 */
export function sgd(parameters: ReadonlyMap<string, Float32Array>, options: SgdOptions = {}): Optimizer {
  const { momentum = 0 } = options;
  const buffers = zerosLike(parameters);
  let updates = 0;
  return {
    description: momentum === 0 ? "SGD" : `SGD, momentum ${momentum}`,
    update(gradient, learningRate) {
      updates += 1;
      for (const [name, theta] of parameters) {
        const g = matching(gradient, name, theta.length);
        const buffer = buffers.get(name) as Float32Array;
        for (let index = 0; index < theta.length; index += 1) {
          // The buffer begins at 0, so the first step gives the gradient itself.
          const change = momentum * (buffer[index] as number) + (g[index] as number);
          buffer[index] = change;
          theta[index] = (theta[index] as number) - learningRate * change;
        }
      }
    },
    state: () => ({
      updates,
      arrays: new Map([...buffers].map(([name, values]) => [`momentum:${name}`, values] as const)),
    }),
    restore(state) {
      for (const [name, values] of buffers) values.set(matching(state.arrays, `momentum:${name}`, values.length));
      updates = state.updates;
    },
  };
}
