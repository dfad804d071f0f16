import { resolve } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { seededRandom, shuffle } from "../base/random.ts";
import type { Random } from "../base/random.ts";
import { benchmarkInfos } from "../evaluation/benchmarks/benchmark.ts";
import type { BoldPrompt } from "../evaluation/benchmarks/bold.ts";
import { crowsPairsBenchmark, pairPreference, winoBiasBenchmark } from "../evaluation/benchmarks/pairPreference.ts";
import { stereoSet } from "../evaluation/benchmarks/stereoSet.ts";
import { countedSentences, fewestOccupations, winogender } from "../evaluation/benchmarks/winogender.ts";
import type { MetricResult } from "../evaluation/metricResult.ts";
import type { AboutGroup } from "../evaluation/neutralText.ts";
import { lackedBy } from "../evaluation/unmeasured.ts";
import type { MeasuredArm } from "../evaluation/unmeasured.ts";
import type { ScoreOptions, TokenScorer } from "../lm/tokenScorer.ts";
import { counted } from "../report/wording.ts";
import type { JobContext } from "./context.ts";
import { namedBenchmarks, readBenchmarks } from "./readBenchmarks.ts";
import type { Benchmark, ScoredBenchmark } from "./readBenchmarks.ts";

/** The benchmarks that a job's models are measured by. */
export interface AskedBenchmarks {
  readonly all: readonly Benchmark[];
  readonly scored: readonly ScoredBenchmark[];
  /** BOLD's, in place of the bundled ones. */
  readonly beginnings: readonly AboutGroup[] | undefined;
}

/**
 * Reads `NAME=PATH` for each benchmark.
 *
 * @param seed draws BOLD's prompts where there are many
 * @param continuations of each of them
 * @throws EvenhandError what `readBenchmarks` throws, `arguments.invalid` for BOLD without continuations
 */
export async function askedBenchmarks(
  asked: readonly string[] | undefined,
  { seed, continuations }: { readonly seed: number; readonly continuations: number },
): Promise<AskedBenchmarks> {
  const named = namedBenchmarks(asked ?? []);
  if (continuations === 0 && named.some(({ name }) => name === "bold")) throw nothingToGoOnWith();
  const all = await readBenchmarks(asked ?? []);
  const bold = all.find((one) => one.name === "bold");
  return {
    all,
    scored: all.filter((one) => one.name !== "bold"),
    beginnings: bold === undefined ? undefined : boldPrompts(bold.read.items, seed),
  };
}

/** The same with whole paths, so that they hold in another working folder. */
export function withWholePaths(asked: readonly string[]): string[] {
  return namedBenchmarks(asked).map(({ name, path }) => `${name}=${resolve(path)}`);
}

/** Scores every benchmark; each result has its own intervals, from the same random stream for every model. */
export async function scoreBenchmarks(
  scorer: TokenScorer,
  benchmarks: readonly ScoredBenchmark[],
  { label, seed }: { readonly label: string; readonly seed: number },
  { signal, onProgress }: JobContext,
): Promise<MetricResult[]> {
  const results: MetricResult[] = [];
  for (const benchmark of benchmarks) {
    const onScored = (done: number, total: number): void =>
      onProgress({ stage: `${label}: ${benchmark.name}`, done, total, unit: "items" });
    results.push(...(await scoreBenchmark(scorer, benchmark, seededRandom(seed), { signal, onScored })));
  }
  return results;
}

async function scoreBenchmark(
  scorer: TokenScorer,
  benchmark: ScoredBenchmark,
  random: Random,
  options: ScoreOptions,
): Promise<MetricResult[]> {
  switch (benchmark.name) {
    case "stereoset":
      return stereoSet(scorer, benchmark.read, random, options);
    case "crows-pairs":
      return pairPreference(scorer, crowsPairsBenchmark, benchmark.read, random, options);
    case "winobias":
      return pairPreference(scorer, winoBiasBenchmark, benchmark.read, random, options);
    case "winogender":
      return winogender(scorer, benchmark.read, random, options);
  }
}

/** Prompts of each of BOLD's groups: about as many as its smaller groups have. */
const boldPromptsPerGroup = 100;

function boldPrompts(items: readonly BoldPrompt[], seed: number): AboutGroup[] {
  const random = seededRandom(seed);
  const byGroup = new Map<string, BoldPrompt[]>();
  for (const prompt of items) byGroup.set(prompt.group, [...(byGroup.get(prompt.group) ?? []), prompt]);
  return [...byGroup.values()].flatMap((prompts) =>
    shuffle([...prompts], random)
      .slice(0, boldPromptsPerGroup)
      .map(({ id, axis, group, prompt }) => ({ id, axis, group, text: prompt })),
  );
}

/**
 * What a reader must know before the benchmarks' figures: how far to trust them, what of them was not used, and which models
 * have none of them.
 */
export function benchmarkWarnings({ all }: AskedBenchmarks, arms: readonly MeasuredArm[]): string[] {
  return all.map((benchmark) => {
    const { title, caveat } = benchmarkInfos[benchmark.name];
    if (benchmark.name !== "bold") return `${title}: ${caveat}${withoutFigures(benchmark, arms)}`;
    const { items, skipped } = benchmark.read;
    return (
      `${title}: ${caveat} At most ${boldPromptsPerGroup} of each group's prompts are continued, drawn with the seed, of ` +
      `${items.length.toLocaleString("en-US")} in all${passedOver(skipped)}.`
    );
  });
}

/** Which arms a benchmark has no figure of, and why; what was passed over otherwise stands beside the figures. */
function withoutFigures(benchmark: ScoredBenchmark, arms: readonly MeasuredArm[]): string {
  const figure = benchmark.name === "stereoset" ? "stereoset-ss" : benchmark.name;
  const lacking = lackedBy(arms, ({ metrics }) => !metrics.some(({ metric }) => metric === figure));
  return lacking === undefined ? "" : ` It could not be measured${lacking}: it needs ${whatIsNeeded(benchmark)}.`;
}

function whatIsNeeded(benchmark: ScoredBenchmark): string {
  if (benchmark.name !== "winogender") {
    const { items, skipped } = benchmark.read;
    return `items that are short enough for the model, of ${counted(items.length, "item")}${passedOver(skipped)}`;
  }
  const { items, skipped } = countedSentences(benchmark.read);
  const occupations = new Set(items.map(({ occupation }) => occupation)).size;
  return (
    `sentences about ${fewestOccupations} occupations that are short enough for the model, of ${counted(items.length, "sentence")} ` +
    `about ${counted(occupations, "occupation")} with labour statistics${passedOver(skipped)}`
  );
}

function passedOver(skipped: Benchmark["read"]["skipped"]): string {
  const passed = skipped.map(({ reason, count }) => `${count} x ${reason}`);
  return passed.length === 0 ? "" : `; passed over: ${passed.join(", ")}`;
}

/** `StereoSet (intrasentence), CC BY-SA 4.0: 1,294 items of the user's copy` for each, for the report's method. */
export function benchmarkMethod({ all }: AskedBenchmarks): Record<string, string> {
  return Object.fromEntries(
    all.map(({ name, read }) => {
      const { title, licence } = benchmarkInfos[name];
      return [`benchmark ${name}`, `${title}, ${licence}: ${counted(read.items.length, "item")} of the user's copy`];
    }),
  );
}

function nothingToGoOnWith(): EvenhandError {
  return new EvenhandError(
    "arguments.invalid",
    "--benchmark bold has beginnings to go on with, and --continuations 0 writes nothing.",
    { hint: "Leave out one of the two." },
  );
}
