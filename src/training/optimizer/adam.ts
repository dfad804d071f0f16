import { optimizer } from "./optimizer.ts";
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
  const description = `${weightDecay === 0 ? "Adam" : `AdamW, weight decay ${weightDecay}`} (${beta1}, ${beta2})`;
  return optimizer(parameters, description, ["mean", "square"], (update, learningRate) => ({
    kind: "adam",
    b1: beta1,
    c1: 1 - beta1,
    b2: beta2,
    c2: 1 - beta2,
    decay: learningRate * weightDecay,
    stepSize: learningRate / (1 - beta1 ** update),
    root: 1 / Math.sqrt(1 - beta2 ** update),
    epsilon: stabilizer,
  }));
}
