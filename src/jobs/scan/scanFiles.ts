import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { throwIfCancelled } from "../../base/errors.ts";
import type { FoundFile } from "../../corpus/findFiles.ts";
import type { SourceFields } from "../../corpus/readRecord.ts";
import { guessFieldOfFile } from "../../corpus/recordReaders.ts";
import type { RememberedFile } from "./partStore.ts";
import type { ScanFile } from "./scanTask.ts";

/** A file with what was known of it before it was read. */
export interface KnownFile extends ScanFile {
  readonly absolutePath: string;
  /** See `RememberedFile`. */
  readonly signature: string;
  /** Undefined until it was hashed. */
  readonly sha256: string | undefined;
  readonly isFieldGuessed: boolean;
  readonly named: boolean;
}

/** What stands for the content of a file as long as it does not change. */
export async function signatureOf(path: string): Promise<string | undefined> {
  return stat(path, { bigint: true }).then(
    ({ size, mtimeNs, ctimeNs, ino }) => `${size}:${mtimeNs}:${ctimeNs}:${ino}`,
    () => undefined,
  );
}

/**
 * Finds out the field of each file and whether its content is known from an earlier scan: by its signature, or, where
 * only that changed, by the hash of what is there now.
 */
export async function inspectFiles(
  found: readonly FoundFile[],
  options: {
    readonly field?: string | undefined;
    readonly sourceFields?: SourceFields | undefined;
    readonly remembered: ReadonlyMap<string, RememberedFile>;
    readonly signal: AbortSignal;
  },
): Promise<KnownFile[]> {
  return inBatches(found, async ({ path, name, bytes, format, compression, named }) => {
    throwIfCancelled(options.signal);
    const absolutePath = resolve(path);
    const signature = (await signatureOf(path)) ?? "";
    const before = options.remembered.get(absolutePath);
    const guess =
      format === "text" || options.field !== undefined
        ? undefined
        : await guessFieldOfFile({ path, name, format, compression, named }, options.signal).catch(() => undefined);
    return {
      path,
      name,
      bytes,
      format,
      compression,
      named,
      absolutePath,
      signature,
      field: format === "text" ? "" : (options.field ?? guess ?? "text"),
      ...(options.sourceFields === undefined ? {} : { sourceFields: options.sourceFields }),
      isFieldGuessed: format !== "text" && options.field === undefined,
      sha256: await hashBefore(path, before, { signature, bytes }, options.signal),
    };
  });
}

/** True while a file's content is what it was. */
export async function isUnchanged(path: string, before: RememberedFile, signal: AbortSignal): Promise<boolean> {
  const signature = await signatureOf(path);
  if (signature === before.signature) return true;
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
  if (signature === undefined || bytes === undefined) return false;
  return (await hashBefore(path, before, { signature, bytes }, signal)) === before.sha256;
}

/** Results in order, some at once: asking the system about many files one by one takes long. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    const batch = items.slice(start, start + atOnce);
    results.push(...(await Promise.all(batch.map((item, index) => work(item, start + index)))));
  }
  return results;
}

const atOnce = 16;

async function hashBefore(
  path: string,
  before: RememberedFile | undefined,
  now: { readonly signature: string; readonly bytes: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (before === undefined || before.bytes !== now.bytes) return undefined;
  if (before.signature === now.signature) return before.sha256;
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      throwIfCancelled(signal);
      hash.update(chunk);
    }
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof Error) return undefined; // reading it for the scan will say what is wrong
    throw error;
  }
  return hash.digest("hex");
}
