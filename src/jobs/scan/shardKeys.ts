import { unicodeVersion } from "../../text/unicodeClasses.ts";
import type { HyphenMode } from "../../text/words.ts";
import { readVersion } from "../packageFiles.ts";
import { keyOf } from "./partStore.ts";
import type { Shard } from "./planShards.ts";
import type { KnownFile } from "./scanFiles.ts";

/** Everything beside lexicon and content that decides what a shard's counts are. */
export interface KeySettings {
  readonly hyphens: HyphenMode;
  readonly by: string | undefined;
}

/** Raised when the same content would be counted otherwise; another version of Evenhand counts again in any case. */
const countingVersion = 4;
let version: string | undefined;

/** The name under which a shard's counts are found again; undefined while a file is not hashed. */
export function contentKey(
  shard: Shard,
  files: readonly KnownFile[],
  hashes: readonly (string | undefined)[],
  settings: KeySettings,
): string | undefined {
  if (shard.slices.some(({ file }) => hashes[file] === undefined)) return undefined;
  return keyOf([...settingsOf(settings), slicesOf(shard, files, (file) => [files[file]?.name, hashes[file]])]);
}

/** The name for what is done of a shard whose files are not read to their ends. */
export function unfinishedKey(shard: Shard, files: readonly KnownFile[], settings: KeySettings): string {
  const identity = (file: number): unknown => [files[file]?.absolutePath, files[file]?.signature];
  return keyOf([...settingsOf(settings), slicesOf(shard, files, identity)]);
}

/**
 * For telling parts that were counted twice, whatever their files are called: hashes of the content, of the formats that it
 * was read as, and of the fields, with dots between.
 */
export function shardIdentity(
  shard: Shard,
  files: readonly KnownFile[],
  hashes: readonly (string | undefined)[],
): string {
  const parts = shard.slices
    .map(({ file, start, end }) => ({ content: [hashes[file], start, end], file: files[file] as KnownFile }))
    .sort((one, other) => (JSON.stringify(one.content) < JSON.stringify(other.content) ? -1 : 1));
  return [
    keyOf(parts.map(({ content }) => content)),
    keyOf(parts.map(({ file }) => file.format)),
    keyOf(parts.map(({ file }) => file.field)),
  ].join(".");
}

function settingsOf({ hyphens, by }: KeySettings): unknown[] {
  version ??= readVersion();
  return [countingVersion, version, "scan-rule-1", unicodeVersion, hyphens, by ?? ""];
}

function slicesOf(shard: Shard, files: readonly KnownFile[], identity: (file: number) => unknown): unknown[] {
  return shard.slices.map(({ file, start, end }) => {
    const { format, compression, field, sourceFields } = files[file] as KnownFile;
    const fields = sourceFields === undefined ? [field] : [field, [...sourceFields]];
    return [identity(file), start, end, format, compression, ...fields];
  });
}
