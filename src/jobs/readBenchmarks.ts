import { readFile, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { seededRandom, shuffle } from "../base/random.ts";
import type { Random } from "../base/random.ts";
import { readBold } from "../evaluation/benchmarks/bold.ts";
import type { BoldPrompt } from "../evaluation/benchmarks/bold.ts";
import { itemTexts } from "../evaluation/itemTexts.ts";
import type { ItemText, ItemTexts } from "../evaluation/itemTexts.ts";
import type { AboutGroup } from "../evaluation/neutralText.ts";
import { readCrowsPairs } from "../evaluation/benchmarks/crowsPairs.ts";
import { benchmarkInfos, benchmarkNames, unlike } from "../evaluation/benchmarks/benchmark.ts";
import type { BenchmarkItems, BenchmarkName } from "../evaluation/benchmarks/benchmark.ts";
import { crowsPairsBenchmark, pairPreference, winoBiasBenchmark } from "../evaluation/benchmarks/pairPreference.ts";
import type { SentencePair } from "../evaluation/benchmarks/pairPreference.ts";
import { readStereoSet, stereoSet } from "../evaluation/benchmarks/stereoSet.ts";
import type { StereoSetItem } from "../evaluation/benchmarks/stereoSet.ts";
import { readWinoBias } from "../evaluation/benchmarks/winoBias.ts";
import type { WinoBiasFiles } from "../evaluation/benchmarks/winoBias.ts";
import { readWinogender, winogender } from "../evaluation/benchmarks/winogender.ts";
import type { WinogenderItem } from "../evaluation/benchmarks/winogender.ts";
import type { MetricResult } from "../evaluation/metricResult.ts";
import type { ScoreOptions } from "../evaluation/scoreSequences.ts";
import type { TokenScorer } from "../lm/tokenScorer.ts";
import { formatBytes } from "../report/numberFormat.ts";
import { counted } from "../report/wording.ts";

/** A benchmark read from the user's copy. */
export type Benchmark = ScoredBenchmark | { readonly name: "bold"; readonly read: BenchmarkItems<BoldPrompt> };

/** One whose sentences are scored; BOLD's are continued. */
export type ScoredBenchmark =
  | { readonly name: "stereoset"; readonly read: BenchmarkItems<StereoSetItem> }
  | { readonly name: "crows-pairs" | "winobias"; readonly read: BenchmarkItems<SentencePair> }
  | { readonly name: "winogender"; readonly read: BenchmarkItems<WinogenderItem> };

/**
 * Reads `NAME=PATH` for each benchmark: a file, or the folder that holds the benchmark's files.
 *
 * @throws EvenhandError `arguments.invalid` for an unknown name, `evaluation.invalid` for a file that cannot be read or
 *   is laid out otherwise
 */
export async function readBenchmarks(asked: readonly string[]): Promise<Benchmark[]> {
  const named = asked.map((argument) => {
    const [name, ...path] = argument.split("=");
    const known = benchmarkNames.find((one) => one === name);
    if (known === undefined || path.join("=") === "") throw wrongArgument(argument);
    return { name: known, path: path.join("=") };
  });
  const twice = named.find(({ name }, index) => named.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined) throw wrongArgument(`${twice.name}, given twice`);
  const benchmarks: Benchmark[] = [];
  for (const { name, path } of named) benchmarks.push(await readBenchmark(name, path));
  return benchmarks;
}

/** Scores one benchmark; each result has its own intervals. */
export async function scoreBenchmark(
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

/** BOLD's prompts in place of the bundled beginnings, at most 100 of each group, drawn with the seed. */
export function boldPrompts({ read }: Extract<Benchmark, { name: "bold" }>, seed: number): AboutGroup[] {
  const random = seededRandom(seed);
  const byGroup = new Map<string, BoldPrompt[]>();
  for (const prompt of read.items) byGroup.set(prompt.group, [...(byGroup.get(prompt.group) ?? []), prompt]);
  return [...byGroup.values()].flatMap((prompts) =>
    shuffle([...prompts], random)
      .slice(0, boldPromptsPerGroup)
      .map(({ id, axis, group, prompt }) => ({ id, axis, group, text: prompt })),
  );
}

/** What a reader must know before a benchmark's figures: how far to trust it, and what of it was not used. */
export function benchmarkWarnings(benchmark: Benchmark): string[] {
  const { title, caveat } = benchmarkInfos[benchmark.name];
  if (benchmark.name !== "bold") return [`${title}: ${caveat}`];
  const { items, skipped } = benchmark.read;
  const passed = skipped.map(({ reason, count }) => `${count} x ${reason}`);
  return [
    `${title}: ${caveat} At most ${boldPromptsPerGroup} of each group's prompts are continued, drawn with the seed, of ` +
      `${items.length.toLocaleString("en-US")} in all${passed.length === 0 ? "" : `; passed over: ${passed.join(", ")}`}.`,
  ];
}

/** `StereoSet (intrasentence), CC BY-SA 4.0: 1,294 items`, for the report's method. */
export function licenceOf({ name, read }: Benchmark): string {
  const { title, licence } = benchmarkInfos[name];
  return `${title}, ${licence}: ${counted(read.items.length, "item")} of the user's copy`;
}

async function readBenchmark(name: BenchmarkName, path: string): Promise<Benchmark> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      throw unreadable(path, cause);
    },
  );
  const file = async (ofFolder: string): Promise<string> => textOf(name, isFolder ? join(path, ofFolder) : path);
  switch (name) {
    case "stereoset": {
      const names = isFolder ? await readdir(path) : [];
      const ofFolder = names.find((one) => one === "dev.json") ?? "intrasentence.json";
      return { name, read: readStereoSet(await file(ofFolder), path) };
    }
    case "crows-pairs":
      return { name, read: readCrowsPairs(await file("crows_pairs_anonymized.csv"), path) };
    case "winobias":
      return { name, read: readWinoBias(await winoBiasFiles(path, isFolder), path) };
    case "winogender": {
      const folder = isFolder ? path : join(path, "..");
      return {
        name,
        read: readWinogender(
          await file("all_sentences.tsv"),
          await textOf(name, join(folder, "occupations-stats.tsv")),
          path,
        ),
      };
    }
    case "bold": {
      const found = isFolder ? (await readdir(path)).filter((one) => one.endsWith("_prompt.json")) : [basename(path)];
      const folder = isFolder ? path : dirname(path);
      const contents = new Map<string, string>();
      for (const one of found.sort()) contents.set(one, await textOf(name, join(folder, one)));
      return { name, read: readBold(contents, path) };
    }
  }
}

