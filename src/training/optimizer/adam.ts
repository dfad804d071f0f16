import { matching, zerosLike } from "./optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

export interface AdamOptions {
  /** Decay of the running mean of gradients; 0.9 when absent. */
  readonly beta1?: number;
  /** Decay of the running mean of squares; 0.999 when absent. */
  readonly beta2?: number;
  /** Added to the root of the mean square; 1e-8 when absent. */
  readonly stabilizer?: number;
  /** Decoupled weight decay (AdamW); 0 when absent. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay, as torch.optim.AdamW defines it. On a noised gradient it is DP-Adam: everything
 * here is post-processing and costs no privacy.
 *
 * @param parameters name -> values, updated in place
 * @see Kingma and Ba (2015), "Adam"; Loshchilov and Hutter (2019), "Decoupled Weight Decay Regularization"
 */
export function adam(parameters: ReadonlyMap<string, Float32Array>, options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, stabilizer = 1e-8, weightDecay = 0 } = options;
  const means = zerosLike(parameters);
  const squares = zerosLike(parameters);
  let updates = 0;

  const updateTensor = (name: string, theta: Float32Array, gradient: Float32Array, learningRate: number): void => {
    const m = means.get(name) as Float32Array;
    const v = squares.get(name) as Float32Array;
    const keep = 1 - learningRate * weightDecay;
    const stepSize = learningRate / (1 - beta1 ** updates);
    const rootCorrection = 1 / Math.sqrt(1 - beta2 ** updates);
    for (let index = 0; index < theta.length; index += 1) {
      const g = gradient[index] as number;
      const mean = beta1 * (m[index] as number) + (1 - beta1) * g;
      const square = beta2 * (v[index] as number) + (1 - beta2) * g * g;
      m[index] = mean;
      v[index] = square;
      const change = (stepSize * mean) / (Math.sqrt(square) * rootCorrection + stabilizer);
      theta[index] = (theta[index] as number) * keep - change;
    }
  };

  return {
    description: `${weightDecay === 0 ? "Adam" : `AdamW, weight decay ${weightDecay}`} (${beta1}, ${beta2})`,
    update(gradient, learningRate) {
      updates += 1;
      for (const [name, theta] of parameters) {
        updateTensor(name, theta, matching(gradient, name, theta.length), learningRate);
      }
    },
    state: () => ({
      updates,
      arrays: new Map([
        ...[...means].map(([name, values]) => [`mean:${name}`, values] as const),
        ...[...squares].map(([name, values]) => [`square:${name}`, values] as const),
      ]),
    }),
    restore(state) {
      for (const [name, values] of means) values.set(matching(state.arrays, `mean:${name}`, values.length));
      for (const [name, values] of squares) values.set(matching(state.arrays, `square:${name}`, values.length));
      updates = state.updates;
    },
  };
}
