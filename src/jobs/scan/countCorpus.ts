import { rm } from "node:fs/promises";
import type { Counts } from "../../audit/counts.ts";
import { emptyCounts } from "../../audit/emptyCounts.ts";
import { throwIfCancelled } from "../../base/errors.ts";
import type { CorpusFile } from "../../corpus/describeCorpus.ts";
import type { SkipCount } from "../../corpus/document.ts";
import type { FoundFile } from "../../corpus/findFiles.ts";
import type { SourceFields } from "../../corpus/readRecord.ts";
import { maximumLineBytes } from "../../corpus/readLines.ts";
import type { Axis } from "../../lexicon/axis.ts";
import type { Lexicon } from "../../lexicon/lexicon.ts";
import type { HyphenMode } from "../../text/words.ts";
import type { JobContext } from "../context.ts";
import { failuresOf, notesOf } from "./corpusNotes.ts";
import { firstMalformed, nothingCounted } from "./corpusErrors.ts";
import { countingHash, countingLexicon } from "./countingLexicon.ts";
import { PartStore, shortened } from "./partStore.ts";
import type { RememberedFile } from "./partStore.ts";
import { planShards, tasksOf } from "./planShards.ts";
import type { PlanSettings } from "./planShards.ts";
import { workersFor } from "./runInThreads.ts";
import { inBatches, inspectFiles, signatureOf } from "./scanFiles.ts";
import type { KnownFile } from "./scanFiles.ts";
import { ScanIndex } from "./scanIndex.ts";
import type { EngineKind, RunScanJob } from "./scanJob.ts";
import { ShardLedger } from "./shardLedger.ts";
import { mergeSkips } from "./stretch.ts";

export interface CountSettings {
  readonly lexicon: Lexicon;
  readonly axes?: readonly Axis[] | undefined;
  readonly hyphens?: HyphenMode | undefined;
  /** Field that holds the text; guessed for each file when absent. */
  readonly field?: string | undefined;
  /** See `ScanFile`. */
  readonly sourceFields?: SourceFields | undefined;
  /** Field whose values documents are counted by. */
  readonly by?: string | undefined;
  readonly strict?: boolean | undefined;
  /** The most workers at once. */
  readonly workers: number;
  readonly engine?: EngineKind | undefined;
  /** Words that the tables may hold; all when absent. */
  readonly maximumWords?: number | undefined;
  /** Where parts are kept for the next scan; nothing is kept when absent. */
  readonly partsFolder?: string | undefined;
  /** Count everything again. */
  readonly fresh?: boolean | undefined;
  readonly plan?: PlanSettings | undefined;
  readonly run: RunScanJob;
}

/** What was counted, and where it stands. `close` it when places are no longer needed. */
export interface CountedCorpus {
  readonly counts: Counts;
  readonly index: ScanIndex;
  readonly files: readonly KnownFile[];
  readonly described: readonly CorpusFile[];
  readonly skipped: readonly SkipCount[];
  /** Files that were not read again. */
  readonly filesFromMemory: number;
  readonly workers: number;
  /** Bytes that were read to count them. */
  readonly bytesRead: number;
  readonly durationMs: number;
  /** Parts of the store that the counts are the sum of, with their shards' identities. */
  readonly parts: readonly { readonly name: string; readonly files: readonly number[] }[];
  readonly shards: readonly string[];
  readonly store: PartStore;
}

/**
 * Counts files with workers: takes over what earlier scans counted of the same content, counts the rest, and keeps it.
 * Stopped early, it keeps what is done for the next time.
 *
 * @param found as `findFiles` gives them, `skipped` what that passed over
 * @throws EvenhandError `cancelled`, `corpus.empty`, `corpus.unreadable`, `corpus.missingField`; with `strict` also
 *   `corpus.malformed`; `job.crashed`
 */
