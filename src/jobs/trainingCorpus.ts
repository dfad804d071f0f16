import { EvenhandError } from "../base/errors.ts";
import { hashPlace } from "../base/hashPlace.ts";
import type { CorpusFile } from "../corpus/describeCorpus.ts";
import type { Document } from "../corpus/document.ts";
import { findFiles, reportedNames } from "../corpus/findFiles.ts";
import { readCorpus } from "../corpus/readCorpus.ts";
import { SkipLog } from "../corpus/skipLog.ts";
import { noStratum, stratumOf } from "../corpus/stratumOf.ts";
import type { CorpusIdentity } from "../training/privacy/ledgerLine.ts";
import type { JobContext } from "./context.ts";
import { corpusIdentity, counterfactual, fileOrigins, refusePairs } from "./corpusIdentity.ts";
import type { FileOrigin } from "./corpusIdentity.ts";
import type { TrainOptions } from "./options.ts";
import { unitName } from "./privacyUnit.ts";
import type { PrivacyUnit } from "./privacyUnit.ts";

/** A corpus, split into what is trained on and what is only evaluated on. Both in the order of the files. */
export interface TrainingCorpus {
  /** The units of privacy, each with its records; of `block`, the records that are cut into blocks later. */
  readonly training: readonly (readonly Document[])[];
  /** Units as well: their records are not drawn independently of each other either. */
  readonly heldOut: readonly (readonly Document[])[];
  /** How reports call the files, by path. */
  readonly fileNames: ReadonlyMap<string, string>;
  /** SHA-256 over the hashes of the files, whatever their names and order. */
  readonly contentHash: string;
  /** The ledger's key, and how it knows the corpus again. */
  readonly identity: CorpusIdentity;
  readonly recordName: RecordName;
  /** Records that lack the field of the unit, each a unit of its own. */
  readonly withoutField: number;
}

/** What one record is called: a text file has one on each line. */
export type RecordName = "record" | "line" | "record or line";

const fewestUnits = 10;

/**
 * Reads the corpus and splits it; the same seed gives the same split.
 *
 * @throws EvenhandError `training.invalid` for too few units and for two views of one record; what reading throws
 */
export async function readTrainingCorpus(
  options: TrainOptions,
  { heldOut, seed, unit }: { readonly heldOut: number; readonly seed: number; readonly unit: PrivacyUnit },
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
    ...(unit.kind === "field" ? { byField: unit.field } : {}),
    ...(options.field === undefined ? {} : { field: options.field }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
  };
  for await (const document of readCorpus(options.paths, reading)) documents.push(document);
  const found = await findFiles(options.paths, new SkipLog());
  const fileNames = reportedNames(options.namesFrom, found);
  const origins = await fileOrigins(found, files);
  refusePairs(origins);
  refuseTwoViews(documents, origins, fileNames);
  const units = unitsOf(documents, unit);
  const name = recordName(documents);
  if (units.length < fewestUnits) throw tooFew(documents.length, units.length, unit, name);
  return {
    ...split(units, unit, heldOut, seed),
    fileNames,
    contentHash: corpusIdentity(files.map(({ name: file, sha256 }) => ({ name: file, files: [sha256] }))).corpus,
    identity: corpusIdentity(origins),
    recordName: name,
    withoutField: unit.kind === "field" ? documents.filter((document) => isWithout(document, unit.field)).length : 0,
  };
}

/** All records with one value of the field are one unit; else each record. In the order of their first records. */
function unitsOf(documents: readonly Document[], unit: PrivacyUnit): Document[][] {
  if (unit.kind !== "field") return documents.map((document) => [document]);
  const byValue = new Map<string, Document[]>();
  const units: Document[][] = [];
  for (const document of documents) {
    const value = stratumOf(document, unit.field);
    const known = value === noStratum ? undefined : byValue.get(value);
    if (known !== undefined) {
      known.push(document);
      continue;
    }
    const own = [document];
    units.push(own);
    if (value !== noStratum) byValue.set(value, own);
  }
  return units;
}

