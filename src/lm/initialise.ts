import type { Random } from "../base/random.ts";
import { type ModelConfig, parameterShapes } from "./modelConfig.ts";

const deviation = 0.02;

/**
 * Fresh weights: N(0, 0.02), with GPT-2's two projections into the residual stream of each block scaled by
 * 1/sqrt(2 layers); biases 0, weights of norms 1.
 *
 * @see Radford et al. (2019), "Language Models are Unsupervised Multitask Learners", section 2.3
 */
export function initialiseParameters(config: ModelConfig, random: Random): Map<string, Float32Array> {
  const parameters = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(config)) {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (name.endsWith(".weight") && shape.length === 1) values.fill(1);
    else if (name.endsWith(".weight")) {
      const scale = name.endsWith(".c_proj.weight") ? deviation / Math.sqrt(2 * config.layers) : deviation;
      for (let i = 0; i < values.length; i += 1) values[i] = scale * random.normal();
    }
    parameters.set(name, values);
  }
  return parameters;
}
