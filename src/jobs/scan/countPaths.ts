import { availableParallelism, totalmem } from "node:os";
import { resolve } from "node:path";
import type { FoundFile } from "../../corpus/findFiles.ts";
import { findFiles, namedFrom } from "../../corpus/findFiles.ts";
import { parseGlob } from "../../corpus/glob.ts";
import type { SourceFields } from "../../corpus/readRecord.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import { throwIfCancelled } from "../../base/errors.ts";
import type { Lexicon } from "../../lexicon/lexicon.ts";
import type { JobContext } from "../context.ts";
import type { ScanOptions } from "../options.ts";
import { countCorpus, lexiconKey } from "./countCorpus.ts";
import type { CountedCorpus } from "./countCorpus.ts";
import { keyOf } from "./partStore.ts";
import { runInThreads } from "./runInThreads.ts";
import type { EngineKind, RunScanJob } from "./scanJob.ts";
import { scanManifest } from "./scanManifest.ts";

/** How files are counted beside what the user chose. */
export interface CountOverrides {
  /** `wasm` when absent. */
  readonly engine?: EngineKind;
  /** In threads when absent. */
  readonly run?: RunScanJob;
  /** Of a counterfactual corpus: see `ScanFile`. */
  readonly sourceFields?: SourceFields;
}

/** Memory that a word takes with two workers, in their tables and in the sum. */
const bytesPerWord = 800;
const fixedBytes = 300e6;

/**
 * Finds the files and counts them. Where parts are kept, the scan itself is noted there too, so that places can be looked
 * up later, and parts that no scan uses are removed.
 */
export async function countPaths(
  options: ScanOptions,
  lexicon: Lexicon,
  context: JobContext,
  overrides: CountOverrides = {},
): Promise<CountedCorpus & { readonly scanId: string }> {
  throwIfCancelled(context.signal);
  const skips = new SkipLog();
  const strict = options.strict === true;
  const all = await findFiles(options.paths, skips, options.format, { strict });
  const found = namedFrom(options.namesFrom ?? [], withoutExcluded(all, options.exclude ?? [], skips));
  const counted = await countCorpus(
    found,
    skips.counts(),
    {
      lexicon,
      axes: options.axes,
      hyphens: options.hyphens,
      field: options.field,
      sourceFields: overrides.sourceFields,
      by: options.by,
      strict,
      workers: options.workers ?? availableParallelism(),
      maximumWords: maximumWords(options.memoryMb ?? totalmem() / 2e6),
      partsFolder: options.partsFolder,
      fresh: options.fresh,
      engine: overrides.engine,
      run: overrides.run ?? runInThreads,
    },
    context,
  );
  const key = lexiconKey(lexicon, options.axes);
  const paths = options.paths.map((path) => resolve(path));
  const { exclude, field, by, format } = options;
  const scanId = keyOf([paths, exclude, field, by, format, key, counted.counts.hyphens]);
  if (counted.store.isLasting) {
    const manifest = scanManifest(counted, { lexicon: key, options });
    await counted.store.keepScan(scanId, manifest);
    await counted.store.clean(Date.now());
  }
  return { ...counted, scanId };
}

/** Words that fit into so many megabytes. */
export function maximumWords(memoryMb: number): number {
  return Math.max(100_000, Math.floor((memoryMb * 1e6 - fixedBytes) / bytesPerWord));
}

/** A pattern without a slash is for names of files, others for paths below the folder that was given. */
function withoutExcluded(
  found: readonly FoundFile[],
  patterns: readonly string[],
  skips: SkipLog,
): readonly FoundFile[] {
  const tests = patterns.map(matcherOf);
  return found.filter((file) => {
    const isExcluded = tests.some((matches) => matches(file.name));
    if (isExcluded) skips.add("excluded by a pattern", file.path);
    return !isExcluded;
  });
}

function matcherOf(pattern: string): (name: string) => boolean {
  const glob = parseGlob(pattern);
  if (glob === undefined) return (name) => name === pattern || name.startsWith(`${pattern.replace(/\/$/, "")}/`);
  if (!pattern.includes("/")) return (name) => glob.matches(name.slice(name.lastIndexOf("/") + 1));
  const prefix = glob.base === "." ? "" : `${glob.base}/`;
  return (name) => name.startsWith(prefix) && glob.matches(name.slice(prefix.length));
}
