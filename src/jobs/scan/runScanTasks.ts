import { closeSync, openSync } from "node:fs";
import type { Counts } from "../../audit/counts.ts";
import { mergeCounts } from "../../audit/mergeCounts.ts";
import { pruneCounts } from "../../audit/pruneCounts.ts";
import type { ScanEngine } from "../../audit/scanEngine.ts";
import { EvenhandError, isCancelled } from "../../base/errors.ts";
import type { ErrorCode } from "../../base/errors.ts";
import type { Document, SkipCount } from "../../corpus/document.ts";
import { problemOf } from "../../corpus/fileProblem.ts";
import type { FileProblem } from "../../corpus/fileProblem.ts";
import { parseFieldPath } from "../../corpus/fieldPath.ts";
import { openChunks } from "../../corpus/openChunks.ts";
import { sourceColumn } from "../../corpus/readRecord.ts";
import type { RecordResult, SourceFields } from "../../corpus/readRecord.ts";
import { recordReaderOf } from "../../corpus/recordReaders.ts";
import { SkipLog } from "../../corpus/skipLog.ts";
import type { Block, BlockFile } from "./blockFile.ts";
import { countRange } from "./countRange.ts";
import type { LineSettings } from "./countRange.ts";
import { countRecords, StratumValues } from "./countRecords.ts";
import { countStream } from "./countStream.ts";
import { FileHash } from "./fileHash.ts";
import type { ScanFile, ScanTask, ScanUnit, TaskSettings } from "./scanTask.ts";
import { isOnlyNoted } from "./stretch.ts";
import type { Stretch } from "./stretch.ts";

/** A stretch whose mentions lie in a block file. */
export interface StoredStretch extends Omit<Stretch, "block" | "addresses"> {
  readonly block: Block;
  readonly addresses?: Block;
}

/** What a worker has to show for some tasks of one shard. */
export interface TaskResult {
  readonly shard: number;
  readonly tasks: readonly number[];
  readonly counts: Counts;
  /** Their blocks are in the file `blocks`. */
  readonly stretches: readonly StoredStretch[];
  readonly blocks: string;
  /** What was passed over where no stretch says so. */
  readonly skips: readonly SkipCount[];
  /** Files that could not be read, or not to their end, with reason and hint. */
  readonly failedFiles: readonly FailedFile[];
}

export interface FailedFile {
  readonly file: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** Message and hint in one fragment, without the file's name. */
  readonly advice: string;
}

/** How a worker hears and is heard. */
export interface TaskChannel {
  /** The next task that nobody has, undefined when there is none or the work is to stop. */
  next(): ScanTask | undefined;
  /** Aborted when the work is to stop at once. */
  readonly signal: AbortSignal;
  /** Like the signal, but also seen while no message can arrive. */
  isStopped(): boolean;
  /** Asks all workers to stop after what they are doing. */
  stop(): void;
  onBytes(bytes: number): void;
  onHash(file: number, sha256: string): void;
  onResult(result: TaskResult): void;
}

/**
 * Does tasks until there are none, and hands over what was counted whenever the next task is of another shard. Stopped
 * early, it finishes the range at hand, hands over what is whole, and leaves out what is not.
 *
 * @throws EvenhandError what is wrong with a file, when strict
 */
export async function runScanTasks(
  engine: ScanEngine,
  settings: TaskSettings,
  blocks: BlockFile,
  channel: TaskChannel,
): Promise<void> {
  const work = new ShardWork(engine, settings, blocks, channel);
  try {
    for (let task = channel.next(); task !== undefined; task = channel.next()) await work.run(task);
    work.handOver();
  } finally {
    blocks.close();
  }
}

/** Spellings that an engine holds at once: its memory ends at 4 GB. What it is relieved of is added up outside. */
const mostSpellings = 6_000_000;

class ShardWork {
  readonly #engine: ScanEngine;
  readonly #settings: TaskSettings;
  readonly #blocks: BlockFile;
  readonly #channel: TaskChannel;
  readonly #fileNames: readonly string[];

  // What was done of the shard at hand.
  #shard = -1;
  #tasks: number[] = [];
  #stretches: StoredStretch[] = [];
  #skips = new SkipLog();
  #failedFiles: FailedFile[] = [];
  #strata = new StratumValues();
  /** What left the engine already, to keep within memory. */
  #held: Counts | undefined;
  /** Documents with broken bytes that were read record by record: the engine sees them mended. */
  #mendedDocuments = 0;
  /** Of the files that this worker is to hash, while it counts their ranges. */
  readonly #hashes = new Map<number, FileHash>();
  /** First byte of each record by name of file. */
  readonly #recordBytes = new Map<string, number[]>();

