import { basename } from "node:path";
import type { CorpusFile } from "../../corpus/describeCorpus.ts";
import type { SkipCount } from "../../corpus/document.ts";
import type { Axis } from "../../lexicon/axis.ts";
import type { AssociationShift, RoundTripSection } from "../../report/counterfactualSection.ts";
import type { DecisionsFile } from "../swapDecisions.ts";
import { readVersion } from "../packageFiles.ts";
import type { AugmentCounts } from "./augmentTally.ts";
import type { AugmentMode } from "./swapSettings.ts";

/** What a run of `augment` made; plain data. The manifest beside the corpus holds the same. */
export interface AugmentSummary extends Omit<AugmentCounts, "restored" | "measured" | "failures" | "decided"> {
  readonly outPath: string;
  readonly manifestPath: string;
  /** SHA-256 of the output, by which training knows it under another name. */
  readonly sha256: string;
  /** Text output: a JSON line of provenance for each of its lines that is not blank. */
  readonly provenancePath?: string;
  /** The quality report, where one was asked for. */
  readonly reportPath?: string;
  /** Of the report: how associations moved from the source to the output. */
  readonly associations?: readonly AssociationShift[];
  readonly swaps: readonly { readonly axis: Axis; readonly direction: string }[];
  readonly names: "keep" | "swap";
  readonly sensitive: "skip" | "keep" | "swap";
  readonly mode: AugmentMode;
  /** Only for `substitute`. */
  readonly seed?: number;
  readonly files: readonly CorpusFile[];
  /** Field of the first file that has fields. */
  readonly textField?: string;
  /** Of every file, where they differ; in JSONL, a line of text has its text in `text`. */
  readonly textFields?: readonly { readonly file: string; readonly field: string }[];
  readonly skippedRecords: readonly SkipCount[];
  /** Changed records that a second swap turns back into the original, exactly; absent where no way leads back. */
  readonly roundTrip?: RoundTripSection;
  /** SHA-256 of all tables that the planner looks things up in. */
  readonly lexiconHash: string;
  /** Name of the team's file that changed them. */
  readonly lexiconFile?: string;
  /** The decisions that were in force; what they left stands in `skippedByReason`. */
  readonly decisions?: DecisionsFile;
  readonly privacyNote: string;
}

/** Everything of the summary except sentences of the corpus and folders of this machine. */
export function manifestText(summary: AugmentSummary): string {
  const { outPath, manifestPath: _, provenancePath, examples: __, review, ...rest } = summary;
  const manifest = {
    manifest: "evenhand counterfactual corpus",
    version: readVersion(),
    file: basename(outPath),
    ...(provenancePath === undefined ? {} : { provenance: basename(provenancePath) }),
    ...rest,
    review: review.map(({ text: ___, ...edit }) => edit),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
