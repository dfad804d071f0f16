import { extname } from "node:path";
import { EvenhandError } from "../../base/errors.ts";
import { formatOfName } from "../../corpus/corpusFormat.ts";
import { csvHeader } from "../../corpus/csvHeader.ts";
import type { CsvHeader } from "../../corpus/csvHeader.ts";
import { openChunks } from "../../corpus/openChunks.ts";
import { hasByteOrderMark } from "../../corpus/readLines.ts";
import type { FoundFile } from "../../corpus/findFiles.ts";
import { provenanceColumns } from "./provenance.ts";
import type { BatchResult, OutputForm } from "./recordBatch.ts";
import { csvCell } from "./recordEncoders.ts";

type Bytes = string | Uint8Array;

/** The place that records go to, in one format. */
export interface OutputTarget {
  /** What workers make of records. */
  readonly form: OutputForm;
  /** The first bytes. */
  begin(): Bytes;
  /** The bytes of a batch, in the order of the corpus. */
  take(result: BatchResult): Promise<Bytes>;
  /** The last bytes. */
  end(): Promise<Bytes>;
  close(): Promise<void>;
}

/** The formats of outputs, by what the name ends with. */
export const outputKinds = ["jsonl", "text", "csv", "tsv", "parquet"] as const;

export type OutputKind = (typeof outputKinds)[number];

/**
 * The format that an output's name asks for.
 *
 * @throws EvenhandError `arguments.invalid` for names that ask for none of ours
 */
export function outputKindOf(path: string): OutputKind {
  const { format, compression } = formatOfName(path);
  const kind = outputKinds.find((one) => one === format);
  if (kind !== undefined && compression === "none") return kind;
  const problem =
    compression !== "none"
      ? `${path}: output is not compressed`
      : `${path}: no output format ends with "${extname(path)}"`;
  throw new EvenhandError("arguments.invalid", problem, {
    hint: "Name a file that ends with .jsonl, or with .txt, .csv, .tsv or .parquet when the source does.",
  });
}

/**
 * Opens the target of an output. Every source can become JSONL; the other formats are written from their own kind alone,
 * because only that keeps columns, types and bytes.
 *
 * @throws EvenhandError `arguments.invalid` when the sources are of another format or their columns differ
 */
export async function outputTarget(
  kind: OutputKind,
  files: readonly FoundFile[],
  signal: AbortSignal,
): Promise<OutputTarget> {
  if (kind === "jsonl") return plainTarget({ kind: "jsonl" }, "");
  const other = files.find(({ format }) => format !== kind);
  if (other !== undefined) {
    throw new EvenhandError(
      "arguments.invalid",
      `${other.name} is ${nameOf(other.format)}, the output ${nameOf(kind)}`,
      {
        hint: "An output has the format of its sources, or is JSONL: name it .jsonl.",
      },
    );
  }
  switch (kind) {
    case "text":
      return plainTarget({ kind: "text" }, (await beginsWithMark(files[0], signal)) ? "\uFEFF" : "");
    case "csv":
    case "tsv":
      return await tableTarget(files, signal);
    case "parquet":
      return await (await import("./parquetTarget.ts")).parquetTarget(files);
  }
}

function nameOf(format: string): string {
  return format === "text"
    ? "plain text"
    : format === "parquet"
      ? "Parquet"
      : format === "arrow"
        ? "Arrow"
        : format.toUpperCase();
}

function plainTarget(form: OutputForm, head: Bytes): OutputTarget {
  return {
    form,
    begin: () => head,
    take: ({ lines }) => Promise.resolve(lines),
    end: () => Promise.resolve(""),
    close: () => Promise.resolve(),
  };
}

async function beginsWithMark(file: FoundFile | undefined, signal: AbortSignal): Promise<boolean> {
  if (file === undefined) return false;
  for await (const chunk of openChunks(file, signal, { onLoss: () => {} })) return hasByteOrderMark(chunk);
  return false;
}

/** A table has one header: that of its sources, with the columns of the provenance behind. */
async function tableTarget(files: readonly FoundFile[], signal: AbortSignal): Promise<OutputTarget> {
  let first: { readonly file: FoundFile; readonly header: CsvHeader } | undefined;
  for (const file of files) {
    const header = await csvHeader(file, signal);
    if (header === undefined) continue;
    refuseProvenance(file.name, header.columns);
    first ??= { file, header };
    if (header.delimiter !== first.header.delimiter || header.columns.join("\n") !== first.header.columns.join("\n")) {
      throw otherColumns(first.file.name, file.name);
    }
  }
  if (first === undefined) return plainTarget({ kind: "table", delimiter: ",", lineEnd: "\n", columns: 0 }, "");
  const { delimiter, lineEnd, columns, raw, hasByteOrderMark } = first.header;
  const added = provenanceColumns.map(({ name }) => csvCell(name, delimiter)).join(delimiter);
  const head = Buffer.concat([
    Buffer.from(hasByteOrderMark ? "\uFEFF" : ""),
    raw,
    Buffer.from(`${delimiter}${added}${lineEnd}`),
  ]);
  return plainTarget({ kind: "table", delimiter, lineEnd, columns: columns.length }, head);
}

/** Two provenances in one row would say two things. */
export function refuseProvenance(name: string, columns: readonly string[]): void {
  const taken = provenanceColumns.find((column) => columns.includes(column.name));
  if (taken === undefined) return;
  throw new EvenhandError("arguments.invalid", `${name} has a column ${taken.name} already`, {
    hint: "It is a counterfactual table; take its source, or write JSONL: name the output .jsonl.",
  });
}

export function otherColumns(first: string, other: string): EvenhandError {
  return new EvenhandError("arguments.invalid", `${other} has other columns than ${first}`, {
    hint: "Make one output for each, or write JSONL: name the output .jsonl.",
  });
}