  constructor(engine: ScanEngine, settings: TaskSettings, blocks: BlockFile, channel: TaskChannel) {
    this.#engine = engine;
    this.#settings = settings;
    this.#blocks = blocks;
    this.#channel = channel;
    this.#fileNames = settings.files.map(({ name }) => name);
  }

  async run(task: ScanTask): Promise<void> {
    if (task.shard !== this.#shard) this.handOver();
    // A task that is not one range may stop half done, and must be alone then.
    const isDivisible = task.units.every(({ kind }) => kind === "range");
    if (!isDivisible) this.handOver();
    this.#shard = task.shard;
    try {
      for (const file of task.hashes) {
        this.#hashes.set(file, new FileHash((this.#settings.files[file] as ScanFile).path));
      }
      if (!task.hashesAlong) this.#finishHashes();
      for (const unit of task.units) {
        if (!isDivisible && this.#channel.isStopped()) return this.#dropAll();
        await this.#count(unit);
        this.#keepWithinMemory();
      }
    } catch (error) {
      if (!isCancelled(error)) throw error;
      return this.#dropAll();
    }
    this.#tasks.push(task.id);
  }

  handOver(): void {
    this.#finishHashes();
    if (this.#tasks.length === 0) return this.#dropAll();
    const counts = this.#takeAll();
    this.#channel.onResult({
      shard: this.#shard,
      tasks: this.#tasks,
      counts,
      stretches: this.#stretches,
      blocks: this.#blocks.path,
      skips: this.#skips.counts(),
      failedFiles: this.#failedFiles,
    });
    this.#clear();
  }

  #dropAll(): void {
    if (this.#shard !== -1) this.#engine.takeCounts(this.#fileNames);
    this.#clear();
  }

  #clear(): void {
    this.#shard = -1;
    this.#tasks = [];
    this.#stretches = [];
    this.#skips = new SkipLog();
    this.#failedFiles = [];
    this.#strata = new StratumValues();
    this.#held = undefined;
    this.#mendedDocuments = 0;
    this.#recordBytes.clear();
    this.#hashes.clear();
  }

  async #count(unit: ScanUnit): Promise<void> {
    const file = this.#settings.files[unit.file] as ScanFile;
    try {
      switch (unit.kind) {
        case "range":
          this.#countRange(file, unit);
          break;
        case "lines":
          await this.#countStream(file, unit.file);
          break;
        case "records":
          await this.#countRecords(file, unit.file);
          break;
      }
    } catch (error) {
      const problem = problemOf(file.path, error);
      if (this.#settings.strict) throw error instanceof EvenhandError ? error : problem;
      this.#pass(unit.file, problem);
    }
  }

  #pass(file: number, { code, message, hint, advice }: FileProblem): void {
    if (this.#failedFiles.some((failed) => failed.file === file)) return;
    this.#failedFiles.push({ file, code, message, hint, advice });
  }

  #countRange(file: ScanFile, range: { readonly file: number; readonly start: number; readonly end: number }): void {
    const descriptor = openSync(file.path, "r");
    try {
      const stretch = countRange(this.#engine, descriptor, range, this.#lineSettings(file, range.file));
      if (stretch !== undefined) this.#keep(stretch);
    } finally {
      closeSync(descriptor);
    }
    this.#channel.onBytes(range.end - range.start);
  }

