import { createHash } from "node:crypto";
import { basename } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { seededRandom, shuffle } from "../base/random.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import type { Document } from "../corpus/document.ts";
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
  /** Held-out texts that also occur, word for word, in a training record. */
  readonly repeatedInTraining: number;
}

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
  return { ...split(documents, heldOut, seed), contentHash: contentHash(files) };
}

/**
 * Records that `augment` wrote are views of records elsewhere. As records of their own they would give one person's text
 * several shares of epsilon, and the ledger, which knows a corpus by its content, would not add them to the source's.
 */
function refuseCounterfactual({ source, fields }: Document): void {
  const provenance = fields?.["evenhand"];
  if (typeof provenance !== "object" || provenance === null || !("pairId" in provenance)) return;
  const origin = "source" in provenance ? ` (${String(provenance.source)})` : "";
  throw new EvenhandError(
    "training.invalid",
    `${basename(source.path)}, line ${source.line}: a counterfactual corpus; its records are views of other records.`,
    { hint: `Train on the source${origin}; the arm dp+cda makes the counterfactuals as views of one record.` },
  );
}

function split(documents: readonly Document[], share: number, seed: number): Omit<TrainingCorpus, "contentHash"> {
  const order = shuffle([...documents.keys()], seededRandom(seed));
  const count = Math.min(documents.length - 1, Math.max(1, Math.round(share * documents.length)));
  const chosen = new Set(order.slice(0, count));
  const heldOut = documents.filter((_, index) => chosen.has(index));
  const training = documents.filter((_, index) => !chosen.has(index));
  const texts = new Set(training.map(({ text }) => text));
  return { training, heldOut, repeatedInTraining: heldOut.filter(({ text }) => texts.has(text)).length };
}

function contentHash(files: readonly CorpusFile[]): string {
  const hashes = files.map(({ sha256 }) => sha256).toSorted();
  return createHash("sha256").update(hashes.join("\n")).digest("hex");
}
