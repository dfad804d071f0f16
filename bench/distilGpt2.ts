import type { Random } from "../src/base/random.ts";
import { tokenizerJson, trainBytePairs } from "../src/lm/bpeTrainer.ts";
import type { Checkpoint } from "../src/lm/checkpoint.ts";
import { initialiseParameters } from "../src/lm/initialise.ts";
import { type ModelConfig, rawModelConfig } from "../src/lm/modelConfig.ts";

/** distilGPT2's shape; what is measured does not depend on the weights. */
export const distilGpt2: ModelConfig = {
  architecture: "gpt2",
  vocabularySize: 50_257,
  positions: 1024,
  width: 768,
  layers: 6,
  heads: 12,
  innerWidth: 3072,
  normEpsilon: 1e-5,
  tiedHead: true,
};

/** A model of that shape with random weights and a tokenizer that is not used. */
export function randomDistilGpt2(random: Random): Checkpoint {
  return {
    config: distilGpt2,
    parameters: initialiseParameters(distilGpt2, random),
    rawConfig: rawModelConfig(distilGpt2, 50_256),
    tokenizerJson: JSON.parse(tokenizerJson(trainBytePairs(["any text"], 300))) as unknown,
  };
}