  async #countStream(file: ScanFile, number: number): Promise<void> {
    const signal = this.#channel.signal;
    const chunks = openChunks(file, signal, {
      onRead: (bytes) => this.#channel.onBytes(bytes.length),
      ...(this.#settings.strict ? {} : { onLoss: (loss) => this.#pass(number, loss) }),
    });
    for await (const stretch of countStream(this.#engine, chunks, this.#lineSettings(file, number), { signal })) {
      this.#keep(stretch);
      this.#keepWithinMemory();
    }
  }

  async #countRecords(file: ScanFile, number: number): Promise<void> {
    const { by, strict } = this.#settings;
    const strata = by === undefined ? undefined : { by, values: this.#strata };
    const reader = await recordReaderOf(file.format);
    const batches = reader.read(file, {
      field: file.field,
      sourceFields: file.sourceFields,
      columns: columnsBeside(by, file.sourceFields),
      signal: this.#channel.signal,
      onRead: (bytes) => this.#channel.onBytes(bytes.length),
      onDone: (bytes) => this.#channel.onBytes(bytes),
      onLoss: (loss) => {
        if (strict) throw loss;
        this.#pass(number, loss);
      },
    });
    const starts: number[] = [];
    this.#recordBytes.set(file.name, starts);
    for await (const batch of batches) {
      const documents = batch.flatMap((result) => this.#documentOf(result, file));
      this.#countBatch(documents, { file: number, first: starts.length }, strata);
      for (const { source } of documents) starts.push(source.byteStart);
      this.#keepWithinMemory();
    }
  }

  #documentOf(result: RecordResult, file: ScanFile): Document[] {
    if (result.kind === "blank") return [];
    if (result.kind === "skipped") {
      if (this.#settings.strict) throw result.error;
      this.#skips.add(result.reason, result.place);
      return [];
    }
    for (const { reason, error } of result.notes ?? []) {
      if (this.#settings.strict && error !== undefined) throw error;
      this.#skips.add(reason, `${file.name}:${result.document.source.line}`);
    }
    return [result.document];
  }

  #countBatch(
    batch: readonly Document[],
    place: { readonly file: number; readonly first: number },
    strata: { readonly by: string; readonly values: StratumValues } | undefined,
  ): void {
    this.#keep(countRecords(this.#engine, batch, place, strata));
    for (const { bytes } of batch) if (bytes !== undefined) this.#mendedDocuments += 1;
  }

  #lineSettings(file: ScanFile, number: number): LineSettings {
    return {
      file: number,
      field: file.format === "text" ? undefined : file.field,
      maximumLineBytes: this.#settings.maximumLineBytes,
      hash: this.#hashes.get(number),
    };
  }

  #keep(stretch: Stretch): void {
    const { block, addresses, ...rest } = stretch;
    if (this.#settings.strict && rest.notes.some(({ problem }) => !isOnlyNoted(problem))) this.#channel.stop();
    this.#stretches.push({
      ...rest,
      block: this.#blocks.append(block),
      ...(addresses === undefined ? {} : { addresses: this.#blocks.append(addresses) }),
    });
  }

  #keepWithinMemory(): void {
    const { maximumWords = Number.POSITIVE_INFINITY } = this.#settings;
    if (this.#engine.spellings <= Math.min(maximumWords, mostSpellings)) return;
    this.#held = pruneCounts(this.#takeFromEngine(), maximumWords);
  }

  /** What the engine holds, together with what left it before. */
  #takeFromEngine(): Counts {
    const { by } = this.#settings;
    const values = this.#strata.values;
    const taken = this.#engine.takeCounts(this.#fileNames, by === undefined ? undefined : { field: by, values });
    return this.#held === undefined ? taken : mergeCounts([this.#held, taken]);
  }

  #takeAll(): Counts {
    const counts = this.#takeFromEngine();
    if (this.#recordBytes.size === 0) return counts;
    const { documents, sentences, nearDocuments, invalidDocuments } = counts.observations;
    const placed = (sample: typeof documents): typeof documents => ({
      ...sample,
      entries: sample.entries.map((entry) => ({
        ...entry,
        byte: this.#recordBytes.get(entry.file)?.[entry.byte] ?? entry.byte,
      })),
    });
    return {
      ...counts,
      observations: {
        invalidDocuments: invalidDocuments + this.#mendedDocuments,
        documents: placed(documents),
        sentences: placed(sentences),
        nearDocuments: placed(nearDocuments),
      },
    };
  }

  /** Finishes what was hashed along. */
  #finishHashes(): void {
    for (const [file, hash] of this.#hashes) {
      const sha256 = this.#hashed(file, () => hash.finish(() => this.#channel.isStopped()));
      if (sha256 !== undefined) this.#channel.onHash(file, sha256);
    }
    this.#hashes.clear();
  }

  /** Undefined when the file cannot be read, which is noted. */
  #hashed<Value>(file: number, read: () => Value): Value | undefined {
    const { path } = this.#settings.files[file] as ScanFile;
    try {
      return read();
    } catch (error) {
      const problem = problemOf(path, error);
      if (this.#settings.strict) throw problem;
      this.#pass(file, problem);
      return undefined;
    }
  }
}

/** Of a table, what is read beside the text. */
function columnsBeside(by: string | undefined, sourceFields: SourceFields | undefined): readonly string[] {
  const fields = [...(by === undefined ? [] : [by]), ...(sourceFields?.values() ?? [])];
  // A name with a dot may be a column of that name, or a path into a column.
  const columns = fields.flatMap((field) => [field, String(parseFieldPath(field)[0] ?? "")]);
  return sourceFields === undefined ? columns : [...new Set(columns), sourceColumn];
}
