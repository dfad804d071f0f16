import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import type { Document } from "../corpus/document.ts";
import { findFiles } from "../corpus/findFiles.ts";
import type { FoundFile } from "../corpus/findFiles.ts";
import { readCorpus } from "../corpus/readCorpus.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import type { JobContext } from "./context.ts";
import type { TrainOptions } from "./options.ts";

/** A corpus, split into what is trained on and what is only evaluated on. Both in the order of the files. */
export interface TrainingCorpus {
  readonly training: readonly Document[];
  readonly heldOut: readonly Document[];
  /** SHA-256 over the hashes of the files, whatever their names and order: the ledger's key. */
  readonly contentHash: string;
  readonly recordName: RecordName;
}

/** What one record is called: a text file has one on each line. */
export type RecordName = "record" | "line" | "record or line";

const fewestRecords = 10;

/**
 * Reads the corpus and splits it; the same seed gives the same split.
 *
 * @throws EvenhandError `training.invalid` for too few records and for a counterfactual corpus; what reading throws
 */
export async function readTrainingCorpus(
  options: TrainOptions,
  { heldOut, seed }: { readonly heldOut: number; readonly seed: number },
  { signal, onProgress }: JobContext,
): Promise<TrainingCorpus> {
  const documents: Document[] = [];
  const files: CorpusFile[] = [];
  const reading = {
    skips: new SkipLog(), // counted by the scan of the same files
    stage: "read",
    signal,
    onProgress,
    onFile: (file: CorpusFile) => files.push(file),
    ...(options.field === undefined ? {} : { field: options.field }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
  };
  await refuseCounterfactualText(await findFiles(options.paths, new SkipLog()));
  for await (const document of readCorpus(options.paths, reading)) {
    refuseCounterfactual(document);
    documents.push(document);
  }
  if (documents.length < fewestRecords) {
    throw new EvenhandError(
      "training.invalid",
      `The corpus has ${documents.length} records; ${fewestRecords} is the least that can be split and trained on.`,
      { hint: "Choose a larger corpus; privacy needs hundreds of records to be worth its noise." },
    );
  }
  return { ...split(documents, heldOut, seed), contentHash: contentHash(files), recordName: recordName(documents) };
}

/**
 * Records that `augment` wrote are views of records elsewhere. As records of their own they would give one person's text
 * several shares of epsilon, and the ledger, which knows a corpus by its content, would not add them to the source's.
 */
function refuseCounterfactual({ source, fields }: Document): void {
  const origin = originOf(fields);
  if (origin !== undefined) throw counterfactual(`${basename(source.path)}, line ${source.line}`, origin);
}

/** Name of the source of a record that `augment` wrote, as JSON or as a row of a table; empty when it is not said. */
function originOf(fields: Document["fields"]): string | undefined {
  const provenance = fields?.["evenhand"];
  if (typeof provenance === "object" && provenance !== null && "pairId" in provenance) {
    return "source" in provenance ? String(provenance.source) : "";
  }
  const pair = fields?.["evenhand_pair"];
  return typeof pair === "string" && pair !== "" ? pair.replace(/#\d+$/, "") : undefined;
}

/** Text has no place for provenance: the manifest beside it says what it is. */
async function refuseCounterfactualText(files: readonly FoundFile[]): Promise<void> {
  for (const { path, name, format } of files) {
    if (format !== "text") continue;
    const manifest = await readFile(`${path.slice(0, path.length - extname(path).length)}.manifest.json`, "utf8").catch(
      () => undefined,
    );
    if (manifest?.includes('"manifest": "evenhand counterfactual corpus"') !== true) continue;
    if (manifest.includes(`"file": ${JSON.stringify(basename(path))}`)) throw counterfactual(name, "");
  }
}

function counterfactual(place: string, origin: string): EvenhandError {
  return new EvenhandError(
    "training.invalid",
    `${place}: a counterfactual corpus; its records are views of other records.`,
    {
      hint: `Train on the source${origin === "" ? "" : ` (${origin})`}; the arm dp+cda makes the counterfactuals as views of one record.`,
    },
  );
}

/**
 * Each record's side follows from the seed and its own text alone. So one record more or less moves no other, which is
 * what epsilon compares, and no held-out text also stands, word for word, among the training records.
 */
function split(
  documents: readonly Document[],
  share: number,
  seed: number,
): Pick<TrainingCorpus, "training" | "heldOut"> {
  const training: Document[] = [];
  const heldOut: Document[] = [];
  for (const document of documents) (placeOf(document.text, seed) < share ? heldOut : training).push(document);
  if (heldOut.length > 0 && training.length > 0) return { training, heldOut };
  const problem = heldOut.length === 0 ? "none is held out" : "none is left to train on";
  throw new EvenhandError("training.invalid", `Of ${documents.length} records ${problem} with a share of ${share}.`, {
    hint: "Choose another share with --held-out, or a larger corpus; exact duplicates always fall on the same side.",
  });
}

/** In [0, 1): the first 48 bits of a hash. */
function placeOf(text: string, seed: number): number {
  return createHash("sha256").update(`${seed}\n${text}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

function contentHash(files: readonly CorpusFile[]): string {
  const hashes = files.map(({ sha256 }) => sha256).toSorted();
  return createHash("sha256").update(hashes.join("\n")).digest("hex");
}

function recordName(documents: readonly Document[]): RecordName {
  const lines = documents.filter(({ fields }) => fields === undefined).length;
  if (lines === 0) return "record";
  return lines === documents.length ? "line" : "record or line";
}
