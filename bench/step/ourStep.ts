import { seededRandom } from "../../src/base/random.ts";
import { startUpdater } from "../../src/jobs/update/startUpdater.ts";
import { initialiseParameters } from "../../src/lm/initialise.ts";
import { defaultTargets, initialiseAdapter } from "../../src/lm/lora.ts";
import type { ClipRule, TrainingRecord } from "../../src/training/gradientEngine.ts";
import { adam } from "../../src/training/optimizer/adam.ts";
import { secureStreams } from "../../src/training/privacy/randomStream.ts";
import { createGradientEngine } from "../../src/training/runtime/createGradientEngine.ts";
import { allButEmbeddings } from "../../src/training/trainableModel.ts";
import { type StepMeasurement, type StepQuestion, configOf, median, threads, warmUps } from "./stepShape.ts";

// One measurement in a process of its own, so that its peak memory is its own.
const { shape, isPrivate, trained, runs } = JSON.parse(process.argv[2] ?? "") as StepQuestion;
const config = configOf(shape);
const random = seededRandom(1);
const adapter = initialiseAdapter(config, { rank: 8, alpha: 16, targets: defaultTargets(config) }, random);
const engine = await createGradientEngine(config, initialiseParameters(config, random), {
  threads,
  microbatchTokens: shape.batch * shape.length,
  ...(trained === "lora" ? { adapter } : {}),
  ...(trained === "all but embeddings" ? { trainable: allButEmbeddings(config) } : {}),
});
const records = Array.from({ length: shape.batch }, (_, index): TrainingRecord => {
  const tokens = Array.from({ length: shape.length + 1 }, () => random.integer(shape.vocabularySize));
  return { index, views: [{ tokens }] };
});
const clip: ClipRule = isPrivate ? { mode: "hard", clipNorm: 1 } : { mode: "none" };
const optimizer = adam(engine.trainable);
const streams = secureStreams();
const coordinates = [...engine.trainable.values()].reduce((total, { length }) => total + length, 0);
const updater = await startUpdater({ noise: isPrivate ? streams : undefined, coordinates, threads });

const processorSeconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};
const steps: { readonly clock: number; readonly gradient: number; readonly all: number }[] = [];
for (let run = 1; run <= warmUps + runs; run += 1) {
  const start = performance.now();
  const before = process.cpuUsage();
  engine.beginLot();
  await engine.accumulate(records, clip);
  const gradient = processorSeconds(before);
  updater.update({
    step: run,
    parameters: engine.trainable,
    sum: engine.gradientSum,
    optimizer,
    learningRate: 1e-6,
    expectedLotSize: shape.batch,
    ...(isPrivate ? { noise: { clipNorm: 1, multiplier: 1, streams } } : {}),
  });
  if (run > warmUps) steps.push({ clock: (performance.now() - start) / 1000, gradient, all: processorSeconds(before) });
}
await updater.stop();
await engine.dispose();
const answer: StepMeasurement = {
  seconds: median(steps.map(({ clock }) => clock)),
  processorSeconds: median(steps.map(({ all }) => all)),
  gradientProcessorSeconds: median(steps.map(({ gradient }) => gradient)),
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(answer));
