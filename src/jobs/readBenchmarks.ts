import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EvenhandError, reasonOf } from "../base/errors.ts";
import { readBold } from "../evaluation/benchmarks/bold.ts";
import type { BoldPrompt } from "../evaluation/benchmarks/bold.ts";
import { itemTexts } from "../evaluation/itemTexts.ts";
import type { ItemText, ItemTexts } from "../evaluation/itemTexts.ts";
import { readCrowsPairs } from "../evaluation/benchmarks/crowsPairs.ts";
import { benchmarkNames, unlike } from "../evaluation/benchmarks/benchmark.ts";
import type { BenchmarkItems, BenchmarkName } from "../evaluation/benchmarks/benchmark.ts";
import type { SentencePair } from "../evaluation/benchmarks/pairPreference.ts";
import { readStereoSet } from "../evaluation/benchmarks/stereoSet.ts";
import type { StereoSetItem } from "../evaluation/benchmarks/stereoSet.ts";
import { readWinoBias } from "../evaluation/benchmarks/winoBias.ts";
import type { WinoBiasFiles } from "../evaluation/benchmarks/winoBias.ts";
import { readWinogender } from "../evaluation/benchmarks/winogender.ts";
import type { WinogenderItem } from "../evaluation/benchmarks/winogender.ts";
import { formatBytes } from "../report/numberFormat.ts";

/** A benchmark read from the user's copy. */
export type Benchmark = (ScoredItems | BoldItems) & Identified;

/** One whose sentences are scored; BOLD's are continued. */
export type ScoredBenchmark = ScoredItems & Identified;

type ScoredItems =
  | { readonly name: "stereoset"; readonly read: BenchmarkItems<StereoSetItem> }
  | { readonly name: "crows-pairs" | "winobias"; readonly read: BenchmarkItems<SentencePair> }
  | { readonly name: "winogender"; readonly read: BenchmarkItems<WinogenderItem> };

interface BoldItems {
  readonly name: "bold";
  readonly read: BenchmarkItems<BoldPrompt>;
}

interface Identified {
  /** Over the files that were read, with their names in the benchmark's folder. */
  readonly sha256: string;
}

/**
 * Reads `NAME=PATH` for each benchmark: a file, or the folder that holds the benchmark's files.
 *
 * @throws EvenhandError `arguments.invalid` for an unknown name, `evaluation.invalid` for a file that cannot be read or
 *   is laid out otherwise
 */
export async function readBenchmarks(asked: readonly string[]): Promise<Benchmark[]> {
  const benchmarks: Benchmark[] = [];
  for (const { name, path } of namedBenchmarks(asked)) benchmarks.push(await readBenchmark(name, path));
  return benchmarks;
}

/** @throws EvenhandError `arguments.invalid` for what is not `NAME=PATH`, for an unknown name and for one given twice */
export function namedBenchmarks(asked: readonly string[]): { readonly name: BenchmarkName; readonly path: string }[] {
  const named = asked.map((argument) => {
    const [name, ...path] = argument.split("=");
    const known = benchmarkNames.find((one) => one === name);
    if (known === undefined || path.join("=") === "") throw wrongArgument(argument);
    return { name: known, path: path.join("=") };
  });
  const twice = named.find(({ name }, index) => named.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined) throw wrongArgument(`${twice.name}, given twice`);
  return named;
}

async function readBenchmark(name: BenchmarkName, path: string): Promise<Benchmark> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      throw unreadable(path, cause);
    },
  );
  const hash = createHash("sha256");
  const textIn = async (folder: string, file: string): Promise<string> => {
    const text = await textOf(name, join(folder, file));
    hash.update(`${file}\n${text.length}\n${text}`);
    return text;
  };
  const items = await readItems(name, path, isFolder, textIn);
  return { ...items, sha256: hash.digest("hex") };
}

/** @param textIn reads a file of a folder */
async function readItems(
  name: BenchmarkName,
  path: string,
  isFolder: boolean,
  textIn: (folder: string, file: string) => Promise<string>,
): Promise<ScoredItems | BoldItems> {
  const folder = isFolder ? path : dirname(path);
  const file = (ofFolder: string): Promise<string> => textIn(folder, isFolder ? ofFolder : basename(path));
  switch (name) {
    case "stereoset": {
      const names = isFolder ? await readdir(path) : [];
      const ofFolder = names.find((one) => one === "dev.json") ?? "intrasentence.json";
      return { name, read: readStereoSet(await file(ofFolder), path) };
    }
    case "crows-pairs":
      return { name, read: readCrowsPairs(await file("crows_pairs_anonymized.csv"), path) };
    case "winobias":
      if (!isFolder) throw noFolder(path);
      return { name, read: readWinoBias(await winoBiasFiles(path, textIn), path) };
    case "winogender": {
      const sentences = await file("all_sentences.tsv");
      return { name, read: readWinogender(sentences, await textIn(folder, "occupations-stats.tsv"), path) };
    }
    case "bold": {
      const found = isFolder ? (await readdir(path)).filter((one) => one.endsWith("_prompt.json")) : [basename(path)];
      const contents = new Map<string, string>();
      for (const one of found.sort()) contents.set(one, await textIn(folder, one));
      return { name, read: readBold(contents, path) };
    }
  }
}

/** Every pro-stereotyped file of the folder with its counterpart. */
async function winoBiasFiles(
  path: string,
  textIn: (folder: string, file: string) => Promise<string>,
): Promise<WinoBiasFiles[]> {
  const pairs: WinoBiasFiles[] = [];
  for (const name of (await readdir(path)).sort()) {
    const [, type] = /^pro_stereotyped_(type[12])\.txt\.(?:dev|test)$/u.exec(name) ?? [];
    if (type === undefined) continue;
    const split = name.slice(name.lastIndexOf(".") + 1);
    const pro = await textIn(path, name);
    pairs.push({ pro, anti: await textIn(path, name.replace(/^pro_/u, "anti_")), type, split });
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

function noFolder(path: string): EvenhandError {
  return wrongArgument(`winobias=${path}: a folder with pro_stereotyped_type1.txt.dev and its counterpart`);
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
