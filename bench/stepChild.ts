import { seededRandom } from "../src/base/random.ts";
import { initialiseParameters } from "../src/lm/initialise.ts";
import type { ModelConfig } from "../src/lm/modelConfig.ts";
import type { ClipRule, TrainingRecord } from "../src/training/gradientEngine.ts";
import { startUpdater } from "../src/jobs/update/startUpdater.ts";
import { adam } from "../src/training/optimizer/adam.ts";
import { secureStreams } from "../src/training/privacy/randomStream.ts";
import { createGradientEngine } from "../src/training/runtime/createGradientEngine.ts";

// One measurement in a process of its own, so that its peak memory is its own: `stepChild.ts none|hard`, JSON on stdout.
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
const batch = 8;
const length = 128;
const warmUps = 2; // the runtime's memory grows during the first runs
const runs = 5;

const clip: ClipRule = process.argv[2] === "none" ? { mode: "none" } : { mode: "hard", clipNorm: 1 };
const random = seededRandom(1);
const engine = await createGradientEngine(distilGpt2, initialiseParameters(distilGpt2, random));
const records = Array.from({ length: batch }, (_, index): TrainingRecord => {
  const tokens = Array.from({ length: length + 1 }, () => random.integer(distilGpt2.vocabularySize));
  return { index, views: [{ tokens }] };
});
const optimizer = adam(engine.trainable);
const streams = secureStreams();
const coordinates = [...engine.trainable.values()].reduce((total, { length }) => total + length, 0);
const updater = await startUpdater({ noise: clip.mode === "none" ? undefined : streams, coordinates });
const gradientSeconds: number[] = [];
const stepSeconds: number[] = [];
const processorSeconds: number[] = [];
for (let run = 0; run < warmUps + runs; run += 1) {
  engine.beginLot();
  const start = performance.now();
  const before = process.cpuUsage();
  await engine.accumulate(records, clip);
  const used = process.cpuUsage(before);
  const middle = performance.now();
  updater.update({
    step: run + 1,
    parameters: engine.trainable,
    sum: engine.gradientSum,
    optimizer,
    learningRate: 1e-6,
    expectedLotSize: batch,
    ...(clip.mode === "none" ? {} : { noise: { clipNorm: clip.clipNorm, multiplier: 1, streams } }),
  });
  if (run < warmUps) continue;
  gradientSeconds.push((middle - start) / 1000);
  stepSeconds.push((performance.now() - start) / 1000);
  processorSeconds.push((used.user + used.system) / 1e6);
}
await updater.stop();
await engine.dispose();
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
console.log(
  JSON.stringify({
    gradientSeconds: median(gradientSeconds),
    stepSeconds: median(stepSeconds),
    processorSeconds: median(processorSeconds),
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
