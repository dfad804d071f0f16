import { createHash } from "node:crypto";
import { isLineFormat } from "../../corpus/corpusFormat.ts";
import { isTopLevelField } from "../../corpus/fieldPath.ts";
import type { ScanFile, ScanTask, ScanUnit } from "./scanTask.ts";

/** A part of a file; a whole file is `[0, bytes)`. */
export interface Slice {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** What is counted, kept and found again as one: part of a large file, a file, or several small ones. */
export interface Shard {
  readonly id: number;
  readonly slices: readonly Slice[];
  /** Together they are the slices. */
  readonly pieces: readonly (readonly ScanUnit[])[];
  readonly bytes: number;
}

export interface PlanSettings {
  /** Documents are counted by a field, which only readers of records see. */
  readonly by?: string | undefined;
  /** Bytes of a range; 8 MB when absent. */
  readonly rangeBytes?: number | undefined;
  /** The most bytes of a file that are one shard; 1 GB when absent. */
  readonly shardBytes?: number | undefined;
  /** The most files of a corpus in which each is a shard of its own whatever its size; 256 when absent. */
  readonly separateFiles?: number | undefined;
}

const defaultRangeBytes = 8 << 20;
const defaultShardBytes = 1 << 30;
const defaultSeparateFiles = 256;
/** Files from here on are shards of their own in any corpus. */
const largeFileBytes = 4 << 20;
/** Small files that share a shard, about. */
const filesTogether = 256;
const fewestBuckets = 16;

/**
 * Cuts a corpus into shards, the largest first. Which files are together depends on their names only, so that a new or
 * changed small file changes one shard.
 */
export function planShards(files: readonly ScanFile[], settings: PlanSettings = {}): Shard[] {
  const rangeBytes = settings.rangeBytes ?? defaultRangeBytes;
  const shardBytes = Math.max(1, Math.floor((settings.shardBytes ?? defaultShardBytes) / rangeBytes)) * rangeBytes;
  const isSmallCorpus = files.length <= (settings.separateFiles ?? defaultSeparateFiles);
  const alone: Omit<Shard, "id">[] = [];
  const small: number[] = [];
  for (const [number, file] of files.entries()) {
    if (!isSmallCorpus && file.bytes < largeFileBytes) small.push(number);
    else alone.push(...shardsOfFile(file, number, { by: settings.by, rangeBytes, shardBytes }));
  }
  const together = buckets(files, small).map((numbers) => shardOfFiles(files, numbers, settings.by, rangeBytes));
  return [...alone, ...together]
    .sort((a, b) => b.bytes - a.bytes || firstOf(a) - firstOf(b) || startOf(a) - startOf(b))
    .map((shard, id) => ({ id, ...shard }));
}

/** The tasks of the shards, in the order in which workers take them; files without a known hash are hashed along. */
export function tasksOf(
  shards: readonly Shard[],
  isDone: (shard: Shard, piece: readonly ScanUnit[]) => boolean,
  needsHash: (file: number) => boolean,
): ScanTask[] {
  const tasks: ScanTask[] = [];
  const hashed = new Set<number>();
  const shardsOf = new Map<number, number>();
  for (const { file } of shards.flatMap(({ slices }) => slices)) shardsOf.set(file, (shardsOf.get(file) ?? 0) + 1);
  for (const shard of shards) {
    const pieces = shard.pieces.filter((piece) => !isDone(shard, piece));
    const unhashed = shard.slices.map(({ file }) => file).filter((file) => needsHash(file) && !hashed.has(file));
    for (const file of unhashed) hashed.add(file);
    const isOneByOne = pieces.length === shard.pieces.length && shard.pieces.every((piece) => piece.length > 0);
    // A shard is kept when its files are hashed: those of several shards are hashed first.
    const hashesAlong =
      unhashed.every((file) => shardsOf.get(file) === 1) && pieces.flat().every(({ kind }) => kind === "range");
    const own = isOneByOne && pieces.length === 1 ? unhashed : [];
    if (unhashed.length > 0 && own.length === 0) {
      tasks.push({ id: tasks.length, shard: shard.id, units: [], hashes: unhashed, hashesAlong });
    }
    for (const units of pieces) tasks.push({ id: tasks.length, shard: shard.id, units, hashes: own, hashesAlong });
  }
  return tasks;
}

/** Whether a file is cut into ranges, read as decompressed lines, or read record by record. */
export function unitKind(file: ScanFile, by: string | undefined): ScanUnit["kind"] {
  const hasOneField = by === undefined && file.sourceFields === undefined;
  const isRaw = hasOneField && isLineFormat(file.format) && (file.format === "text" || isTopLevelField(file.field));
  if (!isRaw) return "records";
  return file.compression === "none" ? "range" : "lines";
}

interface Cuts {
  readonly by: string | undefined;
  readonly rangeBytes: number;
  readonly shardBytes: number;
}

function shardsOfFile(file: ScanFile, number: number, { by, rangeBytes, shardBytes }: Cuts): Omit<Shard, "id">[] {
  const kind = unitKind(file, by);
  if (kind !== "range") {
    const slices = [{ file: number, start: 0, end: file.bytes }];
    return [{ slices, pieces: [[{ kind, file: number }]], bytes: file.bytes }];
  }
  const shards: Omit<Shard, "id">[] = [];
  for (let start = 0; start < file.bytes; start += shardBytes) {
    const end = Math.min(file.bytes, start + shardBytes);
    const pieces = rangesOf(number, start, end, rangeBytes).map((unit) => [unit]);
    shards.push({ slices: [{ file: number, start, end }], pieces, bytes: end - start });
  }
  return shards;
}

function rangesOf(file: number, from: number, to: number, rangeBytes: number): ScanUnit[] {
  const units: ScanUnit[] = [];
  for (let start = from; start < to; start += rangeBytes) {
    units.push({ kind: "range", file, start, end: Math.min(to, start + rangeBytes) });
  }
  return units;
}

/** Small files that were found together stay together: their number of shards changes only when it doubles. */
function buckets(files: readonly ScanFile[], small: readonly number[]): number[][] {
  let count = fewestBuckets;
  while (count * filesTogether < small.length) count *= 2;
  const parts = new Map<number, number[]>();
  for (const number of small) {
    const hash = createHash("sha256")
      .update((files[number] as ScanFile).name)
      .digest();
    const bucket = hash.readUInt32LE() % count;
    const part = parts.get(bucket);
    if (part === undefined) parts.set(bucket, [number]);
    else part.push(number);
  }
  return [...parts].sort(([a], [b]) => a - b).map(([, numbers]) => numbers);
}

function shardOfFiles(
  files: readonly ScanFile[],
  numbers: readonly number[],
  by: string | undefined,
  rangeBytes: number,
): Omit<Shard, "id"> {
  const pieces: ScanUnit[][] = [];
  let ranges: ScanUnit[] = [];
  let bytes = 0;
  const endPiece = (): void => {
    if (ranges.length > 0) pieces.push(ranges);
    ranges = [];
    bytes = 0;
  };
  for (const number of numbers) {
    const file = files[number] as ScanFile;
    const kind = unitKind(file, by);
    if (kind === "range") {
      if (bytes + file.bytes > rangeBytes) endPiece();
      ranges.push(...rangesOf(number, 0, file.bytes, rangeBytes));
      bytes += file.bytes;
    } else {
      pieces.push([{ kind, file: number }]);
    }
  }
  endPiece();
  const slices = numbers.map((file) => ({ file, start: 0, end: (files[file] as ScanFile).bytes }));
  return { slices, pieces, bytes: slices.reduce((sum, { end }) => sum + end, 0) };
}

function firstOf({ slices }: Pick<Shard, "slices">): number {
  return slices[0]?.file ?? 0;
}

function startOf({ slices }: Pick<Shard, "slices">): number {
  return slices[0]?.start ?? 0;
}
