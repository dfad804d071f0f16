import { seededRandom } from "../../src/base/random.ts";
import { tokenizerJson, trainBytePairs } from "../../src/lm/bpeTrainer.ts";
import { writeCheckpoint } from "../../src/lm/checkpoint.ts";
import { initialiseParameters } from "../../src/lm/initialise.ts";
import { parseModelConfig } from "../../src/lm/modelConfig.ts";

/** Writes a GPT-2 of one small layer with random weights and a tokenizer learnt from `texts`. */
export async function writeSmallCheckpoint(directory: string, texts: readonly string[], seed: number): Promise<void> {
  const vocabulary = trainBytePairs(texts, 400);
  const endOfTextId = vocabulary.vocabulary.size - 1;
  const rawConfig = {
    architectures: ["GPT2LMHeadModel"],
    model_type: "gpt2",
    activation_function: "gelu_new",
    bos_token_id: endOfTextId,
    eos_token_id: endOfTextId,
    layer_norm_epsilon: 1e-5,
    n_embd: 16,
    n_head: 2,
    n_inner: null,
    n_layer: 1,
    n_positions: 64,
    tie_word_embeddings: true,
    vocab_size: vocabulary.vocabulary.size,
  };
  const config = parseModelConfig(rawConfig, "config.json");
  const parameters = initialiseParameters(config, seededRandom(seed));
  // Larger than a trained model would start with, so that it prefers some words to others.
  for (const values of parameters.values()) values.forEach((value, index) => (values[index] = value * 8));
  await writeCheckpoint(directory, {
    config,
    parameters,
    rawConfig,
    tokenizerJson: JSON.parse(tokenizerJson(vocabulary)) as unknown,
  });
}