function isWithout(document: Document, field: string): boolean {
  return stratumOf(document, field) === noStratum;
}

function tooFew(records: number, units: number, unit: PrivacyUnit, name: RecordName): EvenhandError {
  const many = unit.kind === "field" ? ` in ${units} ${unitName(unit, name).many}` : "";
  return new EvenhandError(
    "training.invalid",
    `The corpus has ${records} records${many}; ${fewestUnits} ${unit.kind === "field" ? "such units are" : "is"} the least that can be split and trained on.`,
    { hint: "Choose a larger corpus; privacy needs hundreds of records to be worth its noise." },
  );
}

/**
 * Records that `augment` wrote are views of records elsewhere. Two views as records of their own would give one person's
 * text two shares of epsilon; and without the manifest beside the file the ledger could not charge the source.
 */
function refuseTwoViews(
  documents: readonly Document[],
  origins: readonly FileOrigin[],
  fileNames: ReadonlyMap<string, string>,
): void {
  const copies = new Set(origins.filter(({ copy }) => copy !== undefined).map(({ path }) => path));
  const seen = new Set<string>();
  for (const { source, fields } of documents) {
    const pair = pairOf(fields);
    if (pair === undefined) continue;
    if (!copies.has(source.path) || seen.has(pair.id)) {
      throw counterfactual(`${fileNames.get(source.path) ?? source.path}, line ${source.line}`, pair.source);
    }
    seen.add(pair.id);
  }
}

/** Of a record that `augment` wrote, as JSON or as a row of a table: the record it is a view of; empty names are not said. */
function pairOf(fields: Document["fields"]): { readonly id: string; readonly source: string } | undefined {
  const provenance = fields?.["evenhand"];
  if (typeof provenance === "object" && provenance !== null && "pairId" in provenance) {
    return { id: String(provenance.pairId), source: "source" in provenance ? String(provenance.source) : "" };
  }
  const pair = fields?.["evenhand_pair"];
  return typeof pair === "string" && pair !== "" ? { id: pair, source: pair.replace(/#\d+$/, "") } : undefined;
}

/**
 * Each unit's side follows from the seed and what it is known by alone: a record's text, or the value of the field. So one
 * unit more or less moves no other, which is what epsilon compares, and no held-out text of `record` and `block` also
 * stands, word for word, among what is trained on.
 */
function split(
  units: readonly (readonly Document[])[],
  unit: PrivacyUnit,
  share: number,
  seed: number,
): Pick<TrainingCorpus, "training" | "heldOut"> {
  const training: (readonly Document[])[] = [];
  const heldOut: (readonly Document[])[] = [];
  for (const documents of units) {
    if (hashPlace(keyOf(documents, unit), `${seed}`) < share) heldOut.push(documents);
    else training.push(documents);
  }
  if (heldOut.length > 0 && training.length > 0) return { training, heldOut };
  const problem = heldOut.length === 0 ? "none is held out" : "none is left to train on";
  const what = unit.kind === "field" ? `values of "${unit.field}"` : "records";
  throw new EvenhandError("training.invalid", `Of ${units.length} ${what} ${problem} with a share of ${share}.`, {
    hint: "Choose another share with --held-out, or a larger corpus; exact duplicates always fall on the same side.",
  });
}

function keyOf(documents: readonly Document[], unit: PrivacyUnit): string {
  const [first] = documents as readonly [Document];
  if (unit.kind !== "field" || isWithout(first, unit.field)) return first.text;
  return `${unit.field}\n${stratumOf(first, unit.field)}`;
}

function recordName(documents: readonly Document[]): RecordName {
  const lines = documents.filter(({ fields }) => fields === undefined).length;
  if (lines === 0) return "record";
  return lines === documents.length ? "line" : "record or line";
}
