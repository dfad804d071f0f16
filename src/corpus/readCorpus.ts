import { createHash } from "node:crypto";
import { EvenhandError, throwIfCancelled } from "../base/errors.ts";
import type { OnProgress } from "../base/progress.ts";
import { isTextual } from "./corpusFormat.ts";
import type { CorpusFormat } from "./corpusFormat.ts";
import { describeFile } from "./describeCorpus.ts";
import type { CorpusFile } from "./describeCorpus.ts";
import type { Document } from "./document.ts";
import { problemOf } from "./fileProblem.ts";
import type { FileProblem } from "./fileProblem.ts";
import { findFiles } from "./findFiles.ts";
import type { FoundFile } from "./findFiles.ts";
import type { RecordResult } from "./readRecord.ts";
import { guessFieldOfFile, recordReaderOf } from "./recordReaders.ts";
import type { SkipLog } from "./skipLog.ts";

export interface ReadOptions {
  /** Field that holds the text, or a path such as `meta.text` or `data[0].text`; guessed for each file when absent. */
  readonly field?: string;
  /** A second field that documents are to have, for `stratumOf`. */
  readonly byField?: string;
  /** Gives documents all fields, not only those that are needed; costs time where the format has columns. */
  readonly allFields?: boolean;
  /** Gives documents of plain text the blank lines before them. */
  readonly blankLines?: boolean;
  /** Reads named files as this format whatever their name says. */
  readonly format?: CorpusFormat;
  /** Throw at the first record, or part of a file, that would be skipped. */
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
  /** Bytes read so far, of all files together, as they are on disk. */
  readonly onProgress?: OnProgress;
  /** Name of the stage in progress reports; `read` when absent. */
  readonly stage?: string;
  /** Counts what is passed over. */
  readonly skips: SkipLog;
  /** Told the field that a file with fields is read from, before its first document. */
  readonly onField?: (fileName: string, field: string) => void;
  /** Told name, size and SHA-256 of each file when it has been read to its end. */
  readonly onFile?: (file: CorpusFile) => void;
}

/**
 * The documents of files, folders and patterns, in order. Text files have one document a line that is not blank, other
 * formats one a record. Throws `corpus.unreadable`; `corpus.empty`, `corpus.missingField` and what was wrong with the
 * first file when nothing was found at the end; with `strict` also `corpus.malformed`.
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
  const { skips } = options;
  const strict = options.strict === true;
  const files = await findFiles(paths, skips, options.format, { strict });
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const state: ReadState = { done: 0, total, documents: 0, firstError: undefined };
  for (const file of files) {
    try {
      yield* readFile(file, options, state);
    } catch (error) {
      if (strict) throw error;
      noteProblem(problemOf(file.path, error), skips, state);
    }
  }
  if (state.documents > 0) return;
  if (state.firstError !== undefined) throw state.firstError;
  throw new EvenhandError("corpus.empty", `${paths.join(", ")}: no document with text`, {
    hint:
      skips.total > 0
        ? `Passed over: ${skips.counts()[0]?.reason} (${skips.counts()[0]?.count} times).`
        : "Choose a file or folder that has text.",
  });
}

interface ReadState {
  /** Bytes. */
  done: number;
  readonly total: number;
  documents: number;
  /** The first that is worth more than "no document" when there was none. */
  firstError: EvenhandError | undefined;
}

async function* readFile(file: FoundFile, options: ReadOptions, state: ReadState): AsyncGenerator<readonly Document[]> {
  const { signal, skips, byField, onFile } = options;
  const isText = file.format === "text";
  const field = isText ? "" : (options.field ?? (await guessFieldOfFile(file, signal)) ?? "text");
  if (!isText) options.onField?.(file.name, field);
  const hash = onFile === undefined ? undefined : createHash("sha256");
  let bytes = 0;
  const advance = (count: number): void => {
    state.done += count;
    const { done, total } = state;
    options.onProgress?.({ stage: options.stage ?? "read", done, total, unit: "bytes" });
  };
  const reader = await recordReaderOf(file.format);
  const batches = reader.read(file, {
    field,
    columns: options.allFields === true ? undefined : [...alwaysRead, ...(byField === undefined ? [] : [byField])],
    signal,
    blankLines: options.blankLines,
    onRead: (chunk) => {
      hash?.update(chunk);
      bytes += chunk.length;
      advance(chunk.length);
    },
    onDone: advance,
    onLoss: (loss) => {
      if (options.strict === true) throw loss;
      noteProblem(loss, skips, state);
    },
  });
  const before = state.done;
  for await (const results of batches) {
    const documents = documentsOf(results, file, options, state);
    state.documents += documents.length;
    if (documents.length > 0) yield documents;
  }
  if (!isTextual(file.format)) advance(before + file.bytes - state.done); // what is between the columns
  if (hash === undefined) return;
  onFile?.(
    isTextual(file.format) ? { name: file.name, bytes, sha256: hash.digest("hex") } : await describeFile(file, signal),
  );
}

/** Columns that mean something to us: a record's own name, and where a counterfactual comes from. */
const alwaysRead = ["id", "evenhand", "evenhand_pair"] as const;

function documentsOf(
  results: readonly RecordResult[],
  file: FoundFile,
  { skips, strict }: ReadOptions,
  state: ReadState,
): readonly Document[] {
  const documents: Document[] = [];
  for (const result of results) {
    if (result.kind === "document") {
      for (const { reason, error } of result.notes ?? []) {
        if (strict === true && error !== undefined) throw error;
        skips.add(reason, `${file.name}:${result.document.source.line}`);
      }
      documents.push(result.document);
    } else if (result.kind === "skipped") {
      if (strict === true) throw result.error;
      if (result.error.code === "corpus.missingField") state.firstError ??= result.error;
      skips.add(result.reason, result.place);
    }
  }
  return documents;
}

function noteProblem(problem: FileProblem, skips: SkipLog, state: ReadState): void {
  state.firstError ??= problem;
  skips.add(problem.advice, problem.path);
}
