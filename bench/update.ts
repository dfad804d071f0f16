import { startUpdater } from "../src/jobs/update/startUpdater.ts";
import type { Updater } from "../src/jobs/update/startUpdater.ts";
import { adam } from "../src/training/optimizer/adam.ts";
import { secureStreams } from "../src/training/privacy/randomStream.ts";
import { plainUpdateEngine } from "../src/training/update/plainUpdateEngine.ts";
import { updateStep } from "../src/training/update/updateStep.ts";
import type { BenchRow } from "./benchRow.ts";

/** distilGPT2's parameters: its token embedding, then the rest in pieces of the size of a layer's matrices. */
const lengths = [50_257 * 768, 1024 * 768, ...Array.from({ length: 18 }, () => 2_362_368)];
const rounds = 3;

/** Wall clock, and all cores together: steadier where other programs run beside. */
interface Seconds {
  readonly clock: number;
  readonly processor: number;
}

/** How long does everything take that follows the sums of a step: noise, mean, Adam, the check, at 82 million parameters? */
export async function benchUpdate(): Promise<BenchRow[]> {
  const coordinates = lengths.reduce((sum, length) => sum + length, 0);
  const arrays = (value: number): Map<string, Float32Array> =>
    new Map(lengths.map((length, at) => [`${at}`, new Float32Array(length).fill(value)]));
  const [parameters, sum, streams] = [arrays(0.1), arrays(0.01), secureStreams()];
  const optimizer = adam(parameters);
  const noisy = { clipNorm: 1, multiplier: 1, streams };
  let step = 0;
  const secondsOf = (update: Updater["update"], isNoisy: boolean): Seconds => {
    const start = performance.now();
    const before = process.cpuUsage();
    step += 1;
    const inputs = { step, parameters, sum, optimizer, learningRate: 1e-6, expectedLotSize: 8 };
    update(isNoisy ? { ...inputs, noise: noisy } : inputs);
    const { user, system } = process.cpuUsage(before);
    return { clock: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
  };
  const alone = await startUpdater({ noise: streams, coordinates, threads: 1 });
  const both = await startUpdater({ noise: streams, coordinates, threads: 2 });
  const seconds: Record<"plain" | "alone" | "both" | "silent", Seconds[]> = {
    plain: [],
    alone: [],
    both: [],
    silent: [],
  };
  for (let round = 0; round < rounds + 1; round += 1) {
    const found = {
      both: secondsOf(both.update, true),
      alone: secondsOf(alone.update, true),
      silent: secondsOf(alone.update, false),
      plain: secondsOf((inputs) => updateStep(plainUpdateEngine, inputs), true),
    };
    if (round === 0) continue; // the first compiles
    for (const name of ["plain", "alone", "both", "silent"] as const) seconds[name].push(found[name]);
  }
  await both.stop();
  const of = (name: keyof typeof seconds, kind: keyof Seconds): number =>
    median(seconds[name].map((found) => found[kind]));
  const row = (question: string, name: keyof typeof seconds, kind: keyof Seconds): BenchRow => ({
    question,
    figure: of(name, kind),
    unit: "s",
    comparedWith: `plain TypeScript ${of("plain", kind).toPrecision(3)} s`,
    ratio: of(name, kind) / of("plain", kind),
  });
  return [
    { ...row("noise, mean and Adam on 82 M parameters, two threads", "both", "clock"), atMost: 0.4 },
    row("the same, processor time", "both", "processor"),
    row("the same in one thread, processor time", "alone", "processor"),
    row("the same without noise, processor time", "silent", "processor"),
  ];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
