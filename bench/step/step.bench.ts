import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { EvenhandError } from "../../src/base/errors.ts";
import type { BenchRow } from "../benchRow.ts";
import { type StepMeasurement, type StepQuestion, type StepShape, distilGpt2, median } from "./stepShape.ts";

const root = process.env["EVENHAND_ROOT"] ?? ".";
/** Fewer for a first look. */
const rounds = Number(process.env["EVENHAND_BENCH_ROUNDS"] ?? 3);
const runs = 4;

/** The smaller questions, each as the command that answers it. */
type Contestant = () => StepMeasurement;

const ours = (changes: Partial<StepQuestion> = {}): Contestant => runTypeScript("ourStep", changes);
const bareProducts = (changes: Partial<StepQuestion>): Contestant => runTypeScript("bareProducts", changes);

/**
 * What does a complete step cost at distilGPT2's shape (8 records of 128 tokens, two threads), ours and other libraries'?
 * Every contestant has processes of its own; they take turns, and each figure is the median of the rounds.
 */
export async function* benchStep({ isFull }: { readonly isFull: boolean }): AsyncGenerator<BenchRow> {
  const contestants: Record<string, Contestant> = {
    plain: ours({ isPrivate: false }),
    private: ours(),
    lora: ours({ trained: "lora" }),
    frozen: ours({ trained: "all but embeddings" }),
    products: bareProducts({}),
  };
  for (const [name, variant] of Object.entries(peers)) {
    const peer = python(variant);
    if (peer !== undefined) contestants[name] = peer;
  }
  const measured = inTurns(contestants);
  const of = (name: string): StepMeasurement => measured[name] as StepMeasurement;
  const versus = (question: string, [name, other]: readonly [string, string], wanted?: string): BenchRow => ({
    question,
    figure: of(name).seconds,
    unit: `s, ${of(name).processorSeconds.toPrecision(3)} s of processors, ${megabytes(of(name))} MB`,
    comparedWith: `${other}: ${of(other).seconds.toPrecision(3)} s, ${of(other).processorSeconds.toPrecision(3)} s of processors, ${megabytes(of(other))} MB`,
    ratio: of(name).processorSeconds / of(other).processorSeconds,
    ...(wanted === undefined ? {} : { wanted }),
  });
  yield versus("private step, noise and AdamW included", ["private", "plain"], "at most 1.12");
  yield versus("private step, LoRA of rank 8", ["lora", "private"], "at most 0.6");
  yield versus("private step, embeddings frozen", ["frozen", "private"]);
  const share = of("products").processorSeconds / of("private").gradientProcessorSeconds;
  yield {
    question: "share of the gradient's processor time that its bare matrix products need",
    figure: 100 * share,
    unit: "%",
    ratio: share,
    atLeast: 0.85,
  };
  for (const name of Object.keys(peers)) {
    if (contestants[name] === undefined) continue;
    if (name === "PEFT plain") yield versus("private step, LoRA of rank 8", ["lora", name]);
    else {
      const wanted = name === "PyTorch plain" ? "at most 0.65" : "at most 0.45, the fastest of those with privacy";
      yield versus("private step, noise and AdamW included", ["private", name], wanted);
    }
  }
  if (isFull) yield* scaling();
}

/** Python peers of bench/peers/torchStep.py. */
const peers: Readonly<Record<string, string>> = {
  "PyTorch plain": "plain",
  "Opacus explicit": "opacus",
  "Opacus ghost": "opacus-ghost",
  "PEFT plain": "peft",
};

/** How does the cost grow with each dimension, the others being distilGPT2's? */
function* scaling(): Generator<BenchRow> {
  const series: Readonly<Record<string, readonly Partial<StepShape>[]>> = {
    "tokens T": [64, 128, 256, 512].map((length) => ({ length, batch: 2 })),
    records: [2, 4, 8, 16].map((batch) => ({ batch })),
    "width C": [192, 384, 768, 1536].map((width) => ({ width, batch: 4 })),
    "vocabulary V": [6283, 12_565, 25_129, 50_257].map((vocabularySize) => ({ vocabularySize, batch: 4 })),
  };
  for (const [dimension, shapes] of Object.entries(series)) {
    const points = shapes.map((change) => {
      const shape = { ...distilGpt2, ...change };
      const [size] = Object.values(change) as number[];
      return { size: size as number, ...ours({ shape, runs: 3 })() };
    });
    const seconds = points.map(({ size, gradientProcessorSeconds: it }) => `${size}: ${it.toPrecision(3)} s`);
    yield {
      question: `exponent of the gradient's processor time in ${dimension}`,
      figure: slope(points.map(({ size, gradientProcessorSeconds }) => [size, gradientProcessorSeconds])),
      unit: "",
      comparedWith: seconds.join(", "),
    };
    yield {
      question: `exponent of the peak memory in ${dimension}`,
      figure: slope(points.map(({ size, peakBytes }) => [size, peakBytes])),
      unit: "",
      comparedWith: points.map((it) => `${it.size}: ${megabytes(it)} MB`).join(", "),
    };
  }
}

/** Least squares through the logarithms. */
function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const [meanX, meanY] = [0, 1].map(
    (axis) => logs.reduce((sum, it) => sum + (it[axis] as number), 0) / logs.length,
  ) as [number, number];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** Runs everybody, round by round. */
function inTurns(contestants: Readonly<Record<string, Contestant>>): Record<string, StepMeasurement> {
  const found = new Map<string, StepMeasurement[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(contestants)) found.get(name)?.push(measure());
  }
  const middle = (all: readonly StepMeasurement[], of: keyof StepMeasurement): number =>
    median(all.map((it) => it[of]));
  return Object.fromEntries(
    [...found].map(([name, all]) => [
      name,
      {
        seconds: middle(all, "seconds"),
        processorSeconds: middle(all, "processorSeconds"),
        gradientProcessorSeconds: middle(all, "gradientProcessorSeconds"),
        peakBytes: middle(all, "peakBytes"),
      },
    ]),
  );
}

function runTypeScript(file: "ourStep" | "bareProducts", changes: Partial<StepQuestion>): Contestant {
  const question: StepQuestion = { shape: distilGpt2, isPrivate: true, trained: "everything", runs, ...changes };
  const script = [join(root, "scripts", "run.mjs"), `bench/step/${file}.ts`, JSON.stringify(question)];
  return () => measure(process.execPath, script);
}

function python(variant: string): Contestant | undefined {
  const interpreter = process.env["EVENHAND_PEERS_PYTHON"];
  if (interpreter === undefined || !existsSync(interpreter)) {
    console.error(
      `${variant}: skipped; set EVENHAND_PEERS_PYTHON to a Python that has bench/peers/requirements-step.txt.`,
    );
    return undefined;
  }
  return () => measure(interpreter, [join(root, "bench", "peers", "torchStep.py"), variant, String(runs)]);
}

function measure(command: string, args: readonly string[]): StepMeasurement {
  const child = spawnSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const answer = child.stdout?.trim().split("\n").at(-1) ?? "";
  if (child.status === 0) return JSON.parse(answer) as StepMeasurement;
  throw new EvenhandError("runtime.failed", `A measurement ended with status ${child.status}: ${args.join(" ")}`, {
    hint: "It needs up to 7 GB of memory.",
  });
}

function megabytes({ peakBytes }: StepMeasurement): string {
  return (peakBytes / 1e6).toFixed(0);
}