/** Every pro-stereotyped file of the folder with its counterpart. */
async function winoBiasFiles(path: string, isFolder: boolean): Promise<WinoBiasFiles[]> {
  if (!isFolder)
    throw wrongArgument(`winobias=${path}: a folder with pro_stereotyped_type1.txt.dev and its counterpart`);
  const pairs: WinoBiasFiles[] = [];
  for (const name of (await readdir(path)).sort()) {
    const [, type] = /^pro_stereotyped_(type[12])\.txt\.(?:dev|test)$/u.exec(name) ?? [];
    if (type === undefined) continue;
    const anti = join(path, name.replace(/^pro_/u, "anti_"));
    const split = name.slice(name.lastIndexOf(".") + 1);
    pairs.push({
      pro: await textOf("winobias", join(path, name)),
      anti: await textOf("winobias", anti),
      type,
      split,
    });
  }
  return pairs;
}

/** The published files have a few megabytes at most. */
const mostBytes = 64e6;

async function textOf(benchmark: BenchmarkName, path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw unlike(benchmark, path, `${formatBytes(size)} large`);
    return (await readFile(path, "utf8")).replace(/^\uFEFF/u, "");
  } catch (cause) {
    throw cause instanceof EvenhandError ? cause : unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): EvenhandError {
  return new EvenhandError("evaluation.invalid", `Cannot read ${path}: ${reasonOf(cause)}`, {
    hint: "Give NAME=PATH with your own copy of the benchmark; Evenhand brings none.",
    cause,
  });
}

function wrongArgument(argument: string): EvenhandError {
  return new EvenhandError("arguments.invalid", `--benchmark ${argument}: not a benchmark that can be scored.`, {
    hint: `Give NAME=PATH, NAME one of ${benchmarkNames.join(", ")}, each once.`,
  });
}

/** The sentences behind a benchmark's items: by pair, by target term, by occupation. */
export function benchmarkTexts(benchmark: ScoredBenchmark): ItemTexts {
  switch (benchmark.name) {
    case "stereoset":
      return itemTexts({
        metrics: ["stereoset-ss", "stereoset-lms"],
        from: "benchmark",
        roles: ["stereotype", "anti-stereotype", "unrelated"],
        items: gathered(benchmark.read.items, ({ target, biasType, stereotype, antiStereotype, unrelated }) => ({
          key: target,
          group: biasType,
          texts: [stereotype, antiStereotype, unrelated],
        })),
      });
    case "crows-pairs":
    case "winobias":
      return itemTexts({
        metrics: [benchmark.name],
        from: "benchmark",
        roles: ["more stereotyping", "less stereotyping"],
        items: benchmark.read.items.map(({ id, more, less }) => ({ key: id, texts: [more, less] })),
      });
    case "winogender":
      return itemTexts({
        metrics: ["winogender"],
        from: "benchmark",
        roles: ["female", "male"],
        items: gathered(
          benchmark.read.items.filter(({ isAboutOccupation }) => isAboutOccupation),
          ({ occupation, female, male }) => ({ key: occupation, texts: [female, male] }),
        ),
      });
  }
}

/** One item for each key and group, with the texts of all that share them. */
function gathered<Item>(items: readonly Item[], textsOf: (item: Item) => ItemText): ItemText[] {
  const byName = new Map<string, ItemText>();
  for (const item of items.map(textsOf)) {
    const name = JSON.stringify([item.key, item.group]);
    const known = byName.get(name);
    byName.set(name, known === undefined ? item : { ...known, texts: [...(known.texts ?? []), ...(item.texts ?? [])] });
  }
  return [...byName.values()];
}
