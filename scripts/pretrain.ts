import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom, shuffle } from "../src/base/random.ts";
import { tokenizerJson, trainBytePairs } from "../src/lm/bpeTrainer.ts";
import { writeCheckpoint } from "../src/lm/checkpoint.ts";
import { initialiseParameters } from "../src/lm/initialise.ts";
import { type ModelConfig, rawModelConfig } from "../src/lm/modelConfig.ts";
import { createTokenizer } from "../src/lm/tokenizer.ts";
import type { TrainingRecord } from "../src/training/gradientEngine.ts";
import { trainLoop } from "../src/training/loop.ts";
import { adam } from "../src/training/optimizer/adam.ts";
import { seededStreams } from "../src/training/privacy/randomStream.ts";
import { createGradientEngine } from "../src/training/runtime/createGradientEngine.ts";
import { createTokenScorer } from "../src/training/runtime/createTokenScorer.ts";
import { detokenise, knownRuns } from "./detokenise.ts";
import { modelCard } from "./modelCard.ts";

// Makes models/evenhand-tiny: a byte-level vocabulary and a small GPT-2 from plain text, by Evenhand's own trainer.
const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: "models/evenhand-tiny" },
    vocabulary: { type: "string", default: "4096" },
    steps: { type: "string", default: "3000" },
    lot: { type: "string", default: "16" },
    "learning-rate": { type: "string", default: "3e-3" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
  },
});
if (files.length === 0) {
  console.error("usage: npm run pretrain -- FILES   (.txt, one paragraph a line, or .jsonl with a text field)");
  process.exit(2);
}
const root = process.env["EVENHAND_ROOT"] ?? ".";
const blockLength = 128;
const heldOutShare = 0.03;
const seed = Number(values.seed);
const random = seededRandom(seed);

const texts = shuffle(files.flatMap(paragraphs), random);
const heldOut = texts.splice(0, Math.ceil(texts.length * heldOutShare));
console.error(`${texts.length} paragraphs to learn from, ${heldOut.length} held out`);

const vocabulary = JSON.parse(tokenizerJson(trainBytePairs(texts, Number(values.vocabulary)))) as unknown;
const tokenizerConfig = {
  add_prefix_space: false,
  bos_token: "<|endoftext|>",
  eos_token: "<|endoftext|>",
  unk_token: "<|endoftext|>",
  model_max_length: blockLength,
  tokenizer_class: "GPT2Tokenizer",
  clean_up_tokenization_spaces: false,
};
const tokenizer = createTokenizer(vocabulary, tokenizerConfig);
const config: ModelConfig = {
  architecture: "gpt2",
  vocabularySize: tokenizer.vocabularySize,
  positions: blockLength,
  width: 128,
  layers: 4,
  heads: 4,
  innerWidth: 4 * 128,
  normEpsilon: 1e-5,
  tiedHead: true,
};
const parameters = initialiseParameters(config, random);
const records = blocks(texts);
const count = [...parameters.values()].reduce((sum, { length }) => sum + length, 0);
const steps = Number(values.steps);
const lot = Number(values.lot);
console.error(
  `${count} parameters, ${records.length} blocks of ${blockLength} tokens, ${steps} steps of ${lot} blocks`,
);

const threads = Number(values.threads);
const engine = await createGradientEngine(config, parameters, { threads });
const started = performance.now();
let smoothed = Number.NaN;
const state = await trainLoop({
  engine,
  optimizer: adam(engine.trainable, { weightDecay: 0.1, beta2: 0.98 }),
  records,
  expectedLotSize: lot,
  steps,
  learningRate: { peak: Number(values["learning-rate"]), warmUpSteps: 200, decay: "linear" },
  streams: seededStreams(seed),
  onStep: ({ step, loss }) => {
    if (loss !== undefined) smoothed = Number.isNaN(smoothed) ? loss : 0.98 * smoothed + 0.02 * loss;
    if (step % 100 === 0) {
      const secondsLeft = (((performance.now() - started) / step) * (steps - step)) / 1000;
      console.error(`step ${step}  loss ${smoothed.toFixed(3)}  ${Math.round(secondsLeft)} s left`);
    }
  },
});
const minutes = (performance.now() - started) / 60_000;

const directory = resolve(root, values.out);
mkdirSync(directory, { recursive: true });
const checkpoint = {
  config,
  parameters: engine.parameters,
  rawConfig: rawModelConfig(config, tokenizer.endOfTextId),
  tokenizerJson: vocabulary,
  tokenizerConfigJson: tokenizerConfig,
};
// Half precision: the model is a fifth of the editor's package, and its figures move in the fourth digit at most.
await writeCheckpoint(directory, checkpoint, "F16");
await engine.dispose();
const heldOutPerplexity = await perplexity();
writeFileSync(
  join(directory, "README.md"),
  modelCard({
    files: files.map((file) => basename(file)),
    parameters: count,
    vocabularySize: tokenizer.vocabularySize,
    blocks: records.length,
    blockLength,
    steps,
    lot,
    learningRate: Number(values["learning-rate"]),
    seed,
    minutes,
    threads,
    lastLoss: state.lossByStep.at(-1) ?? Number.NaN,
    heldOutPerplexity,
  }),
);
console.error(`held-out perplexity ${heldOutPerplexity.toFixed(1)} a token; written to ${directory}`);

/** The paragraphs of a file that are worth learning from: no headings, no crumbs. */
function paragraphs(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const lines = file.endsWith(".jsonl")
    ? text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .flatMap((line) => (JSON.parse(line) as { text: string }).text.split("\n"))
    : text.split("\n");
  return lines
    .filter((line) => !/^\s*=.*=\s*$/.test(line))
    .flatMap((line) => knownRuns(detokenise(line)))
    .filter((line) => line.length >= 40);
}

/** Paragraphs joined by the end-of-text token and cut into blocks of equal length; the last crumb is left out. */
function blocks(pieces: readonly string[]): TrainingRecord[] {
  const stream = pieces.flatMap((piece) => [tokenizer.endOfTextId, ...tokenizer.encode(piece)]);
  const whole = Math.floor(stream.length / blockLength);
  return Array.from({ length: whole }, (_, index) => ({
    index,
    views: [{ tokens: stream.slice(index * blockLength, (index + 1) * blockLength) }],
  }));
}

async function perplexity(): Promise<number> {
  const scorer = await createTokenScorer(checkpoint, { threads });
  const sequences = heldOut.map((text) => [tokenizer.startOfTextId, ...tokenizer.encode(text)].slice(0, blockLength));
  const scores = await scorer.logProbabilities(sequences);
  await scorer.dispose();
  const total = scores.reduce((sum, row) => sum + row.reduce((rowSum, value) => rowSum + value, 0), 0);
  const predicted = scores.reduce((sum, row) => sum + row.length, 0);
  return Math.exp(-total / predicted);
}