export async function countCorpus(
  found: readonly FoundFile[],
  skipped: readonly SkipCount[],
  settings: CountSettings,
  context: JobContext,
): Promise<CountedCorpus> {
  const store = await PartStore.open(settings.partsFolder);
  try {
    return await countWith(store, found, skipped, settings, context);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function countWith(
  store: PartStore,
  found: readonly FoundFile[],
  skipped: readonly SkipCount[],
  settings: CountSettings,
  { signal, onProgress }: JobContext,
): Promise<CountedCorpus> {
  const started = performance.now();
  const { by, lexicon, axes, hyphens = "split" } = settings;
  const remembered = await store.rememberedFiles();
  const files = await inspectFiles(found, {
    field: settings.field,
    sourceFields: settings.sourceFields,
    remembered: settings.fresh === true ? new Map<string, RememberedFile>() : remembered,
    signal,
  });
  const shards = planShards(files, { ...settings.plan, by });
  const ledger = new ShardLedger({ store, files, shards, settings: { ...settings, hyphens } });
  const counting = countingLexicon(lexicon, axes);
  await store.keepLexicon(counting);
  for (const shard of shards) {
    throwIfCancelled(signal);
    await ledger.takeOver(shard, counting);
  }
  const tasks = tasksOf(
    shards.filter((shard) => !ledger.isFinished(shard)),
    (shard, piece) => ledger.isDone(shard, piece),
    (file) => ledger.hashes[file] === undefined,
  );
  ledger.expect(tasks);
  const total = ledger.bytesOf(tasks);
  let bytesRead = 0;
  const workers = workersFor({ tasks, bytes: total }, settings.workers);
  const blockPaths = Array.from({ length: workers }, () => store.temporaryPath());
  onProgress({ stage: "scan", done: 0, total, unit: "bytes" });
  try {
    if (tasks.length > 0) {
      const job = {
        tasks,
        settings: {
          files: files.map(({ path, name, bytes, format, compression, field, sourceFields }) => {
            const one = { path, name, bytes, format, compression, field };
            return sourceFields === undefined ? one : { ...one, sourceFields };
          }),
          strict: settings.strict === true,
          maximumLineBytes,
          ...(by === undefined ? {} : { by }),
          ...(settings.maximumWords === undefined ? {} : { maximumWords: settings.maximumWords }),
        },
        lexicon,
        hyphens,
        engine: settings.engine ?? "wasm",
        blockPaths,
        ...(axes === undefined ? {} : { axes }),
      } as const;
      const listener = {
        onBytes(bytes: number) {
          bytesRead += bytes;
          onProgress({ stage: "scan", done: Math.min(bytesRead, total), total, unit: "bytes" });
        },
        onHash: (file: number, sha256: string) => ledger.addHash(file, sha256),
        onResult: (result: Parameters<typeof ledger.addResult>[0]) => ledger.addResult(result),
      };
      await settings.run(job, listener, signal);
    }
    await ledger.finishAll();
    if (settings.strict === true) await firstMalformed(ledger.stretches(), files);
    throwIfCancelled(signal);
  } catch (error) {
    await ledger.keepUnfinished();
    throw error;
  } finally {
    await Promise.all(blockPaths.map((path) => rm(path, { force: true })));
    await rememberFiles(store, remembered, files, ledger);
  }
  const counts = ledger.sum() ?? emptyCounts(lexicon, { axes, hyphens, stratumField: by ?? "" });
  const index = new ScanIndex(files, ledger.indexed());
  const notes = mergeSkips([
    skipped,
    notesOf(index),
    ledger.skips(),
    failuresOf(ledger.failedFiles(), files),
    ledger.changes(),
  ]);
  if (counts.totals.documents === 0) throw await nothingCounted(files, ledger.failedFiles(), notes, signal);
  return {
    counts,
    index,
    files,
    described: files.map(({ name, bytes }, number) => ({ name, bytes, sha256: ledger.hashes[number] ?? "" })),
    skipped: notes,
    filesFromMemory: ledger.filesFromMemory(),
    workers: tasks.length === 0 ? 0 : workers,
    bytesRead,
    durationMs: performance.now() - started,
    parts: ledger.parts(),
    shards: ledger.identities(),
    store,
  };
}

/** Only files that are still as they were when the scan began. */
async function rememberFiles(
  store: PartStore,
  remembered: Map<string, RememberedFile>,
  files: readonly KnownFile[],
  ledger: ShardLedger,
): Promise<void> {
  if (!store.isLasting) return;
  await inBatches(files, async ({ absolutePath, signature, bytes, path }, number) => {
    const sha256 = ledger.hashes[number];
    if (sha256 === undefined || (await signatureOf(path)) !== signature) return;
    remembered.set(absolutePath, { signature, bytes, sha256 });
  });
  await store.rememberFiles(remembered);
}

/** The short counting hash under which a lexicon's parts are kept. */
export function lexiconKey(lexicon: Lexicon, axes: readonly Axis[] | undefined): string {
  return shortened(countingHash(countingLexicon(lexicon, axes)));
}
