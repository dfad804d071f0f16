import { seededRandom } from "../src/base/random.ts";
import { tokenizerJson, trainBytePairs } from "../src/lm/bpeTrainer.ts";
import { initialiseParameters } from "../src/lm/initialise.ts";
import { type ModelConfig, rawModelConfig } from "../src/lm/modelConfig.ts";
import { createTextGenerator } from "../src/training/runtime/createTextGenerator.ts";

// One measurement in a process of its own: `generateChild.ts THREADS PROMPTS PROMPT_TOKENS NEW_TOKENS RUNS`, JSON on stdout.
const [threads = 2, prompts = 16, promptTokens = 8, maximumNewTokens = 20, runs = 3] = process.argv
  .slice(2)
  .map(Number);
const distilGpt2: ModelConfig = {
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
const random = seededRandom(1);
const generator = await createTextGenerator(
  {
    config: distilGpt2,
    parameters: initialiseParameters(distilGpt2, random),
    rawConfig: rawModelConfig(distilGpt2, 50_256),
    tokenizerJson: JSON.parse(tokenizerJson(trainBytePairs(["any text"], 300))) as unknown,
  },
  { threads },
);
const texts = Array.from({ length: prompts }, () =>
  Array.from({ length: promptTokens }, () => random.integer(distilGpt2.vocabularySize)),
);
const seconds: number[] = [];
const processorSeconds: number[] = [];
for (let run = -1; run < runs; run += 1) {
  const start = performance.now();
  const before = process.cpuUsage();
  await generator.generate(texts, { maximumNewTokens, choice: { kind: "greedy" }, stopsAtEndOfText: false });
  const { user, system } = process.cpuUsage(before);
  if (run < 0) continue; // compiles, and the runtime's memory grows
  seconds.push((performance.now() - start) / 1000);
  processorSeconds.push((user + system) / 1e6);
}
await generator.dispose();
console.log(JSON.stringify({ seconds, processorSeconds, peakBytes: process.resourceUsage().maxRSS * 1024 }));
