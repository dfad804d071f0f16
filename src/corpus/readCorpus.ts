import { createHash } from "node:crypto";
import { EvenhandError, isCancelled, throwIfCancelled } from "../base/errors.ts";
import type { OnProgress } from "../base/progress.ts";
import type { CorpusFile } from "./describeCorpus.ts";
import type { Document } from "./document.ts";
import { findFiles, unreadable } from "./findFiles.ts";
import type { CorpusFormat, FoundFile } from "./findFiles.ts";
import { guessFieldOfFile } from "./guessField.ts";
import { readLines } from "./readLines.ts";
import { readRecord } from "./readRecord.ts";
import type { SkipLog } from "./skipLog.ts";

export interface ReadOptions {
  /** JSONL field that holds the text, or a path such as `meta.text`; guessed for each file when absent. */
  readonly field?: string;
  /** Reads named files as this format whatever their name says. */
  readonly format?: CorpusFormat;
  /** Throw at the first record that would be skipped. */
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
  /** Bytes read so far, of all files together. */
  readonly onProgress?: OnProgress;
  /** Name of the stage in progress reports; `read` when absent. */
  readonly stage?: string;
  /** Counts what is passed over. */
  readonly skips: SkipLog;
  /** Told the field that a JSONL file is read from, before its first document. */
  readonly onField?: (fileName: string, field: string) => void;
  /** Told name, size and SHA-256 of each file when it has been read to its end. */
  readonly onFile?: (file: CorpusFile) => void;
}

/**
 * The documents of files and folders, in order. Text files have one document a line that is not blank, JSONL files one
 * a record. Throws `corpus.unreadable`; `corpus.empty` and `corpus.missingField` when nothing was found at the end; with
 * `strict` also `corpus.malformed`.
 */
export async function* readCorpus(paths: readonly string[], options: ReadOptions): AsyncGenerator<Document> {
  for await (const batch of readBatches(paths, options)) yield* batch;
}

/** As `readCorpus`, in the batches that the files are read in: one wait a batch where a wait a document costs too much. */
export async function* readBatches(
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<readonly Document[]> {
  throwIfCancelled(options.signal);
  const files = await findFiles(paths, options.skips, options.format);
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const state: ReadState = { done: 0, documents: 0, missingField: undefined };
  for (const file of files) {
    try {
      yield* readFileBatches(file, options, state, total);
    } catch (error) {
      if (error instanceof EvenhandError || isCancelled(error)) throw error;
      if (file.named || options.strict === true) throw unreadable(file.path, error);
      options.skips.add("file that cannot be read", file.path);
    }
  }
  if (state.documents > 0) return;
  if (state.missingField !== undefined) throw state.missingField;
  throw new EvenhandError("corpus.empty", `${paths.join(", ")}: no document with text`, {
    hint:
      options.skips.total > 0
        ? `Passed over: ${options.skips.counts()[0]?.reason} (${options.skips.counts()[0]?.count} times).`
        : "Choose a file or folder that has text.",
  });
}

interface ReadState {
  /** Bytes. */
  done: number;
  documents: number;
  /** The first of its kind, thrown when no document was found at all. */
  missingField: EvenhandError | undefined;
}

async function* readFileBatches(
  file: FoundFile,
  options: ReadOptions,
  state: ReadState,
  total: number,
): AsyncGenerator<readonly Document[]> {
  const field =
    file.format === "text" ? "" : (options.field ?? (await guessFieldOfFile(file.path, options.signal)) ?? "text");
  if (file.format === "jsonl") options.onField?.(file.name, field);
  const place = { path: file.path, name: file.name, format: file.format, field };
  const hash = options.onFile === undefined ? undefined : createHash("sha256");
  let bytes = 0;
  let record = 0;
  for await (const { lines, chunk } of readLines(file.path, options.signal)) {
    hash?.update(chunk);
    bytes += chunk.length;
    const documents: Document[] = [];
    for (const line of lines) {
      const result = readRecord(line, { ...place, record });
      if (result.kind === "blank") continue;
      record += 1;
      if (result.kind === "document") {
        documents.push(result.document);
        if (result.document.bytes !== undefined) {
          options.skips.add("bytes that are not UTF-8 (record kept, each read as U+FFFD)", `${file.name}:${line.line}`);
        }
      } else {
        if (options.strict === true) throw result.error;
        if (result.error.code === "corpus.missingField") state.missingField ??= result.error;
        options.skips.add(result.reason, `${file.name}:${line.line}`);
      }
    }
    state.documents += documents.length;
    if (documents.length > 0) yield documents;
    state.done += chunk.length;
    options.onProgress?.({ stage: options.stage ?? "read", done: state.done, total, unit: "bytes" });
  }
  if (hash !== undefined) options.onFile?.({ name: file.name, bytes, sha256: hash.digest("hex") });
}
